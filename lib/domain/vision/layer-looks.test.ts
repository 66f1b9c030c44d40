import { expect, test } from 'vitest';
import { INK, LAYER_LOOKS } from './layer-looks.ts';

/** WCAG 2.2, relative luminance. */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const value = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].toSorted((first, second) => first - second);
  return (high + 0.05) / (low + 0.05);
}

const greys = Array.from({ length: 256 }, (_, value) => `#${value.toString(16).padStart(2, '0').repeat(3)}`);

test.each(Object.entries(LAYER_LOOKS))(
  'a box of %s is seen on a picture of any lightness, and its label is read',
  (_, { colour }) => {
    expect(contrast(colour, INK)).toBeGreaterThanOrEqual(7);
    for (const grey of greys) expect(Math.max(contrast(colour, grey), contrast(INK, grey))).toBeGreaterThanOrEqual(3);
  },
);

test('no two layers have one line', () => {
  const lines = Object.values(LAYER_LOOKS).map(({ dash }) => dash.join());
  expect(new Set(lines).size).toBe(lines.length);
});
