import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeAll, describe, expect, test } from 'vitest';
import { barePicture } from '#lib/domain/vision/bare-picture.ts';
import { overlapOf } from '#lib/domain/vision/boxes.ts';
import { EXAMPLES, type Example } from '#lib/domain/vision/examples.ts';
import { imageSize } from '#lib/domain/vision/image-size.ts';
import { createDetector, type Detector } from './detector.ts';

const PUBLIC = join(import.meta.dirname, '../../../../../public');
const KIB = 1024;

/** Where the drawing has them: from the brows to the chin. */
const FACES = [
  { x: 200, y: 339, width: 200, height: 210 },
  { x: 549, y: 300, width: 212, height: 223 },
  { x: 902, y: 355, width: 196, height: 206 },
];

let detector: Detector;
async function look(id: Example['id']) {
  const bytes = readFileSync(join(PUBLIC, EXAMPLES.find((one) => one.id === id)?.src ?? ''));
  const { data, info } = await sharp(bytes).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return detector.detect({ widthPx: info.width, heightPx: info.height, rgb: data }, { faces: true, objects: true });
}

beforeAll(async () => {
  detector = await createDetector();
}, 60_000);

describe('an example', { timeout: 60_000 }, () => {
  test.each(EXAMPLES)(
    '$id is there, as large as is said, small to load, and says nothing beside its picture',
    (example) => {
      const bytes = readFileSync(join(PUBLIC, example.src));
      expect(imageSize(bytes)).toEqual({ width: example.widthPx, height: example.heightPx });
      expect(bytes.length).toBeLessThanOrEqual(200 * KIB);
      expect(barePicture(bytes)?.bytes.length).toBe(bytes.length);
      const thumb = readFileSync(join(PUBLIC, example.thumb));
      const { width = 0, height = 0 } = imageSize(thumb) ?? {};
      expect(width / height).toBeCloseTo(example.widthPx / example.heightPx, 1);
      expect(thumb.length).toBeLessThanOrEqual(15 * KIB);
      expect(barePicture(thumb)?.bytes.length).toBe(thumb.length);
    },
  );

  test('of three portraits has three faces, where they were drawn', async () => {
    const { faces = [] } = await look('portraits');
    expect(faces).toHaveLength(FACES.length);
    for (const truth of FACES) {
      expect(Math.max(...faces.map(({ box }) => overlapOf(box, truth)))).toBeGreaterThanOrEqual(0.5);
    }
  });

  test('of a desk has four things or more that are surely seen, and no face', async () => {
    const { objects = [], faces } = await look('desk');
    const sure = objects.filter(({ confidence }) => confidence >= 0.4).map(({ label }) => label);
    expect(sure).toEqual(expect.arrayContaining(['clock', 'laptop', 'bottle', 'cup']));
    expect(faces).toEqual([]);
  });

  test.each(['receipt', 'poster'] as const)('of writing, as %s, has no face', async (id) => {
    expect((await look(id)).faces).toEqual([]);
  });
});
