import type { EgressAnswer } from '#lib/server/egress.ts';
import { decoded } from './decoded.ts';
import { toTransportError } from './transport-errors.ts';
import type { Withhold } from './withhold.ts';

/** `[DONE]` is often one packet ahead of the answer's own end: with it, the socket can be used again. */
const END_GRACE_MS = 500;
const END_GRACE_BYTES = 64 * 1024;

export interface RemoteBodyOptions {
  readonly signal: AbortSignal;
  /** Takes the key out of what passes. */
  readonly withhold: Withhold | undefined;
}

type Read = IteratorResult<Uint8Array, undefined>;
const END: Read = { done: true, value: undefined };

/** The body, decoded and without the key; what breaks it is told as an `ApiError`. */
export class RemoteBody implements AsyncIterator<Uint8Array, undefined> {
  readonly #answer: EgressAnswer;
  readonly #options: RemoteBodyOptions;
  readonly #body: AsyncIterator<Uint8Array>;
  #reading = false;
  #over = false;

  constructor(answer: EgressAnswer, options: RemoteBodyOptions) {
    this.#answer = answer;
    this.#options = options;
    this.#body = decoded(answer)[Symbol.asyncIterator]();
  }

  async next(): Promise<Read> {
    if (this.#over) return END;
    this.#reading = true;
    try {
      return await this.#read();
    } catch (error) {
      this.#over = true;
      throw toTransportError(error, this.#options.signal);
    } finally {
      this.#reading = false;
    }
  }

  async #read(): Promise<Read> {
    const { withhold } = this.#options;
    for (;;) {
      const next = await this.#body.next();
      if (next.done === true) {
        this.#over = true;
        const value = withhold?.end();
        return value === undefined || value.byteLength === 0 ? END : { done: false, value };
      }
      if (withhold === undefined) return next;
      const value = withhold.push(next.value);
      // Nothing but the beginning of what may be the key: the next bytes tell.
      if (value.byteLength > 0) return { done: false, value };
    }
  }

  return(): Promise<Read> {
    if (this.#over) return Promise.resolve(END);
    this.#over = true;
    // In the middle of a read nothing is left to be read to its end: the upstream is waited for no more.
    if (this.#reading) this.#answer.discard();
    else void readToEnd(this.#body, this.#answer);
    return Promise.resolve(END);
  }
}

/** Reads what little is left, so that the socket goes back to the pool; destroys it when there is more (F16). */
async function readToEnd(iterator: AsyncIterator<Uint8Array>, { discard }: EgressAnswer): Promise<void> {
  const timer = setTimeout(discard, END_GRACE_MS);
  let bytes = 0;
  try {
    while (bytes <= END_GRACE_BYTES) {
      const next = await iterator.next();
      if (next.done) return;
      bytes += next.value.byteLength;
    }
  } catch {
    // The socket is gone already.
  } finally {
    clearTimeout(timer);
    discard();
  }
}
