import fc from 'fast-check';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { HOUR_MS } from '#lib/domain/usage/spans.ts';

/** Whole hours, halves and three quarters; clocks that change by an hour and by half of one. */
export const ZONES = [
  'Asia/Shanghai',
  'America/New_York',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Lord_Howe',
] as const;

const DAYS_40 = 40 * 24 * HOUR_MS;
const quarters = (min: number, max: number) => fc.integer({ min: min / QUARTER_MS, max: max / QUARTER_MS });

/** A time that is asked for, the steps that it is told in, and until when the kept hours and days are complete. */
export const spanCases = fc
  .record({
    start: quarters(Date.UTC(2026, 0), Date.UTC(2026, 11)),
    length: quarters(QUARTER_MS, DAYS_40),
    hours: quarters(0, DAYS_40),
    days: quarters(0, DAYS_40),
    other: fc.constantFrom(...ZONES),
    step: fc.constantFrom('hour', 'day'),
  })
  .map(({ start, length, hours, days, other, step }) => ({
    range: { startMs: start * QUARTER_MS, endMs: (start + length) * QUARTER_MS },
    untilMs: { hour: (start + hours) * QUARTER_MS, day: (start + days) * QUARTER_MS },
    /** The zone of the steps. */
    other,
    step,
  }));
