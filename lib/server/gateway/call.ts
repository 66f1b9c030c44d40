import { ApiError } from '#lib/contract/errors.ts';
import type { ByteSource } from '#lib/std/byte-source.ts';
import type { GatewayRequest } from './exchange.ts';

/**
 * One call's life: whatever ends it — the client, a timer, the process — ends it once, and the upstream hears of it at
 * once through `signal`.
 */
export class Call {
  readonly #controller = new AbortController();
  readonly #live: LiveCalls;
  readonly #listeners = new Set<(reason: ApiError) => void>();
  #reason: ApiError | undefined;
  #deadline: Deadline | undefined;
  #lastDeadline: Deadline | undefined;
  #released = false;
  /** Whether its caller would still be let in; undefined until it is known who calls. */
  confirm: (() => Promise<unknown>) | undefined;

  /**
   * @param onLeave calls back when the client leaves
   * @param live this one is among them until its release
   */
  constructor(onLeave: GatewayRequest['onLeave'], live: LiveCalls) {
    this.#live = live;
    live.add(this);
    onLeave((reason) => {
      if (!this.#released) this.abort(reason instanceof ApiError ? reason : clientClosed());
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** What ended the call early. */
  get reason(): ApiError | undefined {
    return this.#reason;
  }

  abort(reason: ApiError): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#disarm();
    this.#controller.abort(reason);
    for (const listener of [...this.#listeners]) listener(reason);
    this.#listeners.clear();
  }

  /** Calls back when the call ends early. @returns ends that */
  onAbort(listener: (reason: ApiError) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the call with `upstream_timeout` unless it is armed anew, or released, within `ms`. */
  arm(ms: number, waitsFor: string): void {
    this.#deadline = { atMs: performance.now() + ms, ms, waitsFor };
  }

  /** Nothing is waited for at the moment. */
  rest(): void {
    this.#deadline = undefined;
  }

  /** Bounds the whole of the call from now on. */
  bound(ms: number): void {
    this.#lastDeadline ??= { atMs: performance.now() + ms, ms, waitsFor: 'the end of the answer' };
  }

  /** Ends the call when one of its times is up. */
  check(nowMs: number): void {
    const due = [this.#deadline, this.#lastDeadline].find(
      (deadline) => deadline !== undefined && deadline.atMs <= nowMs,
    );
    if (due !== undefined) this.abort(timedOut(due.ms, due.waitsFor));
  }

  /** Ends the call when its caller would not be let in any more. While that cannot be told it goes on. */
  async checkCaller(): Promise<void> {
    try {
      await this.confirm?.();
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) this.abort(error);
    }
  }

  /** A promise of `work` that rejects with the reason as soon as the call ends. */
  race<T>(work: Promise<T>): Promise<T> {
    if (this.#reason !== undefined) {
      work.catch(() => undefined);
      return Promise.reject(this.#reason);
    }
    return new Promise((resolve, reject) => {
      this.#listeners.add(reject);
      work.then(
        (value) => {
          this.#listeners.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#listeners.delete(reject);
          reject(error);
        },
      );
    });
  }

  /** A body whose every read is raced against silence and the call's end. */
  watch(body: ByteSource, idleMs: number): WatchedBody {
    return new WatchedBody(body, this, idleMs);
  }

  /** Lets go of timers and listeners; the call is over. */
  release(): void {
    this.#disarm();
    this.#live.delete(this);
    this.#released = true;
  }

  #disarm(): void {
    this.#deadline = undefined;
    this.#lastDeadline = undefined;
  }
}

interface Deadline {
  /** Monotonic milliseconds. */
  readonly atMs: number;
  readonly ms: number;
  readonly waitsFor: string;
}

/** How late a deadline may be noticed. */
const CHECK_MS = 25;
/**
 * How often the callers of calls under way are looked at again. Streams of a key that was revoked, or of a person who was
 * signed out or disabled, end within the stated 5 s: this, and what access remembers.
 */
const CONFIRM_MS = 2_000;

/**
 * The calls under way. Their deadlines are looked at together: a timer for each wait of each call would cost more than
 * most waits.
 */
export class LiveCalls {
  readonly #calls = new Set<Call>();
  #timer: ReturnType<typeof setInterval> | undefined;
  #confirmTimer: ReturnType<typeof setInterval> | undefined;

  add(call: Call): void {
    this.#calls.add(call);
    this.#confirmTimer ??= setInterval(() => this.#confirm(), CONFIRM_MS).unref();
    this.#timer ??= setInterval(() => this.#check(), CHECK_MS).unref();
  }

  delete(call: Call): void {
    this.#calls.delete(call);
  }

  /** Ends them all. */
  abort(reason: ApiError): void {
    for (const call of [...this.#calls]) call.abort(reason);
  }

  #confirm(): void {
    for (const call of this.#calls) void call.checkCaller();
  }

  #check(): void {
    if (this.#calls.size === 0) {
      clearInterval(this.#timer);
      clearInterval(this.#confirmTimer);
      this.#timer = undefined;
      this.#confirmTimer = undefined;
      return;
    }
    const nowMs = performance.now();
    for (const call of [...this.#calls]) call.check(nowMs);
  }
}

type Read = IteratorResult<Uint8Array, undefined>;

/** By hand, not as a generator: it stands between every two reads of every call. */
export class WatchedBody implements AsyncIterableIterator<Uint8Array, undefined>, ByteSource {
  readonly #source: ByteSource;
  readonly #call: Call;
  readonly #idleMs: number;
  #iterator: AsyncIterator<Uint8Array> | undefined;
  #over = false;

  constructor(source: ByteSource, call: Call, idleMs: number) {
    this.#source = source;
    this.#call = call;
    this.#idleMs = idleMs;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  whole(): Uint8Array | undefined {
    if (this.#call.reason !== undefined) return undefined;
    const bytes = this.#source.whole?.();
    this.#over ||= bytes !== undefined;
    return bytes;
  }

  get #body(): AsyncIterator<Uint8Array> {
    this.#iterator ??= this.#source[Symbol.asyncIterator]();
    return this.#iterator;
  }

  async next(): Promise<Read> {
    if (this.#over) return DONE;
    this.#call.arm(this.#idleMs, 'a further word');
    try {
      const next = await this.#call.race(this.#body.next());
      if (next.done !== true) return next;
    } catch (error) {
      this.#end();
      throw error;
    } finally {
      this.#call.rest();
    }
    this.#over = true;
    return DONE;
  }

  return(): Promise<Read> {
    this.#end();
    return Promise.resolve(DONE);
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    // Not awaited: an upstream that hangs must not hold the answer's end back.
    void this.#body.return?.().catch(() => undefined);
  }
}

const DONE: Read = { done: true, value: undefined };

export const clientClosed = () => new ApiError('client_closed_request', 'The client left.');

export const clientStalled = (ms: number) =>
  new ApiError('client_closed_request', `The client read nothing for ${ms} ms.`);

const timedOut = (ms: number, waitsFor: string) =>
  new ApiError('upstream_timeout', `The upstream let ${ms} ms pass without ${waitsFor}.`);
