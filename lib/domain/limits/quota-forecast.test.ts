import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { type WallClock, wallClockOf } from '#lib/std/wall-clock.ts';
import { type QuotaUse, quotaForecast } from './quota-forecast.ts';
import { createCalendar, WINDOW_KINDS } from './window.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const utc: WallClock = (atMs) => atMs;

/** A Tuesday. */
const MIDNIGHT_MS = Date.UTC(2026, 10, 24);
const TODAY = { startMs: MIDNIGHT_MS, endMs: MIDNIGHT_MS + DAY_MS };

interface Past {
  readonly nowMs: number;
  readonly days: number;
  readonly clock?: WallClock;
  /** In a whole quarter of an hour that begins at a time on the wall. */
  readonly amountAt: (wallMs: number) => number;
}

/** Quarters with just what is to be used in each; of the current one what is over. */
function quartersOf({ nowMs, days, clock = utc, amountAt }: Past): number[] {
  const current = Math.floor(nowMs / QUARTER_MS);
  const first = current - days * 96;
  return Array.from({ length: current - first + 1 }, (_, index) => {
    const startMs = (first + index) * QUARTER_MS;
    return amountAt(clock(startMs)) * Math.min(1, (nowMs - startMs) / QUARTER_MS);
  });
}

const hourOf = (wallMs: number): number => (wallMs % DAY_MS) / HOUR_MS;
const isOffice = (wallMs: number): boolean => hourOf(wallMs) >= 9 && hourOf(wallMs) < 17;

function forecastOf(past: Past, rest: Partial<QuotaUse> & { readonly left: number }) {
  const { left, ...use } = rest;
  return quotaForecast({
    window: TODAY,
    nowMs: past.nowMs,
    used: 1_000,
    limit: 1_000 + left,
    quarters: quartersOf(past),
    clock: past.clock ?? utc,
    ...use,
  });
}

describe('what is used as evenly as a clock ticks', () => {
  const nowMs = MIDNIGHT_MS + 10.1 * HOUR_MS;
  const even = { nowMs, days: 14, amountAt: () => 25 };

  test('is used up when division says so, and hardly at any other time', () => {
    const atMs = nowMs + 3 * HOUR_MS;
    const { basis, ratePerHour, ...forecast } = forecastOf(even, { left: 300 });
    expect(basis).toBe('usual-day');
    expect(ratePerHour).toBeCloseTo(100, 5);
    expect(Math.abs(Number(forecast.reachedAtMs) - atMs)).toBeLessThan(10);
    expect(Number(forecast.earliestMs)).toBeGreaterThan(atMs - 0.1 * HOUR_MS);
    expect(Number(forecast.latestMs)).toBeLessThan(atMs + 0.1 * HOUR_MS);
  });

  test('is used up so, too, where nothing is known but the last hours', () => {
    const forecast = forecastOf({ ...even, days: 0.1 }, { left: 300 });
    expect(forecast).toMatchObject({ basis: 'recent' });
    expect(Math.abs(Number(forecast.reachedAtMs) - nowMs - 3 * HOUR_MS)).toBeLessThan(10);
  });

  test('is not used up by the end of the day where that comes before', () => {
    expect(forecastOf(even, { left: 2_000 })).toMatchObject({ reachedAtMs: null, earliestMs: null, latestMs: null });
    expect(forecastOf(even, { left: 2_000 }).ratePerHour).toBeCloseTo(100, 5);
  });

  test('is used up within a window that ends before the next quarter', () => {
    const window = { startMs: MIDNIGHT_MS, endMs: nowMs + 4 * 60_000 };
    expect(Number(forecastOf(even, { left: 5, window }).reachedAtMs) - nowMs).toBeCloseTo(3 * 60_000, -2);
    expect(forecastOf(even, { left: 7, window }).reachedAtMs).toBeNull();
  });

  test('is used from the beginning of a window that is to come', () => {
    const window = { startMs: TODAY.endMs, endMs: TODAY.endMs + DAY_MS };
    expect(Number(forecastOf(even, { left: 100, window }).reachedAtMs) - window.startMs).toBeCloseTo(HOUR_MS, -2);
  });
});

describe('a limit', () => {
  const nowMs = MIDNIGHT_MS + 10 * HOUR_MS;
  const even = { nowMs, days: 14, amountAt: () => 25 };
  const now = { reachedAtMs: nowMs, earliestMs: nowMs, latestMs: nowMs };
  const never = { reachedAtMs: null, earliestMs: null, latestMs: null };

  test('that is reached, or was lowered below what is used, is reached now', () => {
    expect(forecastOf(even, { left: 0 })).toMatchObject(now);
    expect(forecastOf(even, { left: -900 })).toMatchObject(now);
    expect(forecastOf(even, { left: -900 }).ratePerHour).toBeCloseTo(100, 5);
    expect(forecastOf({ ...even, amountAt: () => 0 }, { left: 0 })).toMatchObject({ ...now, basis: 'nothing' });
  });

  test('is not reached where nothing was ever used, or nothing is known', () => {
    const nothing = { ...never, ratePerHour: 0, basis: 'nothing' };
    expect(forecastOf({ ...even, amountAt: () => 0 }, { left: 1 })).toEqual(nothing);
    expect(forecastOf(even, { left: 1, quarters: [] })).toEqual(nothing);
  });

  test('of a window that is over is not reached any more', () => {
    const window = { startMs: MIDNIGHT_MS, endMs: nowMs };
    expect(forecastOf(even, { left: 5, window })).toMatchObject(never);
    expect(forecastOf(even, { left: -5, window })).toMatchObject(never);
  });

  test('of a new key has a rate, and says nothing of chance', () => {
    const quarters = [...new Array<number>(300).fill(0), 50];
    const forecast = forecastOf({ ...even, nowMs: nowMs + 60_000 }, { left: 100, quarters });
    expect(forecast).toMatchObject({ earliestMs: nowMs + 60_000, latestMs: null, basis: 'recent' });
    // 50 in a quarter of an hour: no rate is that of a minute.
    expect(forecast.ratePerHour).toBeCloseTo(200, 5);
    // Nor does it after half an hour, however even that was.
    expect(forecastOf({ ...even, nowMs: nowMs + 60_000 }, { left: 100, quarters: [25, 25, 2] })).toMatchObject({
      earliestMs: nowMs + 60_000,
      latestMs: null,
    });
  });
});

describe('the shape of the day', () => {
  const office = { days: 14, amountAt: (wallMs: number) => (isOffice(wallMs) ? 100 : 0) };

  test('is waited for: at night nothing is used up before the morning', () => {
    const nowMs = MIDNIGHT_MS + 3 * HOUR_MS;
    const { reachedAtMs } = forecastOf({ ...office, nowMs }, { left: 600 });
    expect(Math.abs(Number(reachedAtMs) - MIDNIGHT_MS - 10.5 * HOUR_MS)).toBeLessThan(2 * 60_000);
  });

  test('is scaled by how today compares', () => {
    const nowMs = MIDNIGHT_MS + 12 * HOUR_MS;
    const doubled = (wallMs: number) => office.amountAt(wallMs) * (wallMs >= MIDNIGHT_MS ? 2 : 1);
    const { reachedAtMs } = forecastOf({ nowMs, days: 14, amountAt: doubled }, { left: 1_600 });
    expect(Math.abs(Number(reachedAtMs) - MIDNIGHT_MS - 14 * HOUR_MS)).toBeLessThan(2 * 60_000);
  });

  test('knows weekends once it has seen two', () => {
    const amountAt = (wallMs: number) =>
      office.amountAt(wallMs) * ([0, 6].includes(new Date(wallMs).getUTCDay()) ? 0.2 : 1);
    const saturdayMs = MIDNIGHT_MS + 4 * DAY_MS;
    const window = { startMs: saturdayMs, endMs: saturdayMs + DAY_MS };
    const { reachedAtMs } = forecastOf({ nowMs: saturdayMs, days: 14, amountAt }, { left: 160, window });
    expect(Math.abs(Number(reachedAtMs) - saturdayMs - 11 * HOUR_MS)).toBeLessThan(5 * 60_000);
  });

  test('is that of the days with use, whatever was before the first', () => {
    const nowMs = MIDNIGHT_MS + 3 * HOUR_MS;
    const bornMs = MIDNIGHT_MS - 6 * DAY_MS;
    const amountAt = (wallMs: number) => (wallMs < bornMs ? 0 : office.amountAt(wallMs));
    const { reachedAtMs } = forecastOf({ nowMs, days: 28, amountAt }, { left: 600 });
    expect(Math.abs(Number(reachedAtMs) - MIDNIGHT_MS - 10.5 * HOUR_MS)).toBeLessThan(2 * 60_000);
  });

  test('says nothing of what goes on beside it: a job at night is taken to go on as it is', () => {
    const nowMs = MIDNIGHT_MS + 21 * HOUR_MS;
    const amountAt = (wallMs: number) => (wallMs >= MIDNIGHT_MS + 19 * HOUR_MS ? 500 : office.amountAt(wallMs));
    const { reachedAtMs } = forecastOf({ nowMs, days: 14, amountAt }, { left: 3_000 });
    expect(Math.abs(Number(reachedAtMs) - nowMs - 1.5 * HOUR_MS)).toBeLessThan(2 * 60_000);
  });

  test('follows a rate that has doubled within the day, not the whole day’s', () => {
    const nowMs = MIDNIGHT_MS + 14 * HOUR_MS;
    const swung = (wallMs: number) => 100 + 10 * Math.sin(wallMs);
    const amountAt = (wallMs: number) => swung(wallMs) * (wallMs >= MIDNIGHT_MS + 12 * HOUR_MS ? 2 : 1);
    const { reachedAtMs } = forecastOf({ nowMs, days: 14, amountAt }, { left: 1_600 });
    expect(Math.abs(Number(reachedAtMs) - nowMs - 2 * HOUR_MS)).toBeLessThan(10 * 60_000);
  });
});

test('days that have been twice as many for three days are taken to stay so', () => {
  const nowMs = MIDNIGHT_MS + 10 * HOUR_MS;
  const amountAt = (wallMs: number) => (wallMs >= MIDNIGHT_MS - 3 * DAY_MS ? 200 : 100);
  const window = createCalendar('UTC')('month', nowMs);
  const { reachedAtMs } = forecastOf({ nowMs, days: 28, amountAt }, { left: 3 * 96 * 200, window });
  expect(Math.abs(Number(reachedAtMs) - nowMs - 3 * DAY_MS)).toBeLessThan(0.3 * DAY_MS);
});

test('one day that was twice as much is no new level', () => {
  const nowMs = MIDNIGHT_MS + 10 * HOUR_MS;
  const amountAt = (wallMs: number) => (wallMs >= MIDNIGHT_MS - DAY_MS && wallMs < MIDNIGHT_MS ? 180 : 100);
  const window = createCalendar('UTC')('month', nowMs);
  const { reachedAtMs } = forecastOf({ nowMs, days: 28, amountAt }, { left: 3 * 96 * 100, window });
  expect(Math.abs(Number(reachedAtMs) - nowMs - 3 * DAY_MS)).toBeLessThan(0.3 * DAY_MS);
});

describe('the clock on the wall', () => {
  const office = (wallMs: number) => (isOffice(wallMs) ? 100 : 0);

  // Cairo changes its clock within a Friday and at the end of a Thursday.
  test.each([
    ['a day of 23 hours', 'Africa/Cairo', '2026-04-24T02:00:00Z', 23],
    ['a day of 25 hours', 'Africa/Cairo', '2026-10-29T02:00:00Z', 25],
    ['the first Monday of winter', 'Europe/Berlin', '2026-10-26T02:00:00Z', 24],
    ['the first Monday of summer', 'Europe/Berlin', '2026-03-30T02:00:00Z', 24],
    ['a zone of quarters', 'Asia/Kathmandu', '2026-04-24T00:00:00Z', 24],
  ])('on %s in %s work begins at nine as ever', (_, zone, iso, hours) => {
    const clock = wallClockOf(zone);
    const nowMs = Date.parse(iso);
    const window = createCalendar(zone)('day', nowMs);
    expect(window.endMs - window.startMs).toBe(hours * HOUR_MS);
    const { reachedAtMs } = forecastOf({ nowMs, days: 13, clock, amountAt: office }, { left: 600, window });
    expect(Math.abs(hourOf(clock(Number(reachedAtMs))) - 10.5)).toBeLessThan(1 / 30);
  });
});

const instants = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });
const amounts = fc.oneof(
  fc.constant(0),
  fc.integer({ min: 0, max: 1_000 }),
  fc.integer({ min: 0, max: 1_000_000_000_000 }),
);
const histories = fc.oneof(
  fc.array(amounts, { maxLength: 20 }),
  fc.array(amounts, { maxLength: 300, size: 'max' }),
  // A day of any shape, again and again, louder and softer.
  fc
    .tuple(
      fc.array(amounts, { minLength: 96, maxLength: 96 }),
      fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 15 }),
    )
    .map(([day, levels]) => levels.flatMap((level) => day.map((amount) => amount * level))),
);
const uses: fc.Arbitrary<QuotaUse> = fc
  .record({
    zone: fc.constantFrom('UTC', 'Asia/Shanghai', 'Africa/Cairo', 'Australia/Lord_Howe'),
    kind: fc.constantFrom(...WINDOW_KINDS),
    inMs: instants,
    nowMs: instants,
    isNow: fc.boolean(),
    limit: fc.integer({ min: 1, max: 1_000_000_000_000 }),
    used: fc.integer({ min: 0, max: 1_000_000_000_000 }),
    quarters: histories,
  })
  .map(({ zone, kind, inMs, isNow, nowMs, ...use }) => ({
    ...use,
    nowMs,
    window: createCalendar(zone)(kind, isNow ? nowMs : inMs),
    clock: wallClockOf(zone),
  }));

const instantsOf = (use: QuotaUse) => {
  const { reachedAtMs, earliestMs, latestMs } = quotaForecast(use);
  return [earliestMs, reachedAtMs, latestMs].map((ms) => ms ?? Number.POSITIVE_INFINITY);
};
const expectNoneLater = (these: readonly number[], those: readonly number[]) => {
  for (const [index, ms] of these.entries()) expect(ms).toBeLessThanOrEqual(those[index] ?? Number.NaN);
};

describe('of whatever was used', () => {
  test('there is an answer: in order, within the window, and with a rate', () => {
    fc.assert(
      fc.property(uses, (use) => {
        const forecast = quotaForecast(use);
        const ordered = instantsOf(use);
        expect(ordered).toEqual(ordered.toSorted((one, other) => one - other));
        for (const ms of ordered.filter(Number.isFinite)) {
          expect(Number.isInteger(ms) && ms >= use.nowMs && ms <= use.window.endMs).toBe(true);
        }
        expect(Number.isFinite(forecast.ratePerHour) && forecast.ratePerHour >= 0).toBe(true);
        expect(ordered.includes(Number.NaN)).toBe(false);
      }),
    );
  });

  test('a lower limit is never reached later', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 1_000_000_000 }), (use, less) => {
        expectNoneLater(instantsOf({ ...use, limit: use.limit - less }), instantsOf(use));
      }),
    );
  });

  test('the more is used, the later nothing is reached', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 0, max: 1_000_000_000 }), (use, more) => {
        expectNoneLater(instantsOf({ ...use, used: use.used + more }), instantsOf(use));
      }),
    );
  });

  test('a window that lasts longer changes nothing within it', () => {
    fc.assert(
      fc.property(uses, fc.integer({ min: 1, max: 40 * 96 }), (use, quarters) => {
        const { startMs, endMs } = use.window;
        fc.pre(use.nowMs < endMs);
        const longer = instantsOf({ ...use, window: { startMs, endMs: endMs + quarters * QUARTER_MS } });
        expect(longer.map((ms) => (ms > endMs ? Number.POSITIVE_INFINITY : ms))).toEqual(instantsOf(use));
      }),
    );
  });

  test('it does not matter in what unit it is counted', () => {
    fc.assert(
      fc.property(uses, (use) => {
        // By a power of two, so that nothing is rounded.
        const scaled = {
          ...use,
          limit: use.limit * 1_024,
          used: use.used * 1_024,
          quarters: use.quarters.map((amount) => amount * 1_024),
        };
        expect(instantsOf(scaled)).toEqual(instantsOf(use));
        expect(quotaForecast(scaled).ratePerHour).toBe(quotaForecast(use).ratePerHour * 1_024);
      }),
    );
  });
});

test('28 days are looked at in less than 5 ms', () => {
  const nowMs = MIDNIGHT_MS + 10.1 * HOUR_MS;
  const quarters = quartersOf({ nowMs, days: 28, amountAt: (wallMs) => Math.round(50_000 * (1 + Math.sin(wallMs))) });
  const window = createCalendar('Europe/Berlin')('month', nowMs);
  const clock = wallClockOf('Europe/Berlin');
  const tookMs = Array.from({ length: 20 }, () => {
    const beganMs = performance.now();
    quotaForecast({ window, nowMs, limit: 1e12, used: 0, quarters, clock });
    return performance.now() - beganMs;
  });
  // The quickest, since others use this machine, too.
  expect(Math.min(...tookMs)).toBeLessThan(5);
});
