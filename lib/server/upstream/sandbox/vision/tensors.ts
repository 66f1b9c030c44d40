import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { setWasmPaths } from '@tensorflow/tfjs-backend-wasm';
import { type GraphModel, loadGraphModel } from '@tensorflow/tfjs-converter';
import { enableProdMode, env, setBackend, type Tensor } from '@tensorflow/tfjs-core';
import sharp from 'sharp';
import * as z from 'zod/mini';
import type { Box } from '#lib/contract/vision.ts';
import type { Raster } from '#lib/domain/vision/raster.ts';

const { resolve } = createRequire(import.meta.url);
/** Of the package that has the models its models alone are read; its program, which could do more, is never loaded. */
const MODELS = join(dirname(resolve('@vladmandic/human')), '..', 'models');
const WASM = `${dirname(resolve('@tensorflow/tfjs-backend-wasm'))}/`;

/** Makes WebAssembly what TensorFlow.js computes with in this process. */
export async function useWasm(): Promise<void> {
  enableProdMode();
  setWasmPaths(WASM);
  // Its threads come from a blob: address, which Node's workers do not take.
  env().set('WASM_HAS_MULTITHREAD_SUPPORT', false);
  if (!(await setBackend('wasm'))) throw new Error('TensorFlow.js has no WebAssembly backend here');
}

const modelSchema = z.looseObject({
  modelTopology: z.looseObject({}),
  weightsManifest: z.array(
    z.looseObject({
      weights: z.array(
        z.looseObject({
          name: z.string(),
          shape: z.array(z.number()),
          dtype: z.enum(['float32', 'int32', 'bool']),
        }),
      ),
    }),
  ),
});

/** Reads one of the package's models from the disk: nothing is fetched. */
export async function readModel(name: 'blazeface' | 'centernet'): Promise<GraphModel> {
  const [json, weights] = await Promise.all([
    readFile(join(MODELS, `${name}.json`), 'utf8'),
    readFile(join(MODELS, `${name}.bin`)),
  ]);
  const { modelTopology, weightsManifest } = modelSchema.parse(JSON.parse(json));
  const weightData = Uint8Array.from(weights).buffer;
  const weightSpecs = weightsManifest.flatMap(({ weights: specs }) => specs);
  return await loadGraphModel({ load: async () => ({ modelTopology, weightSpecs, weightData }) });
}

/** What lies in a view, in a square's top left corner. */
export interface Square {
  readonly rgb: Uint8Array;
  /** Pixels of the square for one of the picture. */
  readonly scale: number;
}

/** Makes a view as large as fits into a square; what is left of that is grey. */
export async function squareOf({ rgb, widthPx, heightPx }: Raster, { view, sidePx }: { view: Box; sidePx: number }) {
  const scale = sidePx / Math.max(view.width, view.height);
  const data = await sharp(rgb, { raw: { width: widthPx, height: heightPx, channels: 3 } })
    .extract({ left: view.x, top: view.y, width: view.width, height: view.height })
    .resize(sidePx, sidePx, { fit: 'contain', position: 'left top', background: '#808080', kernel: 'linear' })
    .raw()
    .toBuffer();
  return { rgb: data, scale } satisfies Square;
}

/** Runs a model once. What it answers and what it was given are disposed of, also when it fails. */
export async function run(model: GraphModel, input: Tensor, outputs: readonly string[]): Promise<Float32Array[]> {
  const made: Tensor[] = [input];
  try {
    const answered = model.execute(input, [...outputs]);
    made.push(...[answered].flat());
    return await Promise.all([answered].flat().map(async (tensor) => Float32Array.from(await tensor.data())));
  } finally {
    for (const tensor of made) tensor.dispose();
  }
}
