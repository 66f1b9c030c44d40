import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import sharp from 'sharp';
import { findChromium, NO_CHROMIUM } from './chromium.ts';
import { type FixtureLanguage, LANGUAGES, PASSAGES } from './ocr-fixture-texts.ts';

/**
 * Draws the pictures that the text reader is measured on, and writes down what they say and where. Run by hand, on a
 * Debian with the fonts (`fonts-noto-cjk fonts-wqy-zenhei fonts-arphic-ukai fonts-liberation fonts-dejavu-core`); the
 * tests use what it wrote.
 */

const FOLDER = join(import.meta.dirname, '../lib/server/upstream/sandbox/vision/fixtures/ocr');

/** The Latin font first: it has no ideographs, so that these come from the second. */
const FONTS = [
  { name: 'sans', families: ['Noto Sans CJK SC'] },
  { name: 'serif', families: ['Liberation Serif', 'Noto Serif CJK SC'] },
  { name: 'hei', families: ['DejaVu Sans', 'WenQuanYi Zen Hei'] },
  { name: 'kai', families: ['Liberation Sans', 'AR PL UKai CN'] },
] as const;
const SIZES = [20, 28, 40] as const;
const POLARITIES = ['dark', 'light'] as const;

/** Ink and ground, in turn over the pictures of a polarity. */
const COLOURS = {
  dark: [
    ['#000000', '#ffffff'],
    ['#1f2937', '#f1f5f9'],
    ['#7c2d12', '#fef3c7'],
    ['#1e40af', '#ffffff'],
    ['#4b5563', '#f9fafb'],
  ],
  light: [
    ['#ffffff', '#000000'],
    ['#e2e8f0', '#1e293b'],
    ['#fde68a', '#7f1d1d'],
    ['#ffffff', '#1d4ed8'],
    ['#f0fdf4', '#166534'],
  ],
} as const;

interface Picture {
  readonly language: FixtureLanguage;
  readonly font: (typeof FONTS)[number];
  readonly sizePx: number;
  readonly polarity: (typeof POLARITIES)[number];
  readonly colours: readonly [ink: string, ground: string];
  readonly lines: readonly string[];
}

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

function pictures(): Picture[] {
  const looks = FONTS.flatMap((font) =>
    SIZES.flatMap((sizePx) => POLARITIES.map((polarity) => ({ font, sizePx, polarity }))),
  );
  return LANGUAGES.flatMap((language, turn) =>
    looks.flatMap((look, index) => {
      const lines = PASSAGES[language][index];
      const pairs = COLOURS[look.polarity];
      const colours = pairs[((index >> 1) + turn) % pairs.length];
      return lines === undefined || colours === undefined ? [] : [{ ...look, language, lines, colours }];
    }),
  );
}

const escaped = (text: string) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');

function html({ font, sizePx, colours: [ink, ground], lines, language }: Picture): string {
  const families = font.families.map((family) => `"${family}"`).join(',');
  return `<!doctype html><html lang="${language === 'en' ? 'en' : 'zh-CN'}"><meta charset="utf-8"><style>
    * { margin: 0 } html { background: ${ground} }
    main { display: inline-block; padding: ${sizePx}px; color: ${ink}; font: ${sizePx}px/1.5 ${families} }
    p { white-space: pre; width: fit-content }
  </style><main>${lines.map((line) => `<p>${escaped(line)}</p>`).join('')}</main>`;
}

/** The smallest box of what differs from the ground by a quarter of the ink or more, within one line's own box. */
async function inkBox(png: Buffer, row: Box): Promise<Box> {
  const left = Math.max(0, Math.floor(row.x) - 8);
  const area = { left, top: Math.round(row.y), width: Math.ceil(row.width) + 16, height: Math.round(row.height) };
  const { data, info } = await sharp(png).extract(area).greyscale().raw().toBuffer({ resolveWithObject: true });
  const ground = data[0] ?? 0;
  const furthest = data.reduce((most, value) => Math.max(most, Math.abs(value - ground)), 0);
  let [x0, y0, x1, y1] = [info.width, info.height, -1, -1];
  for (const [index, value] of data.entries()) {
    if (Math.abs(value - ground) < furthest / 4) continue;
    const [x, y] = [index % info.width, Math.floor(index / info.width)];
    [x0, y0, x1, y1] = [Math.min(x0, x), Math.min(y0, y), Math.max(x1, x), Math.max(y1, y)];
  }
  return { x: area.left + x0, y: area.top + y0, width: x1 - x0 + 1, height: y1 - y0 + 1 };
}

async function draw(page: Page, picture: Picture) {
  await page.setContent(html(picture));
  await page.evaluate(() => document.fonts.ready);
  const png = await page.locator('main').screenshot();
  const rows = await page
    .locator('p')
    .evaluateAll((paragraphs) => paragraphs.map((each) => each.getBoundingClientRect().toJSON()));
  const boxes = await Promise.all(rows.map((row) => inkBox(png, row)));
  const { language, font, sizePx, polarity } = picture;
  const file = `${language}-${font.name}-${sizePx}-${polarity}.png`;
  await sharp(png)
    .png({ palette: true, colours: 64, compressionLevel: 9, effort: 10, dither: 0 })
    .toFile(join(FOLDER, file));
  const lines = picture.lines.map((text, index) => ({ text, box: boxes[index] }));
  return { file, language, font: font.name, sizePx, polarity, lines };
}

const executablePath = findChromium();
if (executablePath === undefined) throw new Error(NO_CHROMIUM);
await rm(FOLDER, { recursive: true, force: true });
await mkdir(FOLDER, { recursive: true });
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-lcd-text'] });
try {
  const page = await browser.newPage({ deviceScaleFactor: 1, viewport: { width: 1280, height: 800 } });
  const truth: Awaited<ReturnType<typeof draw>>[] = [];
  for (const picture of pictures()) truth.push(await draw(page, picture));
  await writeFile(join(FOLDER, 'truth.json'), `${JSON.stringify(truth, null, 2)}\n`);
} finally {
  await browser.close();
}
