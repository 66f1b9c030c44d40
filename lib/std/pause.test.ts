import { getEventListeners } from 'node:events';
import { expect, test } from 'vitest';
import { pause } from './pause.ts';

const LONG_MS = 60_000;
const timers = () => process.getActiveResourcesInfo().filter((kind) => kind === 'Timeout').length;

test('a pause is over when its time is, and not before', async () => {
  const beganMs = performance.now();
  await pause(20, new AbortController().signal);
  // A timer may be a millisecond early by this clock.
  expect(performance.now() - beganMs).toBeGreaterThanOrEqual(19);
});

test('whoever cuts a pause off waits no longer, also when that was before it began', async () => {
  const cut = new AbortController();
  const paused = pause(LONG_MS, cut.signal);
  cut.abort();
  await paused;
  await pause(LONG_MS, cut.signal);
});

test('a signal that lives on keeps nothing of the pauses that were', async () => {
  const { signal } = new AbortController();
  for (let time = 0; time < 3; time++) await pause(0, signal);
  expect(getEventListeners(signal, 'abort')).toEqual([]);
});

test('a process may end in the middle of a pause', () => {
  const cut = new AbortController();
  const before = timers();
  void pause(LONG_MS, cut.signal);
  expect(timers()).toBe(before);
  cut.abort();
});
