import { tensor4d } from '@tensorflow/tfjs-core';
import type { Box } from '#lib/contract/vision.ts';
import { cutToPicture, overlapOf, surest } from '#lib/domain/vision/boxes.ts';
import { COCO_LABELS } from '#lib/domain/vision/coco.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { readModel, run, squareOf } from './tensors.ts';

export interface FoundObject {
  readonly label: string;
  readonly confidence: number;
  readonly box: Box;
}

const SIDE_PX = 512;
/** The 100 places where something is most likely: left, top, right, bottom, confidence, class. */
const OUTPUT = 'tower_0/detections';
const NUMBERS_PER_PLACE = 6;

const MIN_CONFIDENCE = 0.35;
/** One thing seen twice, and one thing called by two names. */
const SAME_OBJECT = 0.5;
const SAME_PLACE = 0.8;

/** CenterNet on MobileNet v3: things of the 80 classes of COCO, and where they are. */
export async function createObjectFinder(): Promise<(raster: Raster) => Promise<FoundObject[]>> {
  const model = await readModel('centernet');
  return async (raster) => {
    const size = { width: raster.widthPx, height: raster.heightPx };
    const { rgb, scale } = await squareOf(raster, { view: { x: 0, y: 0, ...size }, sidePx: SIDE_PX });
    const input = tensor4d(Float32Array.from(rgb), [1, SIDE_PX, SIDE_PX, 3]);
    const [places = new Float32Array()] = await run(model, input, [OUTPUT]);
    const found = Array.from({ length: places.length / NUMBERS_PER_PLACE }, (_, index) => {
      const [left = 0, top = 0, right = 0, bottom = 0, confidence = 0, kind = -1] = places.subarray(
        index * NUMBERS_PER_PLACE,
      );
      const label = COCO_LABELS[kind];
      const [x, y] = [left / scale, top / scale];
      const box = cutToPicture({ x, y, width: right / scale - x, height: bottom / scale - y }, size);
      return label === undefined || box === undefined || confidence < MIN_CONFIDENCE
        ? undefined
        : { label, confidence, box };
    }).filter((one) => one !== undefined);
    return surest(
      found,
      (one, other) => overlapOf(one.box, other.box) > (one.label === other.label ? SAME_OBJECT : SAME_PLACE),
    );
  };
}
