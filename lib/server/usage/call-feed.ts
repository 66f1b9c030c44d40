import type { LedgerRow } from '#lib/domain/usage/call.ts';

/** What a listener is told. */
export interface FeedNews {
  /** Calls that have just been booked, in the order of that. */
  readonly rows: readonly LedgerRow[];
  /** There may have been more than these: whoever wants them all asks the ledger. */
  readonly gap: boolean;
}

/** Carries news between the processes of a console. */
export interface FeedRelay {
  /**
   * Hands news to whoever listens in other processes; without rows nobody there is told anything.
   *
   * @returns how many processes listen
   * @throws Error when that cannot be told
   */
  send(news: FeedNews): Promise<number>;
  /** Calls back with what other processes send. @returns ends that */
  receive(listener: (news: FeedNews) => void): () => void;
  close(): Promise<void>;
}

/** Calls as they are booked, for those who look on. */
export interface CallFeed {
  /** Whether calls of all processes are told, or of this one only. */
  readonly isWhole: boolean;
  /** Takes a call that was booked here. On its way to its caller this is all that looking on costs. */
  add(row: LedgerRow): void;
  /** Calls back some times a second while there is news. @returns ends that */
  listen(listener: (news: FeedNews) => void): () => void;
  close(): Promise<void>;
}

export interface CallFeedOptions {
  /** Absent: other processes, if there are any, are not heard of. */
  readonly relay?: FeedRelay | undefined;
  /** No other process makes calls of this console. */
  readonly isAlone: boolean;
}

/** News goes out this often: nobody reads faster. */
const BATCH_MS = 250;
/** Of one batch; twice what the gateway has been seen to serve. */
const MAX_BATCH_ROWS = 4_000;
/** So often the relay is asked whether anybody listens by now. */
const PROBE_MS = 500;
/**
 * Calls that wait for that, for one such time at least: whoever begins to listen, and then reads the ledger, misses none,
 * since a row is there within 100 ms.
 */
const MAX_WAITING_ROWS = 4_000;

export function createCallFeed({ relay, isAlone }: CallFeedOptions): CallFeed {
  const listeners = new Set<(news: FeedNews) => void>();
  const outbox = relay === undefined ? undefined : new Outbox(relay);
  let rows: LedgerRow[] = [];
  let gap = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let stopReceiving: (() => void) | undefined;

  const tell = (news: FeedNews) => {
    for (const listener of [...listeners]) listener(news);
  };
  const flush = () => {
    timer = undefined;
    const news = { rows, gap };
    rows = [];
    gap = false;
    tell(news);
    outbox?.push(news);
  };

  return {
    isWhole: isAlone || relay !== undefined,
    add(row) {
      if (listeners.size === 0 && outbox === undefined) return;
      if (rows.length < MAX_BATCH_ROWS) rows.push(row);
      else gap = true;
      timer ??= setTimeout(flush, BATCH_MS).unref();
    },
    listen(listener) {
      listeners.add(listener);
      stopReceiving ??= relay?.receive(tell);
      return () => {
        if (!listeners.delete(listener) || listeners.size > 0) return;
        stopReceiving?.();
        stopReceiving = undefined;
      };
    },
    async close() {
      clearTimeout(timer);
      outbox?.close();
      listeners.clear();
      stopReceiving?.();
      await relay?.close();
    },
  };
}

/** What goes to other processes. While nobody there listens they are only asked, now and then, whether that is still so. */
class Outbox {
  readonly #relay: FeedRelay;
  /** What waits to go out; of it, what waited already the last time that nobody listened. */
  #waiting: LedgerRow[] = [];
  #earlier: LedgerRow[] = [];
  #gap = false;
  #isHeard = false;
  #probedMs = Number.NEGATIVE_INFINITY;
  #sending = false;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(relay: FeedRelay) {
    this.#relay = relay;
  }

  push({ rows, gap }: FeedNews): void {
    this.#waiting.push(...rows);
    this.#gap ||= gap;
    const tooMany = this.#waiting.length - MAX_WAITING_ROWS;
    if (tooMany > 0) {
      this.#waiting.splice(0, tooMany);
      this.#gap = true;
    }
    if (!this.#sending) void this.#send();
  }

  async #send(): Promise<void> {
    this.#sending = true;
    try {
      if (!this.#isHeard) await this.#probe();
      if (!this.#isHeard) return;
      const news = { rows: [...this.#earlier, ...this.#waiting], gap: this.#gap };
      this.#earlier = [];
      this.#waiting = [];
      this.#gap = false;
      this.#isHeard = (await this.#relay.send(news)) > 0;
    } catch {
      // Whoever listened misses what was on its way.
      this.#gap ||= this.#isHeard;
      this.#isHeard = false;
    } finally {
      this.#sending = false;
      // What waits need not wait for the next call.
      if (this.#waiting.length + this.#earlier.length > 0) {
        this.#timer ??= setTimeout(() => this.#tryAgain(), PROBE_MS).unref();
      }
    }
  }

  #tryAgain(): void {
    this.#timer = undefined;
    if (!this.#sending) void this.#send();
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#waiting = [];
    this.#earlier = [];
  }

  async #probe(): Promise<void> {
    const nowMs = performance.now();
    if (nowMs - this.#probedMs < PROBE_MS) return;
    this.#probedMs = nowMs;
    this.#isHeard = (await this.#relay.send({ rows: [], gap: false })) > 0;
    if (this.#isHeard) return;
    // Nobody listened a moment ago: whoever begins to finds what was booked before in the ledger.
    this.#earlier = this.#waiting;
    this.#waiting = [];
    this.#gap = false;
  }
}
