import { tensor4d } from '@tensorflow/tfjs-core';
import type { Box } from '#lib/contract/vision.ts';
import { cutToPicture, shareInside, surest } from '#lib/domain/vision/boxes.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';
import { viewsOf } from '#lib/domain/vision/views.ts';
import { readModel, run, squareOf } from './tensors.ts';

export interface FoundFace {
  readonly confidence: number;
  readonly box: Box;
}

const SIDE_PX = 256;
/** Whether there is a face at an anchor, and where: of the fine grid, then of the coarse one. */
const OUTPUTS = ['Identity', 'Identity_2', 'Identity_1', 'Identity_3'];
const GRIDS = [
  { cells: 16, anchors: 2 },
  { cells: 8, anchors: 6 },
];
/** Box and six points of the face, two numbers each. */
const NUMBERS_PER_ANCHOR = 16;

const MIN_CONFIDENCE = 0.55;
/** Of a face in the square. Smaller ones are guesses, and not quite where they are said to be. */
const MIN_FACE_PX = 13;
/** A face is found in several views, sometimes cut by a view's edge. */
const SAME_FACE = 0.4;

/** MediaPipe's BlazeFace: where faces are, not whose. */
export async function createFaceFinder(): Promise<(raster: Raster) => Promise<FoundFace[]>> {
  const model = await readModel('blazeface');
  return async (raster) => {
    const size = { width: raster.widthPx, height: raster.heightPx };
    const found: FoundFace[] = [];
    for (const view of viewsOf(size)) {
      const { rgb, scale } = await squareOf(raster, { view, sidePx: SIDE_PX });
      const input = tensor4d(Float32Array.from(rgb, (byte) => byte / 127.5 - 1), [1, SIDE_PX, SIDE_PX, 3]);
      for (const { confidence, box } of facesOf(await run(model, input, OUTPUTS))) {
        const cut = cutToPicture(
          {
            x: view.x + box.x / scale,
            y: view.y + box.y / scale,
            width: box.width / scale,
            height: box.height / scale,
          },
          size,
        );
        if (cut !== undefined) found.push({ confidence, box: cut });
      }
    }
    return surest(found, (one, other) => shareInside(one.box, other.box) > SAME_FACE);
  };
}

/** In pixels of the square. */
function facesOf(outputs: readonly Float32Array[]): FoundFace[] {
  return GRIDS.flatMap(({ cells, anchors }, grid) => {
    const [scores, places] = [outputs[2 * grid], outputs[2 * grid + 1]];
    if (scores === undefined || places === undefined) return [];
    const cellPx = SIDE_PX / cells;
    return Array.from(scores).flatMap((score, index) => {
      const confidence = 1 / (1 + Math.exp(-score));
      const [x, y, width, height] = places.subarray(index * NUMBERS_PER_ANCHOR);
      if (confidence < MIN_CONFIDENCE || x === undefined || y === undefined) return [];
      if (width === undefined || height === undefined || Math.max(width, height) < MIN_FACE_PX) return [];
      const cell = Math.floor(index / anchors);
      const [middleX, middleY] = [((cell % cells) + 0.5) * cellPx + x, (Math.floor(cell / cells) + 0.5) * cellPx + y];
      return [{ confidence, box: { x: middleX - width / 2, y: middleY - height / 2, width, height } }];
    });
  });
}
