import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { describe, expect, test } from 'vitest';
import type { Rgb } from './oklab.ts';
import { paletteOf } from './palette.ts';
import type { Raster } from './raster.ts';

/** CIELAB (D65) and the plain distance in it, ΔE*ab of 1976: the stricter one for strong colours. */
function toLab(rgb: Rgb): readonly [number, number, number] {
  const [r, g, b] = rgb.map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  const [red = 0, green = 0, blue = 0] = [r, g, b];
  const curve = (t: number) => (t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27 / 116) * t + 16 / 116);
  const x = curve((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
  const y = curve(0.2126729 * red + 0.7151522 * green + 0.072175 * blue);
  const z = curve((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const deltaE = (one: Rgb, other: Rgb) => {
  const [a, b] = [toLab(one), toLab(other)];
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
};
const rgbOf = (hex: string): Rgb => {
  const value = Number.parseInt(hex.slice(1), 16);
  return [value >> 16, (value >> 8) & 0xff, value & 0xff];
};

const rasterOf = (pixels: readonly Rgb[], widthPx = pixels.length): Raster => ({
  ...{ widthPx, heightPx: pixels.length / widthPx },
  rgb: Uint8Array.from(pixels.flat()),
});

const channel = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(channel, channel, channel);
const anyPixels = fc.array(color, { minLength: 1, maxLength: 300 });

describe('whatever the picture', () => {
  test('at most eight colours, the largest first, and never more than the whole', () => {
    fc.assert(
      fc.property(anyPixels, (all) => {
        const palette = paletteOf(rasterOf(all));
        const ratios = palette.map(({ ratio }) => ratio);
        expect(palette.length).toBeLessThanOrEqual(8);
        expect(ratios).toEqual(ratios.toSorted((one, other) => other - one));
        expect(ratios.reduce((sum, ratio) => sum + ratio, 0)).toBeLessThanOrEqual(1 + 1e-9);
        expect(ratios.every((ratio) => ratio >= 0.01)).toBe(true);
        expect(palette.every(({ hex }) => /^#[\da-f]{6}$/.test(hex))).toBe(true);
      }),
    );
  });

  test('the same picture has the same palette', () => {
    fc.assert(
      fc.property(anyPixels, (all) => {
        expect(paletteOf(rasterOf(all))).toEqual(paletteOf(rasterOf([...all])));
      }),
    );
  });

  test('of one colour, that one, all of it', () => {
    fc.assert(
      fc.property(color, fc.integer({ min: 1, max: 50 }), (only, count) => {
        const [found, ...rest] = paletteOf(rasterOf(Array.from({ length: count }, () => only)));
        expect(rest).toEqual([]);
        expect(found?.ratio).toBe(1);
        expect(rgbOf(found?.hex ?? '')).toEqual(only);
      }),
    );
  });
});

test('no picture has no colours', () => {
  expect(paletteOf({ widthPx: 0, heightPx: 0, rgb: new Uint8Array() })).toEqual([]);
});

/** Colours that are clearly apart, and how much of the picture each has. */
const PICTURES: readonly (readonly (readonly [hex: string, ratio: number])[])[] = [
  [
    ['#1d4ed8', 0.5],
    ['#fde047', 0.3],
    ['#ffffff', 0.2],
  ],
  [
    ['#000000', 0.9],
    ['#ff0000', 0.06],
    ['#00ff00', 0.04],
  ],
  [
    ['#f8fafc', 0.7],
    ['#0f172a', 0.25],
    ['#ef4444', 0.05],
  ],
  [
    ...([
      ['#e11d48', 0.2],
      ['#16a34a', 0.18],
      ['#2563eb', 0.16],
      ['#f59e0b', 0.14],
    ] as const),
    ...([
      ['#7c3aed', 0.12],
      ['#111111', 0.1],
      ['#f5f5f4', 0.06],
      ['#0891b2', 0.04],
    ] as const),
  ],
  [
    ['#808080', 0.5],
    ['#909090', 0.5],
  ],
];

/** Stripes, the edges of which lie between pixels: what a drawing program makes of them is mixed there. */
function drawing(stripes: (typeof PICTURES)[number], width = 397): Buffer {
  let x = 0;
  const bars = stripes.map(([hex, ratio]) => {
    const bar = `<rect x="${x}" width="${ratio * width + 1}" height="301" fill="${hex}"/>`;
    x += ratio * width;
    return bar;
  });
  return Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="301">${bars.join('')}</svg>`);
}

async function decoded(file: Buffer | Sharp): Promise<Raster> {
  const picture = Buffer.isBuffer(file) ? sharp(file) : file;
  const { data, info } = await picture.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

const FORMS: Readonly<Record<string, (svg: Buffer) => Promise<Raster>>> = {
  'as drawn': (svg) => decoded(svg),
  'as JPEG': async (svg) => decoded(await sharp(svg).jpeg({ quality: 80 }).toBuffer()),
  'as poor JPEG': async (svg) => decoded(await sharp(svg).jpeg({ quality: 50 }).toBuffer()),
  'made smaller': async (svg) => decoded(sharp(await sharp(svg).png().toBuffer()).resize(150)),
  'made larger': async (svg) => decoded(sharp(await sharp(svg).png().toBuffer()).resize(800)),
};

describe('the colours of a picture that was made of them, to ΔE 3 and two points of the area', () => {
  test.each(Object.entries(FORMS))('%s', async (_, form) => {
    for (const stripes of PICTURES) {
      const palette = paletteOf(await form(drawing(stripes)));
      expect(palette).toHaveLength(stripes.length);
      for (const [hex, ratio] of stripes) {
        const nearest = palette.toSorted(
          (a, b) => deltaE(rgbOf(a.hex), rgbOf(hex)) - deltaE(rgbOf(b.hex), rgbOf(hex)),
        )[0];
        expect(deltaE(rgbOf(nearest?.hex ?? ''), rgbOf(hex)), `${hex} ${JSON.stringify(palette)}`).toBeLessThan(3);
        expect(Math.abs((nearest?.ratio ?? 0) - ratio), `${hex} ${JSON.stringify(palette)}`).toBeLessThan(0.02);
      }
    }
  });
});
