import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '#lib/contract/errors.ts';
import type { SampleTraffic } from '#lib/contract/usage-report.ts';
import { sampleCall } from '#lib/domain/usage/sample.ts';
import type { Gateway } from '#lib/server/gateway/exchange.ts';

/** A minute of real calls to the sandbox, for pages that have nothing to show yet. */
export interface SampleMaker {
  /**
   * Begins, for whoever asks; who has begun already is told when it ends.
   *
   * @param headers of their request, names in small letters: the calls are made in their name
   * @throws ApiError 503 `no_upstream` where the sandbox does not answer
   */
  start(owner: string, headers: ReadonlyMap<string, string>): Promise<SampleTraffic>;
}

export interface SampleMakerDeps {
  readonly gateway: Gateway;
  /** Whether the sandbox answers chats now. */
  readonly canSample: () => Promise<boolean>;
  /** Aborted when the process ends. */
  readonly drain: AbortSignal;
}

const LENGTH_MS = 60_000;

/** Some 40 in all: of the 60 a minute that the sandbox allows some are left. */
const PAUSE_MS = 1_500;

export function createSampleMaker({ gateway, canSample, drain }: SampleMakerDeps): SampleMaker {
  /** When the traffic of each owner ends. */
  const underWay = new Map<string, number>();

  const make = async (headers: ReadonlyMap<string, string>, endsAtMs: number): Promise<void> => {
    for (let index = 0; Date.now() < endsAtMs && !drain.aborted; index++) {
      void callOnce(gateway, sampleCall(index), headers);
      await pause(PAUSE_MS);
    }
  };

  return {
    async start(owner, headers) {
      if (!(await canSample()))
        throw new ApiError('no_upstream', 'The sandbox does not answer here: calls go to a model.');
      const known = underWay.get(owner);
      const endsAtMs = known ?? Date.now() + LENGTH_MS;
      if (known === undefined) {
        underWay.set(owner, endsAtMs);
        void make(headers, endsAtMs).finally(() => underWay.delete(owner));
      }
      return { object: 'sample_traffic', endsAt: new Date(endsAtMs).toISOString() };
    },
  };
}

/** One call, read to its end, whatever the answer is. */
async function callOnce(
  gateway: Gateway,
  { path, body }: ReturnType<typeof sampleCall>,
  headers: ReadonlyMap<string, string>,
): Promise<void> {
  const bytes = new TextEncoder().encode(JSON.stringify(body));
  const answer = await gateway({
    method: 'POST',
    target: path,
    header: (name) => headers.get(name),
    headerFields: [...headers].flat(),
    body: { whole: () => bytes, [Symbol.asyncIterator]: () => Readable.from([bytes])[Symbol.asyncIterator]() },
    onLeave: () => undefined,
  });
  if (typeof answer.body === 'string') return;
  // Faults of the sandbox break off in the middle.
  await answer.body.pipeTo(new WritableStream()).catch(() => undefined);
}
