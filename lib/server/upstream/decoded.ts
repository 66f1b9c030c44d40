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

/**
 * The bytes of an answer: some servers compress although asked not to (F13).
 *
 * @throws ApiError when they do so in a way nobody knows
 */
export function decoded({ headers, body, discard }: EgressAnswer): AsyncIterable<Uint8Array> {
  const encoding = headers['content-encoding']?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return body;
  const createDecoder = DECODERS[encoding];
  if (createDecoder === undefined) {
    discard();
    throw new ApiError('upstream_invalid', 'The upstream compressed its answer in a way that was not asked for.');
  }
  // The end of either side is the end of both; who reads the decoder is told why.
  return pipeline(body, createDecoder(), () => undefined);
}
