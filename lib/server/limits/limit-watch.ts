import { ApiError } from '#lib/contract/errors.ts';
import type { LimitMinutes, LimitMinutesQuery, Limits, MinuteRange } from '#lib/contract/limit-watch.ts';
import { REFUSAL_KINDS } from '#lib/contract/limits.ts';
import { type BoardCost, restMs } from '#lib/domain/limits/rest.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { MINUTE_MS, type MinuteFigure } from '#lib/domain/usage/rollup.ts';
import type { Doer } from '#lib/server/keys.ts';
import type { Log } from '#lib/server/log.ts';
import type { LimitMinute } from '#lib/server/storage/limits.ts';
import { pause } from '#lib/std/pause.ts';
import { type Board, LimitBoard, type LimitBoardDeps, tell } from './limit-board.ts';
import { maySeeLimit, readSubjects } from './subjects.ts';

/** Every limit as it stands, once or for as long as somebody looks. */
export interface LimitWatch {
  /** @throws ApiError 503 `storage_unavailable` */
  now(by: Doer): Promise<Limits>;
  /**
   * All of it at once, and then what changes, about twice a second; ends with the process, and when whoever looks may not
   * any more.
   *
   * @param mayLook looks again whether they may, every few seconds
   */
  follow(by: Doer, mayLook: () => Promise<boolean>): AsyncGenerator<Limits>;
  /**
   * How a subject's limits were used, minute by minute.
   *
   * @throws ApiError 404 for a subject that there is none of, or not for them; 503 `storage_unavailable`
   */
  minutes(query: LimitMinutesQuery, by: Doer): Promise<LimitMinutes>;
}

export interface LimitWatchDeps extends LimitBoardDeps {
  readonly log: Log;
  readonly drain: AbortSignal;
  /** How often a board is drawn while somebody looks, where that takes no time; 500 ms. */
  readonly tickMs?: number;
}

const TICK_MS = 500;
/** Streams of those who were signed out end within this time, as those of the gateway do. */
const CONFIRM_MS = 2_000;

const RANGE_MINUTES: Readonly<Record<MinuteRange, number>> = { '1h': 60, '6h': 360, '24h': 1_440 };

export function createLimitWatch(deps: LimitWatchDeps): LimitWatch {
  const { drain, history, timeZone, currency } = deps;
  const board = new LimitBoard(deps);
  const ticker = new Ticker(board, deps);
  const toLimits = (told: Omit<ReturnType<typeof tell>, 'known'>): Limits => ({
    ...{ object: 'limits', timeZone, currency },
    ...{ at: told.at, gauges: told.gauges, gone: told.gone, refused: told.refused },
    ...{ first: told.first, upstreams: told.upstreams },
  });
  return {
    now: async ({ principal }) =>
      toLimits(tell(ticker.last ?? (await board.draw(Date.now(), { patient: true })), principal, new Map())),
    async *follow({ principal }, mayLook) {
      let seen: ReadonlyMap<string, string> = new Map();
      let confirmedMs = Date.now();
      const leave = ticker.enter();
      try {
        for (let after: Board | undefined; ; ) {
          const next = await ticker.next(after);
          if (next === undefined || drain.aborted) return;
          if (Date.now() - confirmedMs >= CONFIRM_MS) {
            // While it cannot be told it goes on, as a call does, and it is asked again at the next board.
            const may = await mayLook().catch(() => undefined);
            if (may === false) return;
            if (may === true) confirmedMs = Date.now();
          }
          after = next;
          const { known, ...told } = tell(next, principal, seen);
          seen = known;
          yield toLimits(told);
        }
      } finally {
        leave();
      }
    },
    async minutes({ subject, range }, { principal }) {
      await checkVisible(deps, subject, principal);
      const until = Math.floor(Date.now() / MINUTE_MS) + 1;
      const from = until - RANGE_MINUTES[range];
      const known = new Map((await history.minutes(subject, from, until)).map((one) => [one.minute, one]));
      const column = (figure: MinuteFigure) =>
        Array.from({ length: until - from }, (_, index) => known.get(from + index)?.[figure] ?? 0);
      return {
        object: 'limit_minutes',
        subject,
        startsAt: new Date(from * MINUTE_MS).toISOString(),
        endsAt: new Date(until * MINUTE_MS).toISOString(),
        requests: column('requests'),
        tokens: column('tokens'),
        costMicros: column('costMicros'),
        refused: refusedIn(column),
      };
    },
  };
}

const refusedIn = (column: (figure: keyof LimitMinute & MinuteFigure) => number[]): LimitMinutes['refused'] => {
  const [rate, quota, spend, upstream, overload] = REFUSAL_KINDS;
  return {
    [rate]: column(rate),
    [quota]: column(quota),
    [spend]: column(spend),
    [upstream]: column(upstream),
    [overload]: column(overload),
  };
};

/** What everybody on a plan uses together is for those who see everybody's use. @throws ApiError 404 */
async function checkVisible(deps: LimitBoardDeps, subject: string, principal: Principal): Promise<void> {
  const { watched, plansOf } = await readSubjects(deps, Date.now());
  const found = watched.find((one) => one.subject.id === subject);
  const isTold = found !== undefined && maySeeLimit(found, principal, plansOf);
  if (isTold && (found.owner !== null || principal.role !== 'developer')) return;
  throw new ApiError('not_found', 'There is no such limit.', { param: 'subject' });
}

/** Draws a board about twice a second, as long as somebody waits for the next: all who look share it. */
class Ticker {
  readonly #board: LimitBoard;
  readonly #deps: Pick<LimitWatchDeps, 'drain' | 'log' | 'tickMs'>;
  #watchers = 0;
  #running = false;
  #last: Board | undefined;
  #next = Promise.withResolvers<void>();

  constructor(board: LimitBoard, deps: Pick<LimitWatchDeps, 'drain' | 'log' | 'tickMs'>) {
    this.#board = board;
    this.#deps = deps;
    deps.drain.addEventListener('abort', () => this.#wake());
  }

  /** The board of now; undefined while nobody looks. */
  get last(): Board | undefined {
    return this.#running ? this.#last : undefined;
  }

  /** @returns leaves again */
  enter(): () => void {
    this.#watchers++;
    if (!this.#running) void this.#run();
    return () => {
      this.#watchers--;
    };
  }

  /** A board that is not this one, as soon as there is one. @returns undefined when the process ends */
  async next(after: Board | undefined): Promise<Board | undefined> {
    while (this.#last === undefined || this.#last === after) {
      if (this.#deps.drain.aborted) return;
      await this.#next.promise;
    }
    return this.#last;
  }

  #wake(): void {
    this.#next.resolve();
    this.#next = Promise.withResolvers();
  }

  async #run(): Promise<void> {
    const { drain, log, tickMs = TICK_MS } = this.#deps;
    this.#running = true;
    let failing = false;
    let before: BoardCost | undefined;
    while (this.#watchers > 0 && !drain.aborted) {
      const beganMs = performance.now();
      const worked = process.threadCpuUsage();
      try {
        this.#last = await this.#board.draw(Date.now());
        failing = false;
        this.#wake();
      } catch (cause) {
        // Said once: while the database is away there is nothing new, and the pages show how old theirs is.
        if (!failing) log.error('limits cannot be read', { cause: String(cause) });
        failing = true;
      }
      const { user, system } = process.threadCpuUsage(worked);
      const cost = { tookMs: performance.now() - beganMs, workedMs: (user + system) / 1_000 };
      const rest = restMs(cost, before, tickMs);
      before = cost;
      await pause(rest, drain);
    }
    this.#running = false;
    this.#last = undefined;
  }
}
