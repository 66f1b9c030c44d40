import { pipeline, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { ApiError } from '#lib/contract/errors.ts';
import type { EgressAnswer } from '#lib/server/egress.ts';

const DECODERS: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

const encodingOf = ({ headers }: EgressAnswer): string =>
  headers['content-encoding']?.trim().toLowerCase() || 'identity';

/**
 * Whether an answer's bytes are packed: some servers compress although asked not to (F13).
 *
 * @throws ApiError when they do so in a way nobody knows; the answer is let go of then
 */
export function isPacked(answer: EgressAnswer): boolean {
  const encoding = encodingOf(answer);
  if (encoding === 'identity') return false;
  if (Object.hasOwn(DECODERS, encoding)) return true;
  answer.discard();
  throw new ApiError('upstream_invalid', 'The upstream compressed its answer in a way that was not asked for.');
}

/** The bytes that were meant. @throws ApiError as {@link isPacked} does */
export function decoded(answer: EgressAnswer): AsyncIterable<Uint8Array> {
  const createDecoder = isPacked(answer) ? DECODERS[encodingOf(answer)] : undefined;
  // The end of either side is the end of both; who reads the decoder is told why.
  return createDecoder === undefined ? answer.body : pipeline(answer.body, createDecoder(), () => undefined);
}
