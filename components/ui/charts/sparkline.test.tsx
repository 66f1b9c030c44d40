// @vitest-environment jsdom
import { expect, test } from 'vitest';
import { one, render } from '#e2e/support/react.tsx';
import { Sparkline } from './sparkline.tsx';

function pathOf(values: readonly (number | null)[]): string {
  const { container } = render(<Sparkline values={values} />, { locale: 'en', messages: {} });
  expect(one(container, 'svg').getAttribute('aria-hidden')).toBe('true');
  return one(container, 'path').getAttribute('d') ?? '';
}

/** The heights that a line reaches; 1 is the top. */
const heights = (path: string) => [...path.matchAll(/,([\d.]+)/g)].map(([, y]) => Number(y));

test('a tiny line goes from zero to the highest value and leaves out what is missing', () => {
  expect(heights(pathOf([0, 10, 5]))).toEqual([19, 19, 1, 1, 10, 10]);
  expect(pathOf([1, null, 2, 3]).match(/M/g)?.length).toBe(2);
  for (const values of [[], [null], [0], [0, 0], [7]]) expect(pathOf(values)).not.toMatch(/NaN|Infinity/);
});

test('a tiny line of a month of minutes keeps its one peak', () => {
  const values = Array.from({ length: 43_200 }, (_, minute) => (minute === 12_345 ? 1_000 : 1));
  const path = pathOf(values);
  expect(Math.min(...heights(path))).toBe(1);
  expect(path.length).toBeLessThan(10_000);
});
