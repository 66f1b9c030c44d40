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

/** Faces that stand on their heads come to 0.58, patterns to less. */
const MIN_CONFIDENCE = 0.6;
/** From here on it may be a face: one of 40 pixels in a picture of 1,280 comes to 0.4, seen as a whole. */
const HINT = 0.15;
/** Of a face in the square. Smaller ones are guesses, and not quite where they are said to be. */
const MIN_FACE_PX = 13;
/** A face is found in several views, sometimes cut by a view's edge. */
const SAME_FACE = 0.4;

const isSame = (one: FoundFace, other: FoundFace): boolean => shareInside(one.box, other.box) > SAME_FACE;

function holds(view: Box, { box: { x, y, width, height } }: FoundFace): boolean {
  const [right, down] = [x + width / 2 - view.x, y + height / 2 - view.y];
  return right >= 0 && down >= 0 && right <= view.width && down <= view.height;
}

/** MediaPipe's BlazeFace: where faces are, not whose. A part of the picture is looked at when the whole hints at a face. */
export async function createFaceFinder(): Promise<(raster: Raster) => Promise<FoundFace[]>> {
  const model = await readModel('blazeface');

  /** What may be faces, in pixels of the picture, and which of these are. */
  async function look(raster: Raster, view: Box) {
    const { rgb, scale } = await squareOf(raster, { view, sidePx: SIDE_PX });
    const input = tensor4d(
      Float32Array.from(rgb, (byte) => byte / 127.5 - 1),
      [1, SIDE_PX, SIDE_PX, 3],
    );
    const size = { width: raster.widthPx, height: raster.heightPx };
    const hints = candidatesOf(await run(model, input, OUTPUTS)).flatMap(({ confidence, box }) => {
      const [x, y] = [view.x + box.x / scale, view.y + box.y / scale];
      const cut = cutToPicture({ x, y, width: box.width / scale, height: box.height / scale }, size);
      return cut === undefined
        ? []
        : [{ confidence, box: cut, isLarge: Math.max(box.width, box.height) >= MIN_FACE_PX }];
    });
    const faces = hints.filter(({ confidence, isLarge }) => isLarge && confidence >= MIN_CONFIDENCE);
    return { hints, faces: faces.map(({ confidence, box }) => ({ confidence, box })) };
  }

  return async (raster) => {
    const [whole, ...parts] = viewsOf({ width: raster.widthPx, height: raster.heightPx });
    if (whole === undefined) return [];
    const { hints, faces } = await look(raster, whole);
    const open = hints.filter((hint) => !faces.some((face) => isSame(face, hint)));
    const found = [...faces];
    for (const part of parts.filter((one) => open.some((hint) => holds(one, hint)))) {
      found.push(...(await look(raster, part)).faces);
    }
    return surest(found, isSame);
  };
}

/** In pixels of the square. */
function candidatesOf(outputs: readonly Float32Array[]): FoundFace[] {
  return GRIDS.flatMap(({ cells, anchors }, grid) => {
    const [scores, places] = [outputs[2 * grid], outputs[2 * grid + 1]];
    if (scores === undefined || places === undefined) return [];
    const cellPx = SIDE_PX / cells;
    return Array.from(scores).flatMap((score, index) => {
      const confidence = 1 / (1 + Math.exp(-score));
      const [x, y, width, height] = places.subarray(index * NUMBERS_PER_ANCHOR);
      if (confidence < HINT || x === undefined || y === undefined) return [];
      if (width === undefined || height === undefined) return [];
      const cell = Math.floor(index / anchors);
      const [middleX, middleY] = [((cell % cells) + 0.5) * cellPx + x, (Math.floor(cell / cells) + 0.5) * cellPx + y];
      return [{ confidence, box: { x: middleX - width / 2, y: middleY - height / 2, width, height } }];
    });
  });
}
