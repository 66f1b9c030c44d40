import { type EmbeddingsRequest, embeddingsRequestSchema, inputsOf } from '#lib/contract/embeddings.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { hashedEmbedding } from '#lib/domain/embeddings/hashed.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { invalid } from './check.ts';
import { findModel } from './models.ts';

const MAX_INPUT_TOKENS = 8_192;
/** A token of the estimate has at most 16 UTF-16 units, but for stacked marks: longer texts need not be counted. */
const MAX_INPUT_UNITS = MAX_INPUT_TOKENS * 16;
const KNOWN_FIELDS = new Set(Object.keys(embeddingsRequestSchema.shape));

/** A turn of the event loop belongs to everybody after so much work; the longest text takes another 10 ms. */
const SLICE_MS = 5;

interface Checked {
  readonly texts: readonly string[];
  readonly dimensions: number;
}

/**
 * The sandbox's answer to `POST /v1/embeddings`, written piece by piece as it is read: two thousand texts take seconds.
 *
 * @throws ApiError 400 or 404 for what the sandbox does not accept, naming the field; before the first piece
 */
export async function* embed(request: EmbeddingsRequest, signal: AbortSignal): AsyncGenerator<string> {
  const breathe = createBreath(signal);
  const { texts, dimensions } = check(request);
  let promptTokens = 0;
  for (const [index, text] of texts.entries()) {
    await breathe();
    promptTokens += countTokens(text, request, index);
  }
  yield '{"object":"list","data":[';
  for (const [index, text] of texts.entries()) {
    await breathe();
    const embedding = write(hashedEmbedding(text, dimensions), request.encoding_format ?? 'float');
    yield `${index === 0 ? '' : ','}{"object":"embedding","embedding":${embedding},"index":${index}}`;
  }
  const usage = { prompt_tokens: promptTokens, total_tokens: promptTokens };
  yield `],"model":${JSON.stringify(request.model)},"usage":${JSON.stringify(usage)}}`;
}

/** Lets others have their turn when a slice of work is done. The function made throws the signal's reason. */
function createBreath(signal: AbortSignal): () => Promise<void> {
  let endsMs = performance.now() + SLICE_MS;
  return async () => {
    signal.throwIfAborted();
    if (performance.now() < endsMs) return;
    await new Promise(setImmediate);
    signal.throwIfAborted();
    endsMs = performance.now() + SLICE_MS;
  };
}

/** @param format `base64`: little-endian 32-bit floats, as OpenAI's clients read them */
function write(vector: Float32Array, format: 'float' | 'base64'): string {
  if (format === 'float') return `[${vector.join(',')}]`;
  return JSON.stringify(Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength).toString('base64'));
}

function check(request: EmbeddingsRequest): Checked {
  const model = findModel(request.model);
  if (model === undefined) {
    const message = `There is no model '${request.model}'. GET /v1/models lists those there are.`;
    throw new ApiError('model_not_found', message, { param: 'model' });
  }
  if (model.type !== 'embedding' || model.dimensions === undefined) {
    throw invalid('model', `'${model.id}' is a model of type '${model.type}', not for embeddings.`);
  }
  const unknown = Object.keys(request).find((name) => !KNOWN_FIELDS.has(name));
  if (unknown !== undefined) {
    const message = `'${unknown}': the sandbox does not support this parameter.`;
    throw new ApiError('unsupported_parameter', message, { param: unknown });
  }
  const dimensions = request.dimensions ?? model.dimensions;
  if (dimensions > model.dimensions) throw invalid('dimensions', `'${model.id}' has at most ${model.dimensions}.`);
  const texts = inputsOf(request).filter((input) => typeof input === 'string');
  if (texts.length === 0) throw invalid('input', 'the sandbox takes texts; it has no vocabulary to read tokens by.');
  return { texts, dimensions };
}

/** @throws ApiError 400 for a text that is too long, naming it by its place */
function countTokens(text: string, { model, input }: EmbeddingsRequest, index: number): number {
  const tokens = text.length > MAX_INPUT_UNITS ? undefined : Math.ceil(estimateTokens(text));
  if (tokens !== undefined && tokens <= MAX_INPUT_TOKENS) return tokens;
  const size = tokens === undefined ? 'more' : `about ${tokens}`;
  throw new ApiError(
    'context_length_exceeded',
    `'${model}' takes ${MAX_INPUT_TOKENS} tokens an input; this one has ${size}.`,
    { param: typeof input === 'string' ? 'input' : `input.${index}` },
  );
}
