import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fromOklab, toHex, toOklab } from './oklab.ts';

const channel = fc.integer({ min: 0, max: 255 });

test('every colour of a screen comes back from OKLab as it was', () => {
  fc.assert(
    fc.property(channel, channel, channel, (red, green, blue) => {
      expect(fromOklab(toOklab([red, green, blue]))).toEqual([red, green, blue]);
    }),
  );
});

test('the figures are those of its author', () => {
  const near = (lab: readonly number[], expected: readonly number[]) =>
    expect(lab.every((value, axis) => Math.abs(value - (expected[axis] ?? 0)) < 5e-4)).toBe(true);
  near(toOklab([255, 255, 255]), [1, 0, 0]);
  near(toOklab([0, 0, 0]), [0, 0, 0]);
  near(toOklab([255, 0, 0]), [0.62796, 0.22486, 0.12585]);
  near(toOklab([0, 0, 255]), [0.45201, -0.03246, -0.31153]);
});

test('a colour is written as in style sheets', () => {
  expect(toHex([29, 78, 216])).toBe('#1d4ed8');
  expect(toHex([0, 10, 255])).toBe('#000aff');
});
