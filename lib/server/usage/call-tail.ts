import type { CallTailQuery, TailEnd, TailNews } from '#lib/contract/call-log.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { type CallMatch, matches } from '#lib/domain/usage/call-filter.ts';
import { Remembered } from '#lib/server/remembered.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import type { CallFeed, FeedNews } from './call-feed.ts';
import { type Names, namesOf } from './names.ts';
import { matchOf } from './own.ts';
import { toLogged } from './to-logged.ts';

/** Calls as they end, for those who look on. */
export interface CallTails {
  /**
   * What is told from now on; everything that was booked here before is in the ledger then.
   *
   * @param options `mayLook` looks again whether they may, every few seconds
   * @throws ApiError 403 for what a developer asks of somebody else, 503 while too many look on
   */
  open(query: CallTailQuery, options: TailOptions): Promise<AsyncIterator<TailNews, undefined, undefined>>;
}

export interface TailOptions {
  readonly principal: Principal;
  readonly mayLook: () => Promise<boolean>;
}

export interface CallTailsDeps {
  readonly feed: CallFeed;
  readonly storage: Pick<Storage, 'keys' | 'people' | 'ledger'>;
  readonly currency: string;
  /** Aborted when the process ends. */
  readonly drain: AbortSignal;
  /** How long a reader may leave unread what is there. */
  readonly stallMs: number;
}

/** Each costs a connection, and a look at every call. */
const MAX_TAILS = 200;
/** What is told at once; of more, the newest. */
const MAX_BATCH_CALLS = 100;
/** Pages show no more than this many changes a second. */
const PACE_MS = 250;
/** Whoever may not look on any more sees nothing new after this time. */
const CONFIRM_MS = 2_000;
const NAMES_MS = 2_000;

export function createCallTails({ feed, storage, currency, drain, stallMs }: CallTailsDeps): CallTails {
  const tails = new Set<Tail>();
  const names = new Remembered<'all', Names>(() => namesOf(storage), { ms: NAMES_MS, max: 1 });
  drain.addEventListener('abort', () => {
    for (const tail of [...tails]) tail.end('draining');
  });

  const confirm = async (tail: Tail, mayLook: TailOptions['mayLook']): Promise<void> => {
    try {
      if (!(await mayLook())) tail.end('access_ended');
    } catch {
      // While it cannot be told it goes on, as a call does.
    }
  };

  return {
    async open(query, options) {
      const match = matchOf(query, options.principal);
      if (drain.aborted) throw new ApiError('draining', 'The server is restarting.', { retryAfterMs: 2_000 });
      if (tails.size >= MAX_TAILS) {
        throw new ApiError('overloaded', 'Too many people watch the log live. Try again later.', {
          retryAfterMs: 10_000,
        });
      }
      const tail = new Tail({
        match,
        names: () => names.get('all'),
        begin: { type: 'begin', currency, isWhole: feed.isWhole },
        stallMs,
        onEnd() {
          stopListening();
          clearInterval(timer);
          tails.delete(tail);
        },
      });
      tails.add(tail);
      const stopListening = feed.listen((news) => tail.take(news));
      const timer = setInterval(() => {
        tail.checkReader();
        void confirm(tail, options.mayLook);
      }, CONFIRM_MS).unref();
      // Whoever reads the ledger once this has begun finds in it all that was booked before.
      await storage.ledger.flush().catch(() => undefined);
      return tail;
    },
  };
}

interface TailMatter {
  readonly match: CallMatch;
  readonly names: () => Promise<Names>;
  readonly begin: TailNews;
  readonly stallMs: number;
  readonly onEnd: () => void;
}

/** What one reader is yet to be told: bounded, however slowly they read. */
class Tail implements AsyncIterator<TailNews, undefined, undefined> {
  readonly #matter: TailMatter;
  #rows: LedgerRow[] = [];
  #leftOut = 0;
  #gap = false;
  #begun = false;
  #reason: TailEnd | undefined;
  #over = false;
  #toldMs = Number.NEGATIVE_INFINITY;
  #askedMs = performance.now();
  #asks = 0;
  #wake: () => void = () => undefined;

  constructor(matter: TailMatter) {
    this.#matter = matter;
  }

  take({ rows, gap }: FeedNews): void {
    const { match } = this.#matter;
    const before = this.#rows.length;
    for (const row of rows) if (matches(row, match)) this.#rows.push(row);
    const tooMany = this.#rows.length - MAX_BATCH_CALLS;
    if (tooMany > 0) {
      this.#rows.splice(0, tooMany);
      this.#leftOut += tooMany;
    }
    this.#gap ||= gap;
    if (gap || this.#rows.length > before || tooMany > 0) this.#wake();
  }

  end(reason: TailEnd): void {
    this.#reason ??= reason;
    this.#letGo();
    this.#wake();
  }

  /** Ends it where nobody has read for long what is there to read. */
  checkReader(): void {
    const isUnread = this.#asks === 0 && this.#hasNews;
    if (isUnread && performance.now() - this.#askedMs > this.#matter.stallMs) this.end('reader_stalled');
  }

  async next(): Promise<IteratorResult<TailNews, undefined>> {
    this.#asks++;
    try {
      return await this.#next();
    } finally {
      this.#asks--;
      this.#askedMs = performance.now();
    }
  }

  return(): Promise<IteratorResult<TailNews, undefined>> {
    this.#over = true;
    this.#letGo();
    this.#wake();
    return Promise.resolve({ done: true, value: undefined });
  }

  get #hasNews(): boolean {
    return !this.#begun || this.#rows.length > 0 || this.#gap;
  }

  async #next(): Promise<IteratorResult<TailNews, undefined>> {
    if (!this.#begun) {
      this.#begun = true;
      return { done: false, value: this.#matter.begin };
    }
    for (;;) {
      if (this.#over) return { done: true, value: undefined };
      if (this.#reason !== undefined) {
        this.#over = true;
        return { done: false, value: { type: 'end', reason: this.#reason } };
      }
      const waitMs = this.#toldMs + PACE_MS - performance.now();
      if (!this.#hasNews) await this.#woken();
      else if (waitMs > 0) await this.#woken(waitMs);
      else return { done: false, value: await this.#batch() };
    }
  }

  /** Resolves when something happens, or after so many milliseconds. */
  #woken(ms?: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = ms === undefined ? undefined : setTimeout(resolve, ms);
      this.#wake = () => {
        // What comes while a batch waits for its time joins it.
        if (timer !== undefined && this.#reason === undefined && !this.#over) return;
        clearTimeout(timer);
        resolve();
      };
    });
  }

  async #batch(): Promise<TailNews> {
    const [rows, leftOut, gap] = [this.#rows, this.#leftOut, this.#gap];
    this.#rows = [];
    this.#leftOut = 0;
    this.#gap = false;
    this.#toldMs = performance.now();
    // Without them ids are shown.
    const names = await this.#matter.names().catch((): Names => ({}));
    return { type: 'calls', calls: rows.map((row) => toLogged(row, names)), leftOut, gap };
  }

  #letGo(): void {
    this.#matter.onEnd();
  }
}
