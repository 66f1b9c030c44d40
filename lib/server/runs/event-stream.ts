import type { RunNews } from './runs.ts';

const encoder = new TextEncoder();
const PING = encoder.encode(': ping\n\n');

/** So much is put together of what is there already: a log that is read again is thousands of short events. */
const CHUNK_UNITS = 16_384;

const toEvent = (news: RunNews): string =>
  'end' in news
    ? `event: end\ndata: ${JSON.stringify(news.end)}\n\n`
    : `id: ${news.event.n}\ndata: ${JSON.stringify(news.event)}\n\n`;

/**
 * News of a run as server-sent events, with a comment in long silences, so that nobody between takes the connection for
 * dead.
 */
export function toEventStream(news: AsyncGenerator<RunNews>, heartbeatMs: number): Response {
  let beat: ReturnType<typeof setInterval> | undefined;
  let pending: Promise<IteratorResult<RunNews>> | undefined;
  const next = () => {
    pending ??= news.next();
    return pending;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        beat = setInterval(() => controller.enqueue(PING), heartbeatMs).unref();
      },
      async pull(controller) {
        let text = '';
        try {
          for (;;) {
            const { done, value } = await next();
            pending = undefined;
            if (done) {
              clearInterval(beat);
              if (text !== '') controller.enqueue(encoder.encode(text));
              controller.close();
              return;
            }
            text += toEvent(value);
            if (text.length >= CHUNK_UNITS || !(await isReady(next()))) break;
          }
        } catch (error) {
          // What is thrown here ends the stream, and nothing may be put into it any more.
          clearInterval(beat);
          throw error;
        }
        controller.enqueue(encoder.encode(text));
      },
      cancel() {
        clearInterval(beat);
        // Leaving is not cancelling: the run goes on, only this reader lets go.
        void news.return(undefined).catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } });
}

/** Whether there is more now, in this turn of the event loop. */
const isReady = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
