import type { Unit } from '#lib/domain/limits/subject.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { CallerQuarter, LimitHistory } from '#lib/server/storage/limits.ts';

/** As far back as forecasts look. */
const HISTORY_QUARTERS = 28 * 96;
/** So much at a time: calls pass through the same thread, and a month of many callers is a hundred thousand rows. */
const READ_QUARTERS = 96;
/** A call counts where it began, and may end hours later: so much is read anew each time. */
const REREAD_QUARTERS = 8;
/** How old it may be. */
const FRESH_MS = 30_000;

type Amounts = Map<number, Readonly<Record<Unit, number>>>;

interface CallerHistory extends Pick<CallerQuarter, 'keyId' | 'owner' | 'plan'> {
  readonly quarters: Amounts;
}

/**
 * What every caller used in each quarter of an hour of four weeks: read as a whole once, and then only the newest of it.
 */
export class UseHistory {
  readonly #history: Pick<LimitHistory, 'callerQuarters'>;
  readonly #callers = new Map<string, CallerHistory>();
  #readAtMs: number | undefined;
  #reading: Promise<void> | undefined;

  constructor(history: Pick<LimitHistory, 'callerQuarters'>) {
    this.#history = history;
  }

  /** There is something to look back on. */
  get isRead(): boolean {
    return this.#readAtMs !== undefined;
  }

  /** @throws ApiError 503 `storage_unavailable` */
  refresh(nowMs: number): Promise<void> {
    if (this.#readAtMs !== undefined && nowMs - this.#readAtMs < FRESH_MS) return Promise.resolve();
    this.#reading ??= this.#read(nowMs).finally(() => {
      this.#reading = undefined;
    });
    return this.#reading;
  }

  async #read(nowMs: number): Promise<void> {
    const oldest = Math.floor(nowMs / QUARTER_MS) - HISTORY_QUARTERS;
    const last = this.#readAtMs === undefined ? oldest : Math.floor(this.#readAtMs / QUARTER_MS) - REREAD_QUARTERS;
    const end = Math.floor(nowMs / QUARTER_MS) + 1;
    for (let from = Math.max(oldest, last); from < end; from += READ_QUARTERS) {
      this.#take(await this.#history.callerQuarters(from, Math.min(from + READ_QUARTERS, end)));
    }
    this.#letGo(oldest);
    this.#readAtMs = nowMs;
  }

  #take(rows: readonly CallerQuarter[]): void {
    for (const { keyId, owner, plan, quarter, tokens, costMicros } of rows) {
      const id = [keyId ?? '', plan, owner].join('\u0000');
      const caller = this.#callers.get(id) ?? { keyId, owner, plan, quarters: new Map() };
      this.#callers.set(id, caller);
      caller.quarters.set(quarter, { tokens, micros: costMicros });
    }
  }

  #letGo(oldest: number): void {
    for (const [id, { quarters }] of this.#callers) {
      for (const quarter of quarters.keys()) if (quarter < oldest) quarters.delete(quarter);
      if (quarters.size === 0) this.#callers.delete(id);
    }
  }

  /** What a subject's calls used, quarter by quarter up to that of now. @param nowMs Unix milliseconds */
  quartersOf({ scope, keyId, owner, plan }: Watched, unit: Unit, nowMs: number): number[] {
    const first = Math.floor(nowMs / QUARTER_MS) - HISTORY_QUARTERS + 1;
    const sums = Array.from({ length: HISTORY_QUARTERS }, () => 0);
    for (const caller of this.#callers.values()) {
      if (scope === 'key' ? caller.keyId !== keyId : caller.plan !== plan) continue;
      if (scope === 'owner' && caller.owner !== owner) continue;
      for (const [quarter, amounts] of caller.quarters) {
        const index = quarter - first;
        if (index >= 0 && index < HISTORY_QUARTERS) sums[index] = (sums[index] ?? 0) + amounts[unit];
      }
    }
    return sums;
  }

  forget(): void {
    this.#callers.clear();
    this.#readAtMs = undefined;
  }
}
