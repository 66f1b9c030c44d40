const encoder = new TextEncoder();
const PING = encoder.encode(': ping\n\n');

/** So much is put together of what is there already: a log that is read again is thousands of short events. */
const CHUNK_UNITS = 16_384;

export interface EventStreamOptions<News> {
  /** An event of the wire. */
  readonly write: (news: News) => string;
  readonly heartbeatMs: number;
}

/**
 * News as server-sent events, with a comment in long silences, so that nobody between takes the connection for dead.
 *
 * @param news its `return` is called when the reader leaves, and ends a `next` that waits
 */
export function eventStream<News>(
  news: AsyncIterator<News, unknown, undefined>,
  { write, heartbeatMs }: EventStreamOptions<News>,
): Response {
  let beat: ReturnType<typeof setInterval> | undefined;
  let pending: Promise<IteratorResult<News>> | undefined;
  const next = () => {
    pending ??= news.next();
    return pending;
  };
  const body = new ReadableStream<Uint8Array>(
    {
      start(controller) {
        beat = setInterval(() => {
          // Whoever leaves one unread needs no second one.
          if ((controller.desiredSize ?? 0) >= 0) controller.enqueue(PING);
        }, heartbeatMs).unref();
      },
      async pull(controller) {
        let text = '';
        try {
          for (;;) {
            const { done, value } = await next();
            pending = undefined;
            if (done === true) {
              clearInterval(beat);
              if (text !== '') controller.enqueue(encoder.encode(text));
              controller.close();
              return;
            }
            text += write(value);
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
        void news.return?.().catch(() => undefined);
      },
    },
    { highWaterMark: 0 },
  );
  return new Response(body, { headers: { 'content-type': 'text/event-stream', 'x-accel-buffering': 'no' } });
}

/** Whether there is more now, in this turn of the event loop. */
const isReady = (promise: Promise<unknown>): Promise<boolean> =>
  Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);
