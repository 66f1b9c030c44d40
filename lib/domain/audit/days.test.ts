import { expect, test } from 'vitest';
import { createDays } from './days.ts';

const hours = (window: { startMs: number; endMs: number } | undefined) =>
  window && (window.endMs - window.startMs) / 3_600_000;

test.each([
  ['Asia/Shanghai', '2026-11-25T16:00:00.000Z'],
  ['UTC', '2026-11-26T00:00:00.000Z'],
  ['Pacific/Kiritimati', '2026-11-25T10:00:00.000Z'],
  ['Pacific/Pago_Pago', '2026-11-26T11:00:00.000Z'],
])('a day of %s begins at its own midnight', (zone, start) => {
  const days = createDays(zone);
  const window = days.windowOf('2026-11-26');
  expect(new Date(window?.startMs ?? 0).toISOString()).toBe(start);
  expect(hours(window)).toBe(24);
  expect(days.dayOf(Date.parse(start))).toBe('2026-11-26');
  expect(days.dayOf(Date.parse(start) - 1)).toBe('2026-11-25');
});

test('a day on which the clock changes is shorter', () => {
  expect(hours(createDays('Europe/Berlin').windowOf('2026-03-29'))).toBe(23);
});

test.each(['', '2026-13-01', '2026-02-30', 'today'])('what is no day has no window: %j', (day) => {
  expect(createDays('Asia/Shanghai').windowOf(day)).toBeUndefined();
});
