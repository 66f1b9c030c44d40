import type { Locator, Page } from '@playwright/test';
import { sendJson, startFakeUpstream } from './support/fake-upstream.ts';
import { pngOf } from './support/pictures.ts';
import {
  analysisOf,
  COLOUR_NAMES,
  type Colour,
  pixelsOf,
  type Rectangle,
  rectanglesIn,
  SHARES,
  turnedPicture,
} from './support/rectangles.ts';
import { expect, test } from './support/test.ts';

const full = process.env.FULL === '1';

/** A small one, one that fits, and one that the page makes smaller before it is sent. */
const SIZES = [
  [320, 200],
  [900, 1_200],
  [2_600, 1_700],
] as const;
const ZOOMS = [0.5, 0.75, 1, 1.5, 2, 3] as const;
const ORIENTATIONS = [1, 2, 3, 4, 5, 6, 7, 8] as const;

/** Every orientation and size; of the zooms, where time is short, one each by turns. */
const CASES = ORIENTATIONS.flatMap((orientation, at) =>
  SIZES.flatMap((size, of) => {
    const zooms = ZOOMS.filter((_, index) => full || index === (at + 2 * of) % ZOOMS.length);
    return full || (at + of) % SIZES.length === 0 ? [{ orientation, size, zooms }] : [];
  }),
);

const view = (page: Page): Locator => page.locator('section', { has: page.locator('img[draggable=false]') }).last();
const zoomTo = (page: Page, scale: number) => page.getByRole('combobox', { name: '缩放' }).selectOption(String(scale));

async function open(
  page: Page,
  startConsole: (env: Record<string, string>) => Promise<{ url: string }>,
  answer: (image: unknown) => unknown,
) {
  const upstream = await startFakeUpstream();
  for (const model of ['undefined', 'ruijing-vision']) {
    upstream.script(
      model,
      async (response, { body }) => sendJson(response, await answer(body.image ?? body.image_url)),
      '/v1/vision/analyze',
    );
  }
  const { url } = await startConsole({ RUIJING_TIMEOUTS: '{}', RUIJING_API_KEY: 'k', RUIJING_BASE_URL: upstream.url });
  await page.goto(`${url}/vision`);
  return upstream;
}

/** Lines and labels away, or back; the picture stays as it is. */
const showLines = (page: Page, shown: boolean) =>
  page.evaluate(
    (visibility) => {
      for (const over of document.querySelectorAll<HTMLElement>('[role=listbox]')) over.style.visibility = visibility;
      for (const label of document.querySelectorAll<HTMLElement>('[data-label]')) {
        if (label.parentElement !== null) label.parentElement.style.visibility = 'hidden';
      }
    },
    shown ? '' : 'hidden',
  );

interface Seen {
  /** Where a box is laid out, in CSS pixels of the window. */
  readonly box: Rectangle;
  /** Where the colour that it is around is painted. */
  readonly painted: Rectangle;
  /** Around everything that the box's line changes. */
  readonly line: Rectangle;
  /** Where it begins, as a share of the picture's width. */
  readonly share: number;
}

interface Magnified {
  /** Device pixels a CSS pixel. */
  readonly scale: number;
  /** CSS pixels a picture pixel. */
  readonly zoom: number;
}

/** Edges of a JPEG are smeared over so many of its pixels, on each side. */
const SMEARED_PX = 3;

/** Brings a box into the middle of the view, and looks. */
async function lookAt(page: Page, colour: Colour, { scale, zoom }: Magnified): Promise<Seen> {
  const option = page.getByRole('option', { name: new RegExp(colour) }).locator('rect');
  const { share, ...box } = await option.evaluate((element) => {
    const scroller = element.closest('section');
    const outer = scroller?.getBoundingClientRect();
    const at = element.getBoundingClientRect();
    if (scroller !== null && outer !== undefined) {
      scroller.scrollBy(
        at.x + at.width / 2 - outer.x - outer.width / 2,
        at.y + at.height / 2 - outer.y - outer.height / 2,
      );
    }
    const { x, y, width, height } = element.getBoundingClientRect();
    const picture = scroller?.querySelector('img')?.getBoundingClientRect();
    return { x, y, width, height, share: (x - (picture?.x ?? 0)) / (picture?.width ?? 1) };
  });
  const clip = {
    ...{ x: Math.floor(box.x) - 12, y: Math.floor(box.y) - 12 },
    ...{ width: Math.ceil(box.width) + 24, height: Math.ceil(box.height) + 24 },
  };
  const toCss = ({ x, y, width, height }: Rectangle) => ({
    ...{ x: clip.x + x / scale, y: clip.y + y / scale },
    ...{ width: width / scale, height: height / scale },
  });
  await showLines(page, false);
  const bare = await pixelsOf(await page.screenshot({ clip, scale: 'device' }));
  await showLines(page, true);
  const lined = await pixelsOf(await page.screenshot({ clip, scale: 'device' }));
  const painted = rectanglesIn(bare, Math.ceil(SMEARED_PX * Math.max(1, zoom) * scale)).get(colour);
  if (painted === undefined) throw new Error(`No ${colour} is painted at ${JSON.stringify(clip)}`);
  let [left, top, right, bottom] = [bare.width, bare.height, -1, -1];
  for (let at = 0; at < bare.data.length; at += 3) {
    const [x, y] = [(at / 3) % bare.width, Math.floor(at / 3 / bare.width)];
    const isChanged = [0, 1, 2].some(
      (part) => Math.abs((bare.data[at + part] ?? 0) - (lined.data[at + part] ?? 0)) > 60,
    );
    if (isChanged)
      [left, top, right, bottom] = [Math.min(left, x), Math.min(top, y), Math.max(right, x), Math.max(bottom, y)];
  }
  const line = toCss({ x: left, y: top, width: right - left + 1, height: bottom - top + 1 });
  return { box, painted: toCss(painted), line, share };
}

const edges = ({ x, y, width, height }: Rectangle) => [x, y, x + width, y + height];
/** Half of the line's width. */
const BEYOND = [-2, -2, 2, 2];

for (const scale of [1, 2, 3]) {
  test.describe(`at ${scale} device pixels a CSS pixel`, () => {
    test.use({ deviceScaleFactor: scale, viewport: { width: 1_700, height: 1_000 } });

    test('boxes are where the picture shows what they are around, however it is turned, sized and zoomed', async ({
      page,
      startConsole,
    }) => {
      test.setTimeout(full ? 1_800_000 : 120_000);
      const upstream = await open(page, startConsole, analysisOf);
      let [worst, looks] = [0, 0];
      for (const { orientation, size, zooms } of CASES) {
        const name = `${size.join('x')}-${orientation}.jpg`;
        const buffer = await turnedPicture(size[0], size[1], orientation);
        await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'image/jpeg', buffer });
        await expect(page.getByRole('heading', { name })).toBeVisible();
        await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(4);
        await expect(page.getByRole('img', { name }).last()).toBeVisible();
        for (const zoom of zooms) {
          await zoomTo(page, zoom);
          await page.mouse.move(0, 0);
          // Each in its turn: a box has four corners, and every combination one box.
          const colour = COLOUR_NAMES[looks++ % COLOUR_NAMES.length] ?? 'red';
          const { box, painted, line, share } = await lookAt(page, colour, { scale, zoom });
          const where = `${name} at ${zoom}: ${colour}`;
          // Upright: however the pixels of the file lie, each is in its own quarter.
          expect(Math.abs(share - SHARES[colour].x), where).toBeLessThanOrEqual(0.005);
          for (const [index, truth] of edges(painted).entries()) {
            const off = Math.abs((edges(box)[index] ?? Number.NaN) - truth);
            worst = Math.max(worst, off);
            expect(off, where).toBeLessThanOrEqual(1);
            expect(
              Math.abs((edges(line)[index] ?? Number.NaN) - truth - (BEYOND[index] ?? 0)),
              `${where}, its line`,
            ).toBeLessThanOrEqual(1);
          }
        }
      }
      test.info().annotations.push({ type: 'worst', description: `${worst.toFixed(2)} CSS pixels` });
      await upstream.close();
    });
  });
}

const MANY = 300;
const [WIDTH, HEIGHT] = [2_000, 1_500];

const manyBoxes = () => ({
  ...{ object: 'vision.analysis', model: 'ruijing-vision', image: { width: WIDTH, height: HEIGHT } },
  objects: Array.from({ length: MANY }, (_, at) => ({
    ...{ label: `thing ${at}`, confidence: 0.5 + (at % 50) / 100 },
    box: {
      x: (at * 7919) % (WIDTH - 120),
      y: (at * 104_729) % (HEIGHT - 90),
      width: 40 + (at % 80),
      height: 40 + (at % 50),
    },
  })),
});

const png = () => ({ name: 'many.png', mimeType: 'image/png', buffer: pngOf(WIDTH, HEIGHT) });

test('300 boxes are zoomed and panned without a task that holds up the page', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  test.setTimeout(120_000);
  const upstream = await open(page, startConsole, manyBoxes);
  await page.locator('input[type=file]').setInputFiles(png());
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(MANY);
  const middle = await view(page).boundingBox();
  if (middle === null) throw new Error('There is no view');
  await page.mouse.move(middle.x + middle.width / 2, middle.y + middle.height / 2);
  await page.evaluate(() => {
    const long: number[] = [];
    new PerformanceObserver((list) => long.push(...list.getEntries().map(({ duration }) => duration))).observe({
      type: 'longtask',
    });
    Object.assign(window, { takeLong: () => long.splice(0) });
  });
  const nextFrame = () =>
    page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve))));
  const centre = [middle.x + middle.width / 2, middle.y + middle.height / 2] as const;
  const wheel = (x: number, y: number) => () => page.mouse.wheel(x, y);
  const times = (count: number, step: (index: number) => () => Promise<void>) =>
    Array.from({ length: count }, (_, index) => step(index));
  const acts: Readonly<Record<string, readonly (() => Promise<unknown>)[]>> = {
    zoomed: [
      () => page.keyboard.down('Control'),
      ...times(12, () => wheel(0, -80)),
      ...times(12, () => wheel(0, 80)),
      () => page.keyboard.up('Control'),
      ...ZOOMS.map((zoom) => () => zoomTo(page, zoom)),
    ],
    panned: [
      () => zoomTo(page, 2),
      ...times(20, () => wheel(40, 30)),
      () => page.mouse.down(),
      ...times(20, (index) => () => page.mouse.move(centre[0] - 12 * (index + 1), centre[1])),
      () => page.mouse.up(),
    ],
  };
  for (const [what, steps] of Object.entries(acts)) {
    // The best of five of each step: what else the machine does meanwhile is no part of it.
    const best = steps.map(() => Number.POSITIVE_INFINITY);
    for (let round = 0; round < 5; round++) {
      await page.mouse.move(...centre);
      await page.evaluate('takeLong()');
      for (const [index, step] of steps.entries()) {
        await step();
        await nextFrame();
        const longest = Math.max(0, ...(await page.evaluate<number[]>('takeLong()')));
        best[index] = Math.min(best[index] ?? 0, longest);
      }
    }
    const worst = Math.max(...best);
    test.info().annotations.push({ type: `longest task, ${what}`, description: `${worst} ms` });
    expect(worst, what).toBeLessThanOrEqual(50);
  }
  await upstream.close();
});

test('every box is reached and read by keyboard, and the keys zoom', async ({ page, startConsole }) => {
  const upstream = await open(page, startConsole, analysisOf);
  const buffer = await turnedPicture(900, 600, 1);
  await page.locator('input[type=file]').setInputFiles({ name: 'four.jpg', mimeType: 'image/jpeg', buffer });
  const focused = page.locator('[role=option]:focus');
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(4);
  await view(page).focus();
  await page.keyboard.press('Tab');
  await expect(focused).toHaveAccessibleName(/^red，90%，位置 54, 48，大小 90 × 72$/);
  await expect(focused).toHaveAttribute('aria-selected', 'true');
  for (const [key, name] of [
    ['ArrowRight', /^cyan/],
    ['ArrowDown', /^yellow/],
    ['ArrowLeft', /^blue/],
    ['ArrowUp', /^red/],
    ['End', /^blue|^yellow/],
    ['Home', /^red/],
    ['PageDown', /^cyan/],
  ] as const) {
    await page.keyboard.press(key);
    await expect(focused).toHaveAccessibleName(name);
  }
  const zoom = page.getByRole('combobox', { name: '缩放' });
  await page.keyboard.press('0');
  await expect(zoom).toHaveValue('fit');
  await zoom.selectOption('1');
  await focused.or(view(page)).first().focus();
  await page.keyboard.press('+');
  await expect(zoom).toHaveValue('own');
  await page.keyboard.press('-');
  await expect(zoom).toHaveValue('1');
  await upstream.close();
});

test('text in the picture is selected and copied in the order of reading', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const line = (text: string, x: number, y: number) => ({
    text,
    confidence: 0.9,
    box: { x, y, width: 90, height: 20 },
  });
  const answer = {
    ...{ object: 'vision.analysis', model: 'ruijing-vision', image: { width: 400, height: 200 } },
    text: {
      content: '',
      lines: [line('二行', 20, 60), line('BIG', 20, 20), line('SALE', 130, 22), line('末尾', 112, 60)],
    },
  };
  const upstream = await open(page, startConsole, () => answer);
  await page
    .locator('input[type=file]')
    .setInputFiles({ name: 'text.png', mimeType: 'image/png', buffer: pngOf(400, 200) });
  await expect(page.getByRole('listbox').getByRole('option')).toHaveCount(4);
  await page.getByRole('button', { name: '选择文字' }).click();
  const copied = await page.evaluate(() => {
    const layer = document.querySelector('[data-selectable]');
    if (layer === null) return;
    getSelection()?.selectAllChildren(layer);
    const event = new ClipboardEvent('copy', { bubbles: true, cancelable: true, clipboardData: new DataTransfer() });
    layer.querySelector('[data-text]')?.dispatchEvent(event);
    return event.clipboardData?.getData('text/plain');
  });
  expect(copied).toBe('BIG SALE\n二行末尾');
  await upstream.close();
});
