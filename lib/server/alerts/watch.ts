import { randomUUID } from 'node:crypto';
import type { Log } from '#lib/server/log.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type DeliverDeps, deliver } from './deliver.ts';
import { type EvaluateDeps, evaluate } from './evaluate.ts';
import { Rounds } from './rounds.ts';

/** What goes on beside the calls: rules are looked at, and what came of them is told. */
export interface Watch {
  /** There is something to tell. */
  deliverNow(): void;
  /** Resolves when nothing is under way any more. */
  stop(): Promise<void>;
}

export interface WatchDeps extends EvaluateDeps, Omit<DeliverDeps, 'storage' | 'ending'> {
  readonly storage: EvaluateDeps['storage'] & Pick<Storage, 'alertOutbox' | 'leases'>;
  readonly log: Log;
  readonly everyMs: number;
  /** Ends what is being sent. */
  readonly ending: AbortController;
}

const LEASE = 'alerts';
/** A process that is late by so many rounds has died, or has more to look at than it can. */
const MISSED_ROUNDS = 4;

/**
 * Begins to watch. Of the processes that share a database one looks at the rules; all of them send. Messages have rounds
 * of their own, so that no receiver who is slow holds up what is to be seen.
 */
export function startWatch(deps: WatchDeps): Watch {
  const { storage, log, everyMs, ending } = deps;
  const holder = randomUUID();
  const attempt = (what: string, work: () => Promise<void>) => async () => {
    try {
      await work();
    } catch (cause) {
      // The end of the process cuts short what the next one does.
      if (!ending.signal.aborted) log.error(what, { cause: String(cause) });
    }
  };
  const sending = new Rounds(
    attempt('alerts not delivered', () => deliver({ ...deps, ending: ending.signal })),
    everyMs,
  );
  const looking = new Rounds(
    attempt('alerts not evaluated', async () => {
      const nowMs = Date.now();
      const isMine = await storage.leases.take(LEASE, holder, { nowMs, untilMs: nowMs + MISSED_ROUNDS * everyMs });
      if (isMine && (await evaluate(deps))) sending.now();
    }),
    everyMs,
  );
  return {
    deliverNow: () => sending.now(),
    async stop() {
      ending.abort();
      await Promise.all([looking.stop(), sending.stop()]);
    },
  };
}
