import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { memory } from '@tensorflow/tfjs-core';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Box } from '#lib/contract/vision.ts';
import { overlapOf } from '#lib/domain/vision/boxes.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { createDetector, type Detector } from './detector.ts';

const PACKAGE = join(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')), '..');
const ROOT = join(import.meta.dirname, '../../../../..');
const [FACES, OBJECTS, BOTH] = [
  { faces: true, objects: false },
  { faces: false, objects: true },
  { faces: true, objects: true },
];

/** Five large portraits below, two small faces at the left edge above; more that are smaller still. */
const portraits = () => sharp(join(PACKAGE, 'assets/screenshot-facedetect.jpg'));
/** Six rows of eighteen heads, and a strip of small photos above. */
const crowd = () => sharp(join(PACKAGE, 'assets/screenshot-facematch.jpg'));
const desk = () => sharp(join(ROOT, 'public/examples/vision/desk.webp'));
/** The package's own samples are text in a source file. */
function sample(name: 'face' | 'body'): Sharp {
  const source = readFileSync(join(PACKAGE, 'src/sample.ts'), 'utf8');
  const base64 = new RegExp(`const ${name}[^\`]*\`\\s*(?:data:image/jpeg;base64,)?([^\`]+)\``).exec(source)?.[1] ?? '';
  return sharp(Buffer.from(base64.replace(/\s/g, ''), 'base64'));
}

async function rasterOf(picture: Sharp): Promise<Raster> {
  const { data, info } = await picture.removeAlpha().toColourspace('srgb').raw().toBuffer({ resolveWithObject: true });
  return { widthPx: info.width, heightPx: info.height, rgb: data };
}

/** A raster whose pixels are told by their place. */
function drawn([widthPx, heightPx]: [number, number], at: (x: number, y: number) => readonly number[]): Raster {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) rgb.set(at(x, y), 3 * (y * widthPx + x));
  }
  return { widthPx, heightPx, rgb };
}

const box = (x: number, y: number, width: number, height: number): Box => ({ x, y, width, height });
/** How well the best of what was found agrees with where it is. */
const best = (found: readonly { readonly box: Box }[], truth: Box): number =>
  Math.max(0, ...found.map((one) => overlapOf(one.box, truth)));

/** By eye: from the brows to the chin, from cheek to cheek. */
const LARGE = [
  box(42, 368, 88, 98),
  box(198, 372, 88, 94),
  box(355, 376, 90, 94),
  box(500, 374, 92, 92),
  box(664, 376, 90, 92),
];
const SMALL = [box(25, 122, 22, 28), box(60, 120, 22, 28)];
/** Where the drawing has them. */
const ON_THE_DESK = [
  { label: 'clock', truth: box(848, 56, 224, 224) },
  { label: 'laptop', truth: box(260, 352, 602, 376) },
  { label: 'bottle', truth: box(1044, 300, 100, 368) },
  { label: 'cup', truth: box(884, 591, 178, 155) },
];

let detector: Detector;
const facesIn = async (picture: Sharp) => (await detector.detect(await rasterOf(picture), FACES)).faces ?? [];
const objectsIn = async (picture: Sharp) => (await detector.detect(await rasterOf(picture), OBJECTS)).objects ?? [];

beforeAll(async () => {
  detector = await createDetector();
}, 60_000);

describe('faces', { timeout: 60_000 }, () => {
  test('are found where they are, small ones in a larger picture too', async () => {
    const found = await facesIn(portraits());
    for (const truth of [...LARGE, ...SMALL]) expect(best(found, truth)).toBeGreaterThanOrEqual(0.5);
    expect(found.length).toBeLessThanOrEqual(LARGE.length + SMALL.length + 2);
  });

  test('of one that fills the picture, and of a person shown from head to foot', async () => {
    const [one, ...none] = await facesIn(sample('face'));
    expect(none).toEqual([]);
    expect(overlapOf(one?.box ?? box(0, 0, 0, 0), box(48, 45, 168, 178))).toBeGreaterThanOrEqual(0.5);
    const far = await facesIn(sample('body'));
    expect(far).toHaveLength(1);
    expect(best(far, box(545, 60, 92, 104))).toBeGreaterThanOrEqual(0.5);
  });

  test('of a crowd: nearly all, none twice', async () => {
    const found = (await facesIn(crowd())).filter(({ box: { y } }) => y > 280);
    const cells = new Set(
      found.map(({ box: { x, y, width, height } }) => {
        const [column, row] = [Math.floor((x + width / 2) / 106.67), Math.floor((y + height / 2 - 283) / 112.4)];
        return `${row}.${column}`;
      }),
    );
    expect(cells.size).toBe(found.length);
    expect(cells.size).toBeGreaterThanOrEqual(100);
  });

  test('move with the picture when it is mirrored or lies in a larger one', async () => {
    const found = await facesIn(portraits());
    const mirrored = await facesIn(portraits().flop());
    for (const { box: one } of found.filter(({ box: { width } }) => width > 60)) {
      expect(best(mirrored, { ...one, x: 800 - one.x - one.width })).toBeGreaterThanOrEqual(0.6);
    }
    const [alone] = await facesIn(sample('face'));
    const framed = sample('face').extend({ left: 310, top: 170, right: 90, bottom: 120, background: '#c8ccd0' });
    const [moved, ...none] = await facesIn(framed);
    expect(none).toEqual([]);
    const expected = { ...(alone?.box ?? box(0, 0, 0, 0)) };
    expect(
      best([moved ?? { box: box(0, 0, 0, 0) }], { ...expected, x: expected.x + 310, y: expected.y + 170 }),
    ).toBeGreaterThanOrEqual(0.6);
  });

  test('are told without saying whose: a confidence and a box, nothing else', async () => {
    const [one] = await facesIn(sample('face'));
    expect(Object.keys(one ?? {}).toSorted()).toEqual(['box', 'confidence']);
  });
});

describe('objects', { timeout: 60_000 }, () => {
  test('are found where they are, by name', async () => {
    const found = await objectsIn(desk());
    for (const { label, truth } of ON_THE_DESK) {
      const named = found.filter((one) => one.label === label && one.confidence >= 0.4);
      expect(best(named, truth), label).toBeGreaterThanOrEqual(0.5);
    }
    const person = await objectsIn(sample('body'));
    expect(person.map(({ label }) => label)).toEqual(['person']);
    expect(best(person, box(216, 9, 732, 1176))).toBeGreaterThanOrEqual(0.7);
  });

  test('move with the picture when it is mirrored or lies in a larger one', async () => {
    const mirrored = await objectsIn(desk().flop());
    const framed = await objectsIn(desk().extend({ left: 200, top: 90, right: 40, background: '#b0a898' }));
    for (const { label, truth } of ON_THE_DESK) {
      const named = (found: typeof mirrored) => found.filter((one) => one.label === label);
      expect(best(named(mirrored), { ...truth, x: 1280 - truth.x - truth.width }), label).toBeGreaterThanOrEqual(0.5);
      expect(best(named(framed), { ...truth, x: truth.x + 200, y: truth.y + 90 }), label).toBeGreaterThanOrEqual(0.5);
    }
  });
});

describe('a picture', { timeout: 60_000 }, () => {
  let seed = 7;
  const chance = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return (seed / 2 ** 31) * 255;
  };
  test.each<[string, Raster]>([
    ['black', drawn([640, 480], () => [0, 0, 0])],
    ['a gradient', drawn([900, 600], (x, y) => [(x / 900) * 255, (y / 600) * 255, 128])],
    ['noise', drawn([800, 600], () => [chance(), chance(), chance()])],
    [
      'hills under a sky',
      drawn([1000, 700], (x, y) => (y > 420 + 60 * Math.sin(x / 140) ? [60, 120, 60] : [140, 180 - y / 8, 230])),
    ],
  ])('of %s has neither faces nor objects', async (_, raster) => {
    expect(await detector.detect(raster, BOTH)).toEqual({ faces: [], objects: [] });
  });

  test('of faces that stand on their heads has none', async () => {
    expect(await facesIn(portraits().rotate(180))).toEqual([]);
  });

  test.each<[number, number]>([
    [1, 1],
    [3000, 1],
    [1, 3000],
    [17, 2],
  ])('of %i x %i pixels is looked at all the same', async (width, height) => {
    expect(
      await detector.detect(
        drawn([width, height], () => [90, 90, 90]),
        BOTH,
      ),
    ).toEqual({ faces: [], objects: [] });
  });

  test('is asked only for what is wanted, and leaves nothing behind in memory', async () => {
    const raster = await rasterOf(portraits());
    const before = memory().numTensors;
    expect(Object.keys(await detector.detect(raster, FACES))).toEqual(['faces']);
    expect(Object.keys(await detector.detect(raster, OBJECTS))).toEqual(['objects']);
    expect(await detector.detect(raster, { faces: false, objects: false })).toEqual({});
    await Promise.all([detector.detect(raster, BOTH), detector.detect(raster, BOTH)]);
    expect(memory().numTensors).toBe(before);
  });
});

test('runs in a plain Node, says nothing and asks no network', { timeout: 60_000 }, async () => {
  const program = `
    import net from 'node:net';
    const refuse = () => { throw new Error('the network was asked'); };
    globalThis.fetch = refuse; net.Socket.prototype.connect = refuse;
    const { createDetector } = await import('./lib/server/upstream/sandbox/vision/detector.ts');
    const detector = await createDetector();
    const raster = { widthPx: 64, heightPx: 64, rgb: new Uint8Array(64 * 64 * 3) };
    process.stdout.write(JSON.stringify(await detector.detect(raster, { faces: true, objects: true })));`;
  const child = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], { cwd: ROOT });
  expect(child).toEqual({ stdout: '{"objects":[],"faces":[]}', stderr: '' });
});
