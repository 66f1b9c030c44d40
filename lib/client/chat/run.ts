import { ApiRefusal, callApi, refusalOf } from '#lib/client/api.ts';
import { type Run, type RunCreate, type RunEvent, runEventSchema, runSchema } from '#lib/contract/runs.ts';
import { AnswerReader } from '#lib/domain/chat/answer-reader.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { createSseDecoder, type SseEvent } from '#lib/std/sse.ts';
import { failedAnswer } from './failed-answer.ts';
import type { LiveAnswer } from './live-answer.ts';

/** An answer that is no stream is one event of up to 10 MiB, written as JSON. */
const MAX_EVENT_BYTES = 64 * 1024 * 1024;

/** How soon a lost connection is tried again: at once, then more and more slowly. */
const AGAIN_MS = [100, 500, 1_000, 2_000, 5_000];
/** A request that never reached the server is tried so often; then a person is told. */
const BEGIN_TRIES = 2;

const runPath = (id: string) => `/api/runs/${encodeURIComponent(id)}`;

/** Begins a run and feeds `live` until it ends. Never throws: whatever happens becomes part of the answer. */
export function startRun(wish: RunCreate, live: LiveAnswer): Promise<void> {
  return read(live, wish.id, (after, signal) =>
    after === 0
      ? fetch('/api/runs', {
          method: 'POST',
          headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
          body: JSON.stringify(wish),
          signal,
        })
      : fetchEvents(wish.id, after, signal),
  );
}

/** Feeds `live` from the log of a run that began elsewhere, or before this page, until it ends. Never throws. */
export const followRun = (id: string, live: LiveAnswer): Promise<void> =>
  read(live, id, (after, signal) => fetchEvents(id, after, signal));

/** Ends a run; the words that came stay. @throws ApiRefusal, or TypeError when nobody answers */
export const stopRun = (id: string): Promise<Run> => callApi(runPath(id), { method: 'DELETE', answer: runSchema });

const fetchEvents = (id: string, after: number, signal: AbortSignal) =>
  fetch(`${runPath(id)}/events?after=${after}`, { signal });

type Open = (after: number, signal: AbortSignal) => Promise<Response>;

async function read(live: LiveAnswer, runId: string, open: Open): Promise<void> {
  const reader = new AnswerReader({ ...live.current(), runId });
  const { signal } = live;
  for (let failures = 0; !signal.aborted; failures++) {
    try {
      const response = await open(reader.lastN, signal);
      if (!response.ok) throw await refusalOf(response);
      live.begin();
      const seen = reader.lastN;
      const run = await readEvents(response, reader, live);
      if (run !== undefined) return live.update(reader.end(run));
      if (reader.lastN > seen) failures = 0;
    } catch (thrown) {
      if (signal.aborted) return;
      if (thrown instanceof ApiRefusal && !thrown.mayPass) return live.update(failedAnswer(reader.answer, thrown));
      if (reader.lastN === 0 && failures + 1 >= BEGIN_TRIES) return live.update(failedAnswer(reader.answer));
    }
    live.lost();
    await untilWorthATry(AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? 0, signal);
  }
}

/** @returns how the run ended; undefined when the connection broke first */
async function readEvents(response: Response, reader: AnswerReader, live: LiveAnswer): Promise<Run | undefined> {
  const bytes = response.body?.getReader();
  if (bytes === undefined) return undefined;
  const decoder = createSseDecoder({ maxEventBytes: MAX_EVENT_BYTES });
  for (;;) {
    const { done, value } = await bytes.read();
    if (done) return undefined;
    let ended: Run | undefined;
    for (const event of decoder.push(value)) {
      if (event.event === 'end') ended = runSchema.parse(parseJson(event.data));
      else reader.push(toRunEvent(event));
    }
    if (ended !== undefined) return ended;
    live.update(reader.answer);
  }
}

const toRunEvent = ({ data }: SseEvent): RunEvent => runEventSchema.parse(parseJson(data));

/** Some time, or as soon as the network is back. */
function untilWorthATry(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(go, ms);
    function go() {
      clearTimeout(timer);
      removeEventListener('online', go);
      signal.removeEventListener('abort', go);
      resolve();
    }
    addEventListener('online', go);
    signal.addEventListener('abort', go);
  });
}
