import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Worker } from 'node:worker_threads';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { overlapOf } from '#lib/domain/vision/boxes.ts';
import { EXAMPLES, type Example } from '#lib/domain/vision/examples.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { comparable } from '#lib/domain/vision/text-spacing.ts';
import { editDistance } from '#lib/std/edit-distance.ts';
import { createTextReader, type TextFound, type TextReader } from './text-reader.ts';

/**
 * Accuracy: 1 - edit distance / length, over all lines of a picture joined by line breaks, after NFKC and without
 * spaces between ideographs. Overlap: of the smallest boxes of the ink, intersection over union.
 */

const FIXTURES = join(import.meta.dirname, 'fixtures/ocr');
const FULL = process.env.FULL === '1';
/** Has no factor in common with languages, fonts, sizes and polarities, so that all of them come up. */
const STRIDE = FULL ? 1 : 7;

const boxSchema = z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() });
const truthSchema = z.array(
  z.object({
    file: z.string(),
    language: z.string(),
    font: z.string(),
    sizePx: z.number(),
    polarity: z.string(),
    lines: z.array(z.object({ text: z.string(), box: boxSchema })),
  }),
);
type Picture = z.infer<typeof truthSchema>[number];

async function rasterOf(picture: string | Buffer): Promise<Raster> {
  const { data, info } = await sharp(picture)
    .flatten({ background: 'white' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

/** Paints a picture pixel by pixel. */
function painted(widthPx: number, heightPx: number, paint: (x: number, y: number) => readonly number[]): Raster {
  const rgb = Uint8Array.from({ length: heightPx * widthPx }, () => 0);
  const pixels = [...rgb.keys()].flatMap((at) => paint(at % widthPx, Math.floor(at / widthPx)));
  return { widthPx, heightPx, rgb: Uint8Array.from(pixels) };
}

let reader: TextReader;
let truth: Picture[];

beforeAll(async () => {
  truth = truthSchema.parse(JSON.parse(await readFile(join(FIXTURES, 'truth.json'), 'utf8')));
  reader = await createTextReader();
}, 30_000);
afterAll(() => reader.close());

const exampleOf = (id: Example['id']) =>
  join(import.meta.dirname, '../../../../../public', EXAMPLES.find((example) => example.id === id)?.src ?? '');
const pictureOf = (file: string) => join(FIXTURES, file);
const wanted = (picture: Picture) => picture.lines.map(({ text }) => text).join('\n');
const said = (file: string) => wanted(truth.find((picture) => picture.file === file) ?? { ...NOTHING, file });
const NOTHING = { language: '', font: '', sizePx: 0, polarity: '', lines: [] };

/** As large as print is on paper. */
const printed = (language: string) =>
  truth.flatMap(({ file, polarity, sizePx, ...picture }) =>
    picture.language === language && polarity === 'dark' && sizePx === 40 ? [file] : [],
  );

interface Score {
  characters: number;
  wrong: number;
}

test('98 % of all characters are right, 95 % in each language, size and polarity, and every line is where its ink is', async () => {
  const scores = new Map<string, Score>();
  const overlaps: number[] = [];
  for (const picture of truth.filter((_, index) => index % STRIDE === 0)) {
    const { content, lines } = await reader.read(await rasterOf(pictureOf(picture.file)));
    const [right, read] = [comparable(wanted(picture)), comparable(content)];
    const wrong = editDistance(right, read);
    const { language, sizePx, polarity } = picture;
    for (const name of ['all', `${language}, ${sizePx} px, ${polarity}`]) {
      const score = scores.get(name) ?? { characters: 0, wrong: 0 };
      scores.set(name, { characters: score.characters + [...right].length, wrong: score.wrong + wrong });
    }
    for (const { box } of picture.lines) overlaps.push(Math.max(0, ...lines.map((line) => overlapOf(line.box, box))));
    expect(lines, picture.file).toHaveLength(picture.lines.length);
  }
  const accuracy = [...scores].map(([name, { characters, wrong }]) => [name, 1 - wrong / characters] as const);
  const least = Math.min(...accuracy.map(([, share]) => share));
  expect(Object.fromEntries(accuracy).all).toBeGreaterThanOrEqual(0.98);
  expect(least, JSON.stringify(accuracy)).toBeGreaterThanOrEqual(0.95);
  expect(Math.min(...overlaps)).toBeGreaterThanOrEqual(0.8);
}, 240_000);

test('what is written on cards in a row is read, and a wave beside it is none', async () => {
  const { lines } = await reader.read(await rasterOf(exampleOf('poster')));
  const texts = lines.map(({ text }) => comparable(text));
  expect(texts).toEqual(expect.arrayContaining(['宣纸', '朱红', '琥珀', '松绿', 'Paper', 'Indigo', '#F2B134']));
  const wave = { x: 769, y: 547, width: 402, height: 26 };
  expect(lines.filter(({ box }) => overlapOf(box, wave) > 0)).toEqual([]);
});

test.each(['desk', 'portraits'] as const)('the example of %s has no writing', async (id) => {
  const { lines } = await reader.read(await rasterOf(exampleOf(id)));
  expect(lines.map(({ text }) => text)).toEqual([]);
});

describe('a picture without writing has no lines', () => {
  const random = (at: number) => Math.abs(Math.sin(at * 12.9898) * 43_758.5453) % 1;
  const inCircle = (x: number, y: number) => (x - 100) ** 2 + (y - 100) ** 2 < 60 ** 2;
  test.each<[string, Raster]>([
    ['one pixel', painted(1, 1, () => [9, 9, 9])],
    ['one colour', painted(320, 240, () => [30, 90, 160])],
    [
      'noise of pixels',
      painted(320, 240, (x, y) => [0, 1, 2].map((channel) => 255 * random(x + 320 * y + channel * 1e5))),
    ],
    ['coarse noise', painted(320, 240, (x, y) => Array(3).fill(255 * random((x >> 3) + 320 * (y >> 3))))],
    [
      'blocks in black and white',
      painted(800, 600, (x, y) => Array(3).fill(random((x >> 3) + 800 * (y >> 3)) < 0.5 ? 0 : 255)),
    ],
    ['a gradient', painted(400, 300, (x, y) => [(255 * x) / 400, (255 * y) / 300, 128])],
    ['waves', painted(400, 300, (x, y) => Array(3).fill(127 + 120 * Math.sin(x / 9) * Math.cos(y / 13)))],
    [
      'a disc and a bar',
      painted(400, 240, (x, y) =>
        inCircle(x, y) || (x > 220 && x < 360 && y > 60 && y < 90) ? [200, 30, 30] : [250, 250, 240],
      ),
    ],
    ['a chessboard', painted(320, 320, (x, y) => Array(3).fill(((x >> 5) + (y >> 5)) % 2 === 0 ? 20 : 240))],
    ['a frame', painted(400, 200, (x, y) => Array(3).fill(x < 12 || y < 12 || x > 387 || y > 187 ? 0 : 255))],
  ])('%s', async (_, raster) => {
    expect(await reader.read(raster)).toEqual({ content: '', lines: [], unreadLines: 0 });
  });

  const human = dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')));
  test('the photographs and drawings that the detector brings along', async () => {
    const source = await readFile(join(human, 'dist/human.node-wasm.js'), 'latin1');
    const photos = [...source.matchAll(/\/9j\/[A-Za-z0-9+/=\s]{2000,}/g)].map(([base64]) =>
      Buffer.from(base64, 'base64'),
    );
    expect(photos).toHaveLength(2);
    for (const picture of [...photos, join(human, 'assets/facemesh.png'), join(human, 'assets/icon.png')]) {
      expect((await reader.read(await rasterOf(picture))).lines).toEqual([]);
    }
  }, 30_000);
});

const ZH = 'zh-serif-28-dark.png';
const MIXED = 'mixed-sans-28-light.png';

/** One picture below the other, on a ground of a third colour. */
async function stacked(...files: readonly string[]): Promise<Buffer> {
  const heights = await Promise.all(files.map(async (file) => (await sharp(pictureOf(file)).metadata()).height));
  const layers = files.map((file, index) => ({
    ...{ input: pictureOf(file), left: 0 },
    top: heights.slice(0, index).reduce((sum, each) => sum + each, 0),
  }));
  const height = heights.reduce((sum, each) => sum + each, 0);
  return await sharp({ create: { width: 900, height, channels: 3, background: '#94a3b8' } })
    .composite(layers)
    .png()
    .toBuffer();
}

const near = (found: TextFound, text: string) =>
  1 - editDistance(comparable(found.content), comparable(text)) / comparable(text).length;

test('dark on light and light on dark stand in one picture', async () => {
  const found = await reader.read(await rasterOf(await stacked(ZH, MIXED)));
  expect(near(found, `${said(ZH)}\n${said(MIXED)}`)).toBeGreaterThanOrEqual(0.97);
});

test('writing on a ground that changes colour is read', async () => {
  const { widthPx, heightPx, rgb } = await rasterOf(pictureOf('en-sans-40-light.png'));
  const [red = 0, green = 0, blue = 0] = rgb;
  const isGround = (at: number) =>
    Math.abs((rgb[at] ?? 0) - red) + Math.abs((rgb[at + 1] ?? 0) - green) + Math.abs((rgb[at + 2] ?? 0) - blue) < 60;
  const raster = painted(widthPx, heightPx, (x, y) => {
    const at = (y * widthPx + x) * 3;
    return isGround(at) ? [(120 * x) / widthPx, 60, (160 * y) / heightPx] : [...rgb.subarray(at, at + 3)];
  });
  expect(near(await reader.read(raster), said('en-sans-40-light.png'))).toBeGreaterThanOrEqual(0.97);
});

test('ink as bright as its ground is told apart by its colour', async () => {
  const { data, info } = await sharp(pictureOf('en-serif-28-dark.png'))
    .greyscale()
    .raw()
    .toBuffer({ resolveWithObject: true });
  // Red and green of one luminance, but for a little.
  const raster = painted(info.width, info.height, (x, y) =>
    (data[y * info.width + x] ?? 0) > 128 ? [60, 130, 60] : [160, 20, 20],
  );
  expect(near(await reader.read(raster), said('en-serif-28-dark.png'))).toBeGreaterThanOrEqual(0.97);
});

test('a picture that lies a degree askew is read as one that lies straight', async () => {
  const askew = await sharp(pictureOf('en-hei-28-dark.png')).rotate(1, { background: 'white' }).png().toBuffer();
  expect(near(await reader.read(await rasterOf(askew)), said('en-hei-28-dark.png'))).toBeGreaterThanOrEqual(0.97);
});

test('what is painted over is not read, and the rest as before', async () => {
  const raster = await rasterOf(pictureOf(ZH));
  const before = await reader.read(raster);
  const [first] = before.lines;
  const end = ((first?.box.y ?? 0) + (first?.box.height ?? 0) + 2) * raster.widthPx * 3;
  const rgb = raster.rgb.slice();
  rgb.copyWithin(0, rgb.length - end);
  rgb.fill(rgb.at(-1) ?? 0, 0, end);
  const after = await reader.read({ ...raster, rgb });
  expect(after.lines.map(({ text }) => text)).toEqual(before.lines.slice(1).map(({ text }) => text));
});

describe('a picture before words, as menus and buttons have them, is no letter', () => {
  const ICONS = {
    bubble: '<path d="M25 18a2 2 0 0 1-2 2H8l-5 5V5a2 2 0 0 1 2-2h18a2 2 0 0 1 2 2z"/>',
    search: '<circle cx="12" cy="12" r="9"/><path d="M18.5 18.5L26 26"/>',
    people: '<circle cx="10" cy="9" r="5"/><path d="M2 25a8 8 0 0 1 16 0M19 4a5 5 0 0 1 0 10M22 17a8 8 0 0 1 4 8"/>',
    bell: '<path d="M7 10a7 7 0 0 1 14 0c0 8 3 9 3 9H4s3-1 3-9M12 24a2 2 0 0 0 4 0"/>',
  };
  const [text, box] = ['系统运行正常', { x: 30, y: 117, width: 165, height: 28 }] as const;
  const MARGIN_PX = 4;
  const [left, top] = [20 + 28 + 24, 20];

  test.each(Object.entries(ICONS))('%s', async (_, icon) => {
    const words = await sharp(pictureOf('mixed-serif-28-dark.png'))
      .extract({
        ...{ left: box.x - MARGIN_PX, width: box.width + 2 * MARGIN_PX },
        ...{ top: box.y - MARGIN_PX, height: box.height + 2 * MARGIN_PX },
      })
      .png()
      .toBuffer();
    const drawn = `<svg xmlns="http://www.w3.org/2000/svg" width="28" height="28" fill="none" stroke="#222" stroke-width="2">${icon}</svg>`;
    const button = await sharp({ create: { width: 320, height: 80, channels: 3, background: 'white' } })
      .composite([
        { input: words, left: left - MARGIN_PX, top: top - MARGIN_PX },
        { input: Buffer.from(drawn), left: 20, top: 20 },
      ])
      .png()
      .toBuffer();
    const { lines } = await reader.read(await rasterOf(button));
    expect(lines.map((line) => line.text)).toEqual([text]);
    expect(overlapOf(lines[0]?.box ?? box, { ...box, x: left, y: top })).toBeGreaterThanOrEqual(0.9);
  });
});

test('twelve megapixels of a photograph with small writing are read where it stands', async () => {
  const file = 'mixed-hei-28-dark.png';
  const page = await sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: '#64748b' } })
    .composite([{ input: pictureOf(file), left: 2_800, top: 2_100 }])
    .png()
    .toBuffer();
  const found = await reader.read(await rasterOf(page));
  expect(near(found, said(file))).toBeGreaterThanOrEqual(0.97);
  const boxes = truth.find((picture) => picture.file === file)?.lines.map(({ box }) => box) ?? [];
  for (const [index, box] of boxes.entries()) {
    const moved = { ...box, x: box.x + 2_800, y: box.y + 2_100 };
    expect(overlapOf(found.lines[index]?.box ?? box, moved)).toBeGreaterThanOrEqual(0.8);
  }
}, 30_000);

/** The lines of fixtures, as black on white, one below the other on a page of A4 at 300 dpi, until it is full. */
async function fullPage(files: readonly string[]): Promise<{ raster: Raster; text: string; lines: number }> {
  const pieces = files.flatMap((file) => {
    const { lines } = truth.find((picture) => picture.file === file) ?? { ...NOTHING, file };
    return lines.map(({ text, box: { x: left, y: top, width, height } }) => ({
      ...{ file, text },
      area: {
        left: left - MARGIN_PX,
        top: top - MARGIN_PX,
        width: width + 2 * MARGIN_PX,
        height: height + 2 * MARGIN_PX,
      },
    }));
  });
  const printing = Array.from({ length: PAGE_LINES }, (_, index) => pieces.slice(index % pieces.length)[0]).filter(
    (piece) => piece !== undefined,
  );
  const layers = await Promise.all(
    printing.map(async ({ file, area }, index) => ({
      input: await sharp(pictureOf(file)).extract(area).greyscale().normalise().png().toBuffer(),
      ...{ left: 240, top: 200 + index * 62 },
    })),
  );
  const paper = { create: { width: 2_480, height: 3_508, channels: 3, background: 'white' } } as const;
  const raster = await rasterOf(await sharp(paper).composite(layers).png().toBuffer());
  return { raster, text: printing.map(({ text }) => text).join('\n'), lines: printing.length };
}
const [PAGE_LINES, MARGIN_PX] = [50, 4];

const FULL_PAGES = [
  ['Chinese', 'zh'],
  ['English', 'en'],
  ['mixed', 'mixed'],
] as const;

test.each(FULL_PAGES)(
  'a full page is read to its end: %s',
  async (_, language) => {
    const patient = await createTextReader({ maxMs: 200_000 });
    try {
      const { raster, text, lines } = await fullPage(printed(language));
      const found = await patient.read(raster);
      expect(near(found, text)).toBeGreaterThanOrEqual(0.97);
      expect([found.lines.length, found.unreadLines]).toEqual([lines, 0]);
    } finally {
      await patient.close();
    }
  },
  200_000,
);

test('lines for which the time is too short are counted; what was read stands at the top', async () => {
  const hasty = await createTextReader({ maxMs: 1_500 });
  try {
    const { raster, text, lines } = await fullPage(printed('en'));
    const found = await hasty.read(raster);
    expect(found.unreadLines).toBeGreaterThan(0);
    expect(found.lines.length + found.unreadLines).toBe(lines);
    const above = text.split('\n').slice(0, found.lines.length).join('\n');
    expect(near(found, above)).toBeGreaterThanOrEqual(0.9);
  } finally {
    await hasty.close();
  }
}, 30_000);

test('a reader whose thread dies is over', async () => {
  const threads: Worker[] = [];
  const see = (thread: Worker) => threads.push(thread);
  process.on('worker', see);
  const mortal = await createTextReader().finally(() => process.off('worker', see));
  expect(mortal.isOver).toBe(false);
  await threads[0]?.terminate();
  await expect(mortal.read(await rasterOf(pictureOf(ZH)))).rejects.toThrow('ended');
  expect(mortal.isOver).toBe(true);
  await mortal.close();
}, 30_000);

test('a reader that was closed says so instead of reading nothing', async () => {
  const closed = await createTextReader();
  await closed.close();
  await expect(closed.read(await rasterOf(pictureOf(ZH)))).rejects.toThrow('ended');
}, 30_000);
