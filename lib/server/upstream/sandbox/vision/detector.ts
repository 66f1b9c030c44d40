import type { Raster } from '#lib/domain/vision/raster.ts';
import { createFaceFinder, type FoundFace } from './blazeface.ts';
import { createObjectFinder, type FoundObject } from './centernet.ts';
import { useWasm } from './tensors.ts';

/** Finds what is asked for; a field that was not asked for is absent. Boxes are in pixels of the raster. */
export interface Detector {
  detect(
    raster: Raster,
    what: { readonly objects: boolean; readonly faces: boolean },
  ): Promise<{ objects?: FoundObject[]; faces?: FoundFace[] }>;
}

/**
 * Loads both models from the disk. For a process of its own: TensorFlow.js keeps its state for all of a process, and a
 * picture takes the whole of a core for some tenths of a second.
 */
export async function createDetector(): Promise<Detector> {
  await useWasm();
  const [findFaces, findObjects] = await Promise.all([createFaceFinder(), createObjectFinder()]);
  return {
    async detect(raster, what) {
      return {
        ...(what.objects && { objects: await findObjects(raster) }),
        ...(what.faces && { faces: await findFaces(raster) }),
      };
    },
  };
}
