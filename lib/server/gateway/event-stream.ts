import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { type Call, clientClosed } from './call.ts';
import { toEvent } from './relay.ts';

const PING = new TextEncoder().encode(': ping\n\n');

/** The bytes of whole events, ready or still to come. */
export type Events = AsyncGenerator<Uint8Array> | Generator<Uint8Array>;

export interface EventStreamOptions {
  readonly heartbeatMs: number;
  readonly clientStallMs: number;
  /** Called once, with what ended the stream; undefined when it ended well. */
  readonly onEnd: (error: ApiError | undefined) => void;
}

/**
 * The body of a streamed answer: pulled by the client, so an upstream is read no faster than the client reads. A
 * comment line fills silences; a failure becomes one last event, without `[DONE]`.
 */
export function eventStream(
  events: Events,
  call: Call,
  { heartbeatMs, clientStallMs, onEnd }: EventStreamOptions,
): ReadableStream<Uint8Array> {
  let pending: Promise<IteratorResult<Uint8Array>> | undefined;
  let stallTimer: ReturnType<typeof setTimeout> | undefined;
  let ended = false;

  const end = (error?: ApiError) => {
    if (ended) return;
    ended = true;
    clearTimeout(stallTimer);
    call.release();
    // Lets the generator's own `finally` run; it has nobody left to tell.
    void Promise.resolve(events.return(undefined)).catch(() => undefined);
    onEnd(error);
  };

  const fail = (controller: ReadableStreamDefaultController<Uint8Array>, thrown: unknown) => {
    if (ended) return;
    const error = toApiError(thrown);
    // Nobody is left to tell.
    if (error.code === 'client_closed_request') controller.close();
    else {
      controller.enqueue(toEvent(JSON.stringify(error.toBody())));
      controller.close();
    }
    end(error);
  };

  /** A client that reads nothing holds buffers: its connection is cut, since it would not read an ending either (F17). */
  const letGo = (controller: ReadableStreamDefaultController<Uint8Array>) => {
    const error = new ApiError('client_closed_request', `The client read nothing for ${clientStallMs} ms.`);
    controller.error(error);
    end(error);
    call.abort(error);
  };

  return new ReadableStream<Uint8Array>(
    {
      start(controller) {
        // Between two pulls nobody waits on the call: its end must be heard all the same.
        call.signal.addEventListener('abort', () => pending === undefined && fail(controller, call.signal.reason));
      },
      async pull(controller) {
        clearTimeout(stallTimer);
        try {
          pending ??= call.race(Promise.resolve(events.next()));
          const next = await orSilence(pending, heartbeatMs);
          if (next === 'silence') {
            controller.enqueue(PING);
          } else {
            pending = undefined;
            if (next.done) {
              controller.close();
              end();
              return;
            }
            controller.enqueue(next.value);
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
