import { type ApiError, toApiError } from '#lib/contract/errors.ts';
import { type Call, clientClosed, clientStalled } from './call.ts';

/** The bytes of an answer, ready or still to come. */
export type Chunks = AsyncGenerator<Uint8Array> | Generator<Uint8Array>;

export interface AnswerStreamOptions {
  /** How long what was passed on may stay unread. */
  readonly clientStallMs: number;
  /** What a silence is filled with; absent where nothing may stand between the bytes. */
  readonly silence?: { readonly ms: number; readonly filler: Uint8Array };
  /** How a failure is told; absent: the connection is cut, which is all that bytes of a file leave. */
  readonly lastWords?: (error: ApiError) => Uint8Array;
  /** The first bytes go out. */
  readonly onFirst?: () => void;
  readonly onBytes?: (bytes: number) => void;
  /** Called once, with what ended the answer; undefined when it ended well. */
  readonly onEnd: (error: ApiError | undefined) => void;
}

/** The body of a streamed answer: pulled by the client, so an upstream is read no faster than the client reads. */
export function answerStream(chunks: Chunks, call: Call, options: AnswerStreamOptions): ReadableStream<Uint8Array> {
  const { clientStallMs, silence, lastWords, onFirst, onBytes, onEnd } = options;
  let pending: Promise<IteratorResult<Uint8Array>> | undefined;
  let stallTimer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  let stopListening: (() => void) | undefined;

  const end = (error?: ApiError) => {
    if (ended) return;
    ended = true;
    clearTimeout(stallTimer);
    stopListening?.();
    call.release();
    // Lets the generator's own `finally` run; it has nobody left to tell.
    void Promise.resolve(chunks.return(undefined)).catch(() => undefined);
    onEnd(error);
  };

  const send = (controller: ReadableStreamDefaultController<Uint8Array>, bytes: Uint8Array) => {
    onFirst?.();
    onBytes?.(bytes.byteLength);
    controller.enqueue(bytes);
  };

  const fail = (controller: ReadableStreamDefaultController<Uint8Array>, thrown: unknown) => {
    if (ended) return;
    const error = toApiError(thrown);
    if (lastWords === undefined) controller.error(error);
    else {
      // Once the client has left, nobody is there to tell.
      if (error.code !== 'client_closed_request') send(controller, lastWords(error));
      controller.close();
    }
    end(error);
  };

  /** A client that reads nothing holds buffers: its connection is cut, since it would not read an ending either (F17). */
  const letGo = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const error = clientStalled(clientStallMs);
    controller.error(error);
    end(error);
    call.abort(error);
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Between two pulls nobody waits on the call: its end must be heard all the same.
        stopListening = call.onAbort((reason) => pending === undefined && fail(controller, reason));
      },
      async pull(controller) {
        clearTimeout(stallTimer);
        try {
          pending ??= call.race(Promise.resolve(chunks.next()));
          const next = await (silence === undefined ? pending : orSilence(pending, silence.ms));
          if (next === 'silence') {
            if (silence !== undefined) send(controller, silence.filler);
          } else {
            pending = undefined;
            if (next.done) {
              controller.close();
              end();
              return;
            }
            send(controller, next.value);
          }
          stallTimer = setTimeout(() => letGo(controller), clientStallMs);
        } catch (thrown) {
          pending = undefined;
          fail(controller, thrown);
        }
      },
      cancel() {
        end(clientClosed());
        call.abort(clientClosed());
      },
    },
    // Nothing is read ahead of the client.
    { highWaterMark: 0 },
  );
}

async function orSilence<T>(next: Promise<T>, ms: number): Promise<T | 'silence'> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<'silence'>((resolve) => {
    timer = setTimeout(() => resolve('silence'), ms);
  });
  try {
    return await Promise.race([next, silence]);
  } finally {
    clearTimeout(timer);
  }
}
