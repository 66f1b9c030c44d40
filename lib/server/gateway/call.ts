import { ApiError } from '#lib/contract/errors.ts';

/**
 * One call's life: whatever ends it — the client, a timer, the process — ends it once, and the upstream hears of it at
 * once through `signal`.
 */
export class Call {
  readonly #controller = new AbortController();
  #timer: ReturnType<typeof setTimeout> | undefined;
  #maxTimer: ReturnType<typeof setTimeout> | undefined;
  readonly #outside: readonly AbortSignal[];

  /** @param outside signals that end this call: the client's and the process's */
  constructor(outside: readonly AbortSignal[]) {
    this.#outside = outside;
    for (const signal of outside) {
      if (signal.aborted) this.#follow.call(signal);
      else signal.addEventListener('abort', this.#follow, { once: true });
    }
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  readonly #follow = (event?: Event): void => {
    const signal = event?.target;
    const reason = signal instanceof AbortSignal ? signal.reason : undefined;
    this.abort(reason instanceof ApiError ? reason : clientClosed());
  };

  abort(reason: ApiError): void {
    this.#controller.abort(reason);
    this.#disarm();
  }

  /** Ends the call with `upstream_timeout` unless it is armed anew, or released, within `ms`. */
  arm(ms: number, waitsFor: string): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.abort(timedOut(ms, waitsFor)), ms);
  }

  /** Nothing is waited for at the moment. */
  rest(): void {
    clearTimeout(this.#timer);
  }

  /** Bounds the whole of the call from now on. */
  bound(ms: number): void {
    this.#maxTimer ??= setTimeout(() => this.abort(timedOut(ms, 'the end of the answer')), ms);
  }

  /** A promise of `work` that rejects with the reason as soon as the call ends. */
  race<T>(work: Promise<T>): Promise<T> {
    const { signal } = this;
    if (signal.aborted) {
      work.catch(() => undefined);
      return Promise.reject(signal.reason);
    }
    return new Promise((resolve, reject) => {
      const onAbort = () => reject(signal.reason);
      signal.addEventListener('abort', onAbort, { once: true });
      work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
    });
  }

  /** A body whose every read is raced against silence and the call's end. */
  async *watch(body: AsyncIterable<Uint8Array>, idleMs: number): AsyncGenerator<Uint8Array> {
    const iterator = body[Symbol.asyncIterator]();
    try {
      for (;;) {
        this.arm(idleMs, 'a further word');
        const next = await this.race(iterator.next());
        this.rest();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      this.rest();
      // Not awaited: an upstream that hangs must not hold the answer's end back.
      void iterator.return?.().catch(() => undefined);
    }
  }

  /** Lets go of timers and listeners; the call is over. */
  release(): void {
    this.#disarm();
    for (const signal of this.#outside) signal.removeEventListener('abort', this.#follow);
  }

  #disarm(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#maxTimer);
  }
}

export const clientClosed = () => new ApiError('client_closed_request', 'The client left.');

const timedOut = (ms: number, waitsFor: string) =>
  new ApiError('upstream_timeout', `The upstream let ${ms} ms pass without ${waitsFor}.`);
