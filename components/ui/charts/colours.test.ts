import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lightToOklab } from '#lib/domain/vision/oklab.ts';

/** A colour as its red, green and blue light, each from 0 to 1. */
type Light = readonly [number, number, number];

const CSS = readFileSync(new URL('../../../app/globals.css', import.meta.url), 'utf8');

/** The light and the dark colour of a token. */
function token(name: string): readonly [Light, Light] {
  const colours = CSS.match(new RegExp(`--${name}: light-dark\\((.*)\\);`))?.[1] ?? '';
  const [light, dark] = [...colours.matchAll(/oklch\(([\d.]+) ([\d.]+) ([\d.]+)\)/g)].map(
    ([, lightness, chroma, hue]) => lightOf(Number(lightness), Number(chroma), Number(hue)),
  );
  if (light === undefined || dark === undefined) throw new Error(`--${name} is not a light and a dark colour.`);
  return [light, dark];
}

/** OKLCH as linear sRGB (Ottosson, "A perceptual color space for image processing", 2020). */
function lightOf(lightness: number, chroma: number, hue: number): Light {
  const [a, b] = [chroma * Math.cos((hue * Math.PI) / 180), chroma * Math.sin((hue * Math.PI) / 180)];
  const long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const short = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    clamp(4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short),
    clamp(-1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short),
    clamp(-0.0041960863 * long - 0.7034186147 * medium + 1.707614701 * short),
  ];
}

const clamp = (value: number): number => Math.min(1, Math.max(0, value));

/** WCAG 2.2, relative luminance and contrast ratio. */
const luminance = ([red, green, blue]: Light): number => 0.2126 * red + 0.7152 * green + 0.0722 * blue;
function contrast(one: Light, two: Light): number {
  const [low, high] = [luminance(one), luminance(two)].toSorted((first, second) => first - second);
  return ((high ?? 0) + 0.05) / ((low ?? 0) + 0.05);
}

/** How colours look to whom (Machado, Oliveira and Fernandes, IEEE TVCG 2009, severity 1): rows of a matrix. */
const EYES: Readonly<Record<string, readonly Light[]>> = {
  usual: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

function seen(light: Light, rows: readonly Light[]): Light {
  const [red = 0, green = 0, blue = 0] = rows.map((row) =>
    clamp(row[0] * light[0] + row[1] * light[1] + row[2] * light[2]),
  );
  return [red, green, blue];
}

/** Distance in OKLab, times 100: 2 is about what is just noticed side by side. */
function distance(one: Light, two: Light): number {
  const [first, second] = [lightToOklab(one), lightToOklab(two)];
  return 100 * Math.hypot(...first.map((value, index) => value - (second[index] ?? 0)));
}

const NAMES = [...Array.from({ length: 10 }, (_, index) => `series-${index + 1}`), 'series-other'];

describe.each([
  ['light', 0],
  ['dark', 1],
] as const)('in the %s theme', (_, theme) => {
  const panel = token('panel')[theme];
  const colours = NAMES.map((name) => token(name)[theme]);

  test('every series is seen on the panel (WCAG 1.4.11: 3 : 1)', () => {
    for (const [index, colour] of colours.entries()) {
      expect(contrast(colour, panel), NAMES[index]).toBeGreaterThanOrEqual(3);
    }
  });

  test.each(Object.entries(EYES))('any two series are told apart: %s', (__, rows) => {
    for (const [index, colour] of colours.entries()) {
      for (const [other, before] of colours.slice(0, index).entries()) {
        const apart = distance(seen(colour, rows), seen(before, rows));
        expect(apart, `${NAMES[index]} and ${NAMES[other]}`).toBeGreaterThan(8);
      }
    }
  });
});
