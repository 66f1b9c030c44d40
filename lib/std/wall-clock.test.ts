import { expect, test } from 'vitest';
import { wallClockOf } from './wall-clock.ts';

test.each([
  ['Asia/Shanghai', '2026-11-26T16:00:00Z', '2026-11-27T00:00:00Z'],
  ['Asia/Kolkata', '2026-11-26T16:00:00Z', '2026-11-26T21:30:00Z'],
  ['America/New_York', '2026-07-01T03:59:59Z', '2026-06-30T23:59:59Z'],
  ['Australia/Lord_Howe', '2026-11-26T16:00:00Z', '2026-11-27T03:00:00Z'],
])('the wall clock of %s shows at %s what UTC’s would at %s', (zone, at, shown) => {
  expect(wallClockOf(zone)(Date.parse(at))).toBe(Date.parse(shown));
});
