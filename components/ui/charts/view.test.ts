import { describe, expect, test } from 'vitest';
import type { ChartData, Series } from './chart-data.ts';
import { isSameData } from './chart-data.ts';
import { withLooks, withMarkLooks } from './looks.ts';
import { spotAt, spotsOf } from './marks.tsx';
import { atMsOf, scaleFor, stepAt, type View, xOf, yOf } from './view.ts';

const series = (id: string, values: Series['values']): Series => ({ id, label: id, values });

const viewOf = (data: Partial<ChartData>): View => {
  const whole = { starts: [0, 10, 20, 30], endMs: 40, timeZone: 'UTC', series: [], ...data };
  return {
    widthPx: 400,
    heightPx: 100,
    data: whole,
    scale: { min: 0, max: 10, ticks: [0, 10] },
    shown: withLooks(whole.series),
    marks: withMarkLooks(whole.marks ?? []),
  };
};
const xOfStep = (view: View, index: number) => xOf(view, view.data.starts[index] ?? 0);

describe('the axis of values', () => {
  const extent = { min: 10, max: 100, whole: true };

  test('reaches up to the limit where that leaves something to see of the values', () => {
    expect(scaleFor(extent, 300).max).toBeGreaterThanOrEqual(300);
    expect(scaleFor(extent, 100_000).max).toBe(scaleFor(extent, undefined).max);
    expect(scaleFor(extent, 20).max).toBeGreaterThanOrEqual(100);
  });

  test('is that of the limit where there are no values', () => {
    expect(scaleFor(undefined, 60).max).toBeGreaterThanOrEqual(60);
    expect(scaleFor(undefined, undefined)).toEqual({ min: 0, max: 1, ticks: [0, 1] });
  });
});

test('an instant belongs to the step that it is in, also before the first and behind the last', () => {
  const view = viewOf({});
  expect([-5, 0, 9, 10, 39, 40, 100].map((atMs) => stepAt(view.data, atMs))).toEqual([0, 0, 0, 1, 3, 3, 3]);
  expect(xOf(view, atMsOf(view, 123))).toBeCloseTo(123);
  expect(yOf(view, 10)).toBe(0);
  expect(yOf(view, 0)).toBe(100);
});

describe('marks', () => {
  const minutes = Array.from({ length: 400 }, (_, minute) => minute);
  const data = {
    starts: minutes,
    endMs: 400,
    marks: [
      series(
        'rate',
        minutes.map((minute) => (minute === 50 ? 2 : minute === 51 ? 9 : minute === 300 ? 1 : 0)),
      ),
      series(
        'spend',
        minutes.map((minute) => (minute === 51 ? 1 : null)),
      ),
    ],
  };

  test('that would lie on each other are one, at the step with the most', () => {
    const spots = spotsOf(viewOf(data), xOfStep);
    expect(spots.map(({ look, index }) => [look.id, index])).toEqual([
      ['rate', 51],
      ['rate', 300],
      ['spend', 51],
    ]);
  });

  test('stand on the limit’s line, kinds below each other and told apart by their shape', () => {
    const spots = spotsOf(viewOf({ ...data, limit: { value: 5, label: 'Limit' } }), xOfStep);
    expect(spots.map(({ y }) => y)).toEqual([50, 50, 62]);
    expect(new Set(spots.map(({ look }) => look.shape.path)).size).toBe(2);
    // Out of sight: along the upper edge.
    const above = spotsOf(viewOf({ ...data, limit: { value: 50, label: 'Limit' } }), xOfStep);
    expect(above.map(({ y }) => y)).toEqual([6, 6, 18]);
  });

  test('are what is meant near them', () => {
    const spots = spotsOf(viewOf(data), xOfStep);
    expect(spotAt(spots, { x: 55, y: 8 })).toEqual({ index: 51, id: 'rate' });
    expect(spotAt(spots, { x: 52, y: 17 })).toEqual({ index: 51, id: 'spend' });
    expect(spotAt(spots, { x: 150, y: 8 })).toBeUndefined();
  });
});

test('ten series and three kinds of marks all look different, and the rest is the last', () => {
  const looks = withLooks(
    ['other', ...Array.from({ length: 10 }, (_, index) => `s${index}`)].map((id) => series(id, [])),
  );
  expect(new Set(looks.map(({ colour }) => colour)).size).toBe(11);
  const shapes = [...looks, ...withMarkLooks(['a', 'b', 'c'].map((id) => series(id, [])))].map(({ shape }) => shape);
  expect(new Set(shapes.map(({ path, hollow }) => `${path} ${hollow}`)).size).toBe(14);
  expect(looks.at(-1)?.id).toBe('other');
});

test('data made anew from the same figures is the same; other figures, names or limits are not', () => {
  const values = [1, 2];
  const data = (): ChartData => ({ ...viewOf({}).data, starts: STARTS, series: [series('a', values)] });
  const STARTS = [0, 1];
  expect(isSameData(data(), data())).toBe(true);
  expect(isSameData(data(), { ...data(), series: [series('a', [1, 2])] })).toBe(false);
  expect(isSameData(data(), { ...data(), series: [series('b', values)] })).toBe(false);
  expect(isSameData(data(), { ...data(), series: [] })).toBe(false);
  expect(isSameData(data(), { ...data(), endMs: 41 })).toBe(false);
  expect(isSameData(data(), { ...data(), limit: { value: 1, label: 'l' } })).toBe(false);
  expect(isSameData(data(), { ...data(), marks: [series('m', values)] })).toBe(false);
});
