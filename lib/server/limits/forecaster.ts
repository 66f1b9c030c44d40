import type { TimeToLimit } from '#lib/contract/limit-watch.ts';
import type { Forecast } from '#lib/domain/limits/forecast.ts';
import type { Level } from '#lib/domain/limits/gauges.ts';
import { quotaForecast } from '#lib/domain/limits/quota-forecast.ts';
import { rateForecast } from '#lib/domain/limits/rate-forecast.ts';
import { UNITS } from '#lib/domain/limits/subject.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import type { LimitHistory } from '#lib/server/storage/limits.ts';
import { type WallClock, wallClockOf } from '#lib/std/wall-clock.ts';
import { UseHistory } from './use-history.ts';

/** One sample a second, of two minutes. */
const SAMPLE_MS = 1_000;
const MAX_SAMPLES = 121;
/** A forecast takes a millisecond or two, and calls pass through the same thread: so many at a time, the oldest first. */
const AT_ONCE = 16;
/** How old one may be: of requests a minute, and of what is used in a day. */
const FRESH_MS = { requests: 900, tokens: 10_000, spend: 10_000 } as const;

interface Sampled {
  lastMs: number;
  readonly counts: number[];
}

interface Known {
  readonly atMs: number;
  readonly timeToLimit: TimeToLimit | null;
}

/** A limit whose time is asked for. */
export interface Asked {
  readonly id: string;
  readonly watched: Watched;
  readonly level: Level;
}

/** When limits will be reached: what is needed for that is gathered as long as it is asked again and again. */
export class Forecaster {
  readonly #history: UseHistory;
  readonly #clock: WallClock;
  readonly #samples = new Map<string, Sampled>();
  readonly #known = new Map<string, Known>();

  constructor(history: Pick<LimitHistory, 'callerQuarters'>, timeZone: string) {
    this.#history = new UseHistory(history);
    this.#clock = wallClockOf(timeZone);
  }

  /**
   * Takes the levels of now, and looks ahead for those whose forecast is old.
   *
   * @param options `nowMs`: Unix milliseconds; `patient`: waits until a month of use has been read, where it has not been
   * @returns of each limit; `null`: nothing is known of its use, or not yet
   * @throws ApiError 503 `storage_unavailable`
   */
  async look(
    asked: readonly Asked[],
    { nowMs, patient }: { readonly nowMs: number; readonly patient: boolean },
  ): Promise<ReadonlyMap<string, TimeToLimit | null>> {
    const reading = this.#history.refresh(nowMs);
    if (patient || this.#history.isRead) await reading;
    // Told by the next look that waits for it.
    else reading.catch(() => undefined);
    const ids = new Set(asked.map(({ id }) => id));
    for (const map of [this.#samples, this.#known]) for (const id of map.keys()) if (!ids.has(id)) map.delete(id);
    for (const { id, level } of asked) if (level.kind === 'requests') this.#sample(id, level.used, nowMs);
    const due = asked
      .filter(({ level }) => level.quota === null || this.#history.isRead)
      .filter(({ id, level }) => nowMs - (this.#known.get(id)?.atMs ?? 0) >= FRESH_MS[level.kind])
      .sort((one, other) => this.#ageMs(other, nowMs) - this.#ageMs(one, nowMs));
    const idle = due.filter(({ level }) => level.kind === 'requests' && level.used === 0);
    for (const { id } of idle) this.#known.set(id, { atMs: nowMs, timeToLimit: null });
    for (const one of due.filter((entry) => !idle.includes(entry)).slice(0, AT_ONCE)) {
      this.#known.set(one.id, { atMs: nowMs, timeToLimit: this.#forecast(one, nowMs) });
      // Calls that came meanwhile go first.
      await new Promise((resolve) => setImmediate(resolve));
    }
    return new Map(asked.map(({ id }) => [id, this.#known.get(id)?.timeToLimit ?? null]));
  }

  /** The more of a limit is gone, the sooner its forecast is old. */
  #ageMs({ id, level }: Asked, nowMs: number): number {
    const known = this.#known.get(id);
    const share = (level.used + level.reserved) / level.limit;
    return ((nowMs - (known?.atMs ?? 0)) / FRESH_MS[level.kind]) * (1 + share);
  }

  #sample(id: string, count: number, nowMs: number): void {
    const sampled = this.#samples.get(id);
    if (sampled === undefined) {
      this.#samples.set(id, { lastMs: nowMs, counts: [count] });
      return;
    }
    const { counts } = sampled;
    const seconds = Math.round((nowMs - sampled.lastMs) / SAMPLE_MS);
    if (seconds === 0) {
      counts[counts.length - 1] = count;
      return;
    }
    const before = counts.at(-1) ?? count;
    // Of seconds that were missed nobody knows more than that they lie between.
    for (let second = 1; second <= Math.min(seconds, MAX_SAMPLES); second++) {
      counts.push(Math.round(before + ((count - before) * second) / seconds));
    }
    counts.splice(0, counts.length - MAX_SAMPLES);
    sampled.lastMs = nowMs;
  }

  #forecast({ id, watched, level }: Asked, nowMs: number): TimeToLimit | null {
    const { limit, used, reserved, quota } = level;
    if (quota === null) {
      const counts = this.#samples.get(id)?.counts ?? [];
      const { ratePerMinute, ...forecast } = rateForecast({ nowMs, limit, counts });
      return toTime(forecast, ratePerMinute);
    }
    const unit = UNITS.find((one) => one === quota.unit) ?? 'tokens';
    const quarters = this.#history.quartersOf(watched, unit, nowMs);
    const clock = this.#clock;
    const { ratePerHour, basis, ...forecast } = quotaForecast({
      ...{ window: quota, nowMs, limit, used: used + reserved, quarters, clock },
    });
    return basis === 'nothing' && forecast.reachedAtMs === null ? null : toTime(forecast, ratePerHour);
  }

  /** Nobody asks any more. */
  forget(): void {
    this.#history.forget();
    this.#samples.clear();
    this.#known.clear();
  }
}

const toTime = ({ reachedAtMs, earliestMs, latestMs }: Forecast, rate: number): TimeToLimit => ({
  reachedAt: toInstant(reachedAtMs),
  earliestAt: toInstant(earliestMs),
  latestAt: toInstant(latestMs),
  rate,
});

const toInstant = (ms: number | null): string | null => (ms === null ? null : new Date(Math.round(ms)).toISOString());
