import { ApiError, type ErrorCode } from '#lib/contract/errors.ts';
import { FOREIGN_HEAD_BYTES } from '#lib/contract/foreign-picture.ts';
import { refusalOfAddress } from '#lib/contract/picture-address.ts';
import { MAX_PICTURE_FILE_BYTES } from '#lib/contract/picture-limits.ts';
import { type ImageType, imageTypeOf, refusalOfBytes } from '#lib/contract/vision.ts';
import type { Limits } from './config.ts';
import { createEgress, type EgressAnswer, type EgressOptions } from './egress.ts';
import { leadsInside, publicLookup } from './public-lookup.ts';

export interface LoadOptions {
  /** The field that names the address. */
  readonly param: string;
  readonly signal: AbortSignal;
}

export interface LoadedPicture {
  /** As its bytes tell. */
  readonly mediaType: ImageType;
  /** The file as it is. */
  readonly data: Uint8Array;
}

/** Loads pictures that lie on the public internet. */
export interface RemotePictures {
  /** @throws ApiError 400, 413 or 415 that names the field, 503 where too many are loaded */
  load(url: string, options: LoadOptions): Promise<LoadedPicture>;
  close(): Promise<void>;
}

export interface RemotePicturesOptions extends Pick<EgressOptions, 'lookup' | 'ca' | 'port'> {
  readonly limits: Pick<Limits, 'connectMs' | 'pictureLoadMs'>;
  /** For tests: names that lead to servers of theirs. */
  readonly trusted?: readonly string[];
}

/** At once, 20 MB each. */
const MAX_LOADS = 16;
const RETRY_AFTER_MS = 1_000;

export function createRemotePictures({
  limits,
  lookup,
  trusted = [],
  ...forTests
}: RemotePicturesOptions): RemotePictures {
  const maxMs = limits.pictureLoadMs;
  const egress = createEgress({
    connectMs: Math.min(limits.connectMs, maxMs),
    lookup: publicLookup({ lookup, trusted }),
    ...forTests,
  });
  let loads = 0;

  async function load(url: string, { param, signal }: LoadOptions): Promise<LoadedPicture> {
    const fail: Fail = (code, message) => new ApiError(code, `'${param}': ${message}`, { param });
    const refusal = refusalOfAddress(url);
    if (refusal !== undefined) throw fail('url_not_allowed', refusal);
    const timeUp = AbortSignal.timeout(maxMs);
    let answer: EgressAnswer | undefined;
    try {
      const headers = { accept: ACCEPT, 'accept-encoding': 'identity', 'user-agent': 'ruijing-console' };
      const both = AbortSignal.any([timeUp, signal]);
      answer = await egress.send({ method: 'GET', url: new URL(url), headers, signal: both });
      checkHead(answer, fail);
      return await readAll(answer, fail);
    } catch (error) {
      if (error instanceof ApiError) throw error;
      signal.throwIfAborted();
      if (timeUp.aborted) throw fail('invalid_parameter', `the picture took longer than ${maxMs / 1000} s to load`);
      if (leadsInside(error)) throw fail('url_not_allowed', 'must be an address of the public internet');
      throw fail('invalid_parameter', 'the picture cannot be loaded: its server cannot be reached or broke off');
    } finally {
      answer?.discard();
    }
  }

  return {
    async load(url, options) {
      if (loads >= MAX_LOADS) {
        const retryAfterMs = RETRY_AFTER_MS;
        throw new ApiError('overloaded', 'Too many pictures are being loaded. Try again in a moment.', {
          retryAfterMs,
        });
      }
      loads++;
      try {
        return await load(url, options);
      } finally {
        loads--;
      }
    },
    close: () => egress.close(),
  };
}

type Fail = (code: ErrorCode, message: string) => ApiError;

const ACCEPT = 'image/png, image/jpeg, image/webp, image/gif';

/** What can be told before the body. */
function checkHead({ status, headers }: EgressAnswer, fail: Fail): void {
  // A redirect would lead to where nobody has looked.
  if (status >= 300 && status < 400) throw fail('url_not_allowed', 'redirects elsewhere: name the address itself');
  if (status !== 200) throw fail('invalid_parameter', `the picture cannot be loaded: its server answers ${status}`);
  const coding = headers['content-encoding']?.trim().toLowerCase() || 'identity';
  // A few kilobytes may unpack to gigabytes; pictures are compressed in themselves.
  if (coding !== 'identity') throw fail('unsupported_media', `is sent compressed (${coding.slice(0, 40)}), unasked`);
  if (Number(headers['content-length'] ?? 0) > MAX_PICTURE_FILE_BYTES) throw tooLarge(fail);
}

async function readAll({ body }: EgressAnswer, fail: Fail): Promise<LoadedPicture> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  let mediaType: ImageType | undefined;
  for await (const piece of body) {
    pieces.push(piece);
    bytes += piece.byteLength;
    // Whatever its length says.
    if (bytes > MAX_PICTURE_FILE_BYTES) throw tooLarge(fail);
    if (bytes >= FOREIGN_HEAD_BYTES) mediaType ??= typeOf(Buffer.concat(pieces), fail);
  }
  const data = Buffer.concat(pieces, bytes);
  return { mediaType: mediaType ?? typeOf(data, fail), data };
}

function typeOf(head: Uint8Array, fail: Fail): ImageType {
  const type = imageTypeOf(head);
  if (type === undefined) throw fail('unsupported_media', refusalOfBytes(head));
  return type;
}

const tooLarge = (fail: Fail) =>
  fail('payload_too_large', `the picture is larger than ${MAX_PICTURE_FILE_BYTES} bytes, the most that is loaded`);
