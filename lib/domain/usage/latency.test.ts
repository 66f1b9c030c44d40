import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDuration, addHistogram, addWritten, type Histogram, percentilesOf, writeHistogram } from './latency.ts';

const durations = fc.array(fc.double({ min: 0, max: 1e7, noNaN: true }), { maxLength: 60 });

function histogramOf(all: readonly number[]): Histogram {
  const histogram: Histogram = new Map();
  for (const ms of all) addDuration(histogram, ms);
  return histogram;
}

const sorted = (histogram: Histogram) => [...histogram].sort(([first], [second]) => first - second);

test('what is kept and read again is what was counted', () => {
  fc.assert(
    fc.property(durations, (all) => {
      const histogram = histogramOf(all);
      const read: Histogram = new Map();
      addWritten(read, writeHistogram(histogram));
      expect(sorted(read)).toEqual(sorted(histogram));
    }),
  );
});

test('parts that are added up are the whole', () => {
  fc.assert(
    fc.property(durations, durations, (some, others) => {
      const sum = histogramOf(some);
      addHistogram(sum, histogramOf(others));
      expect(sorted(sum)).toEqual(sorted(histogramOf([...some, ...others])));
      expect(percentilesOf(sum)?.count ?? 0).toBe(some.length + others.length);
    }),
  );
});

test('nothing counted has no percentiles, and what nobody kept is not read', () => {
  expect(percentilesOf(new Map())).toBeNull();
  for (const text of ['x', '1', '1:x', ':1', '1:2,3:4']) {
    expect(() => addWritten(new Map(), text), text).toThrow('Not a histogram');
  }
});
