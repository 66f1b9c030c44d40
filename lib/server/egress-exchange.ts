import type { ByteSource } from '#lib/std/byte-source.ts';
import type { EgressAnswer } from './egress.ts';

/** So much is held for a reader that is slower than the network; then the socket is left unread. */
const HELD_BYTES = 64 * 1024;

/** What undici's dispatcher hands to its handlers. */
interface Controller {
  readonly paused: boolean;
  abort(reason: Error): void;
  pause(): void;
  resume(): void;
}

type Read = IteratorResult<Uint8Array, undefined>;
const END: Read = { done: true, value: undefined };

/** Why an answer was ended whose rest nobody wants. */
class Discarded extends Error {
  override readonly name = 'Discarded';
}

/**
 * One request and its answer, straight on undici's dispatcher: its `request` wraps every body in a stream of Node's,
 * which costs more than the rest of the exchange.
 */
export class EgressExchange implements AsyncIterableIterator<Uint8Array, undefined>, ByteSource {
  /** Rejects with what the socket threw, or the signal's reason. */
  readonly answer: Promise<EgressAnswer>;
  readonly #answered = Promise.withResolvers<EgressAnswer>();
  readonly #signal: AbortSignal;
  #controller: Controller | undefined;
  #chunks: Uint8Array[] = [];
  #heldBytes = 0;
  #waiting: PromiseWithResolvers<Read> | undefined;
  #error: Error | undefined;
  #ended = false;

  constructor(signal: AbortSignal) {
    this.answer = this.#answered.promise;
    this.#signal = signal;
    if (!signal.aborted) signal.addEventListener('abort', this.#onAbort);
  }

  readonly #onAbort = (): void => this.#abort(toError(this.#signal.reason));

  onRequestStart(controller: Controller): void {
    this.#controller = controller;
    // Given up while the connection was made: the request must not go out, or its answer would come to nobody.
    if (this.#error !== undefined) controller.abort(this.#error);
    else if (this.#signal.aborted) this.#onAbort();
  }

  onResponseStart(_: Controller, status: number, fields: Record<string, string | string[] | undefined>): void {
    // 1xx: the answer itself is still to come.
    if (status < 200) return;
    const headers: Record<string, string> = {};
    for (const name in fields) headers[name] = String(fields[name]);
    this.#answered.resolve({ status, headers, body: this, discard: () => this.#discard() });
  }

  onResponseData(controller: Controller, chunk: Uint8Array): void {
    const waiting = this.#waiting;
    if (waiting !== undefined) {
      this.#waiting = undefined;
      waiting.resolve({ done: false, value: chunk });
      return;
    }
    this.#chunks.push(chunk);
    this.#heldBytes += chunk.byteLength;
    if (this.#heldBytes > HELD_BYTES) controller.pause();
  }

  onResponseEnd(): void {
    this.#finish();
    this.#waiting?.resolve(END);
  }

  onResponseError(_: Controller, error: Error): void {
    this.#fail(error);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  whole(): Uint8Array | undefined {
    return this.#ended && this.#error === undefined ? this.#take() : undefined;
  }

  next(): Promise<Read> {
    if (this.#chunks.length > 0) return Promise.resolve({ done: false, value: this.#take() });
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve(END);
    this.#waiting = Promise.withResolvers<Read>();
    return this.#waiting.promise;
  }

  /** All that is here at once: each read costs more than the bytes in it. */
  #take(): Uint8Array {
    const [only] = this.#chunks;
    const bytes = this.#chunks.length === 1 && only !== undefined ? only : Buffer.concat(this.#chunks, this.#heldBytes);
    this.#chunks = [];
    this.#heldBytes = 0;
    if (this.#controller?.paused === true) this.#controller.resume();
    return bytes;
  }

  #discard(): void {
    // An error costs its stack: none is made for an answer that was read to its end.
    if (!this.#ended) this.#abort(new Discarded());
  }

  return(): Promise<Read> {
    this.#discard();
    return Promise.resolve(END);
  }

  #abort(reason: Error): void {
    if (this.#ended || this.#error !== undefined) return;
    this.#fail(reason);
    this.#controller?.abort(reason);
  }

  #fail(error: Error): void {
    if (this.#error !== undefined) return;
    this.#error = error;
    // What had come is worth nothing to a reader whose call has ended, and all to one whose server has.
    if (error instanceof Discarded || this.#signal.aborted) this.#chunks = [];
    this.#finish();
    this.#waiting?.reject(error);
    this.#answered.promise.catch(() => undefined);
    this.#answered.reject(error);
  }

  #finish(): void {
    this.#ended = true;
    this.#signal.removeEventListener('abort', this.#onAbort);
  }
}

const toError = (reason: unknown): Error => (reason instanceof Error ? reason : new Error(String(reason)));
