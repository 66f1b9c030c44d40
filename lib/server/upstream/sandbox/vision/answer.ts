import { ApiError } from '#lib/contract/errors.ts';
import {
  DEFAULT_VISION_MODEL,
  parseImageSource,
  type VisionRequest,
  visionRequestSchema,
} from '#lib/contract/vision.ts';
import type { LoadOptions, RemotePictures } from '#lib/server/remote-picture.ts';
import { invalid } from '#lib/server/upstream/sandbox/check.ts';
import { findModel } from '#lib/server/upstream/sandbox/models.ts';
import type { Vision } from './vision.ts';

const KNOWN_FIELDS = new Set(Object.keys(visionRequestSchema.shape));

export interface Eyes {
  readonly vision: Vision;
  /** Loads pictures that lie elsewhere. */
  readonly pictures: RemotePictures;
}

/**
 * The sandbox's answer to `POST /v1/vision/analyze`.
 *
 * @throws ApiError 400 or 404 for what the sandbox does not accept, naming the field, and whatever is wrong with the picture
 */
export async function lookAt(request: VisionRequest, { vision, pictures }: Eyes, signal: AbortSignal) {
  const model = check(request);
  const { features, image, image_url } = request;
  const param = image === undefined ? 'image_url' : 'image';
  const bytes = await bytesOf(image ?? image_url ?? '', pictures, { param, signal });
  const analysis = await vision.analyse(bytes, { features, param, signal });
  return { object: 'vision.analysis', model, ...analysis, usage: { total_tokens: 0 } } as const;
}

function check(request: VisionRequest): string {
  const name = request.model ?? DEFAULT_VISION_MODEL;
  const model = findModel(name);
  if (model === undefined) {
    const message = `There is no model '${name}'. GET /v1/models lists those there are.`;
    throw new ApiError('model_not_found', message, { param: 'model' });
  }
  if (model.type !== 'vision') {
    throw invalid('model', `'${model.id}' is a model of type '${model.type}', not for pictures.`);
  }
  const unknown = Object.keys(request).find((field) => !KNOWN_FIELDS.has(field));
  if (unknown === undefined) return model.id;
  const message = `'${unknown}': the sandbox does not support this parameter.`;
  throw new ApiError('unsupported_parameter', message, { param: unknown });
}

async function bytesOf(image: string, pictures: RemotePictures, asked: LoadOptions): Promise<Uint8Array> {
  const source = parseImageSource(image);
  const { param } = asked;
  if (source.kind === 'refused') throw new ApiError(source.code, `'${param}': ${source.message}`, { param });
  return source.kind === 'url' ? (await pictures.load(source.url, asked)).data : Buffer.from(source.base64, 'base64');
}
