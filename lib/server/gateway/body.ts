import { isUtf8 } from 'node:buffer';
import type { Endpoint } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { ByteSource } from '#lib/std/byte-source.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { Blocks } from './blocks.ts';
import type { GatewayRequest } from './exchange.ts';
import { Failure } from './failure.ts';
import { watchPace } from './pace.ts';

/** Deeper than any request has reason to be; parsers and serialisers recurse. */
const MAX_DEPTH = 64;

export interface JsonBody {
  readonly json: Record<string, unknown>;
  readonly bytes: number;
}

/**
 * Reads a JSON body: counted while it arrives, so that no more than the cap is ever held.
 *
 * @throws ApiError 400, 408, 413 or 415
 */
export async function readJsonBody(
  request: Pick<GatewayRequest, 'header' | 'body'>,
  { bodyCapBytes, textCapBytes }: Pick<Endpoint, 'bodyCapBytes' | 'textCapBytes'>,
  uploadIdleMs: number,
): Promise<JsonBody> {
  const type = request.header('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json') {
    throw new ApiError('unsupported_media', 'Send the body as application/json.');
  }
  const { text, bytes } = readText(await readBytes(request, bodyCapBytes, uploadIdleMs));
  if (text.trim() === '') throw new ApiError('invalid_json', 'The body is empty; a JSON object is expected.');
  checkDepth(text);
  const json = parseJson(text);
  if (json === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.');
  if (!isRecord(json)) throw new ApiError('invalid_json', 'The body must be a JSON object.');
  if (bytes > textCapBytes) checkTextSize(json, textCapBytes);
  return { json, bytes };
}

const tooLarge = (cap: number) => new ApiError('payload_too_large', `The body is larger than ${cap} bytes.`);

/**
 * Reads a body of bytes: counted while it arrives, so that no more than the cap is ever held.
 *
 * @throws ApiError 408, 413 or 415
 */
export async function readBytes(
  request: Pick<GatewayRequest, 'header' | 'body'>,
  capBytes: number,
  windowMs: number,
): Promise<Uint8Array> {
  const encoding = request.header('content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new ApiError('unsupported_media', 'Send the body uncompressed.');
  if (Number(request.header('content-length') ?? 0) > capBytes) throw tooLarge(capBytes);
  const { body } = request;
  if (body === undefined) return new Uint8Array();
  const whole = body.whole?.() ?? (await readPieces(body, capBytes, windowMs));
  if (whole.byteLength > capBytes) throw tooLarge(capBytes);
  return whole;
}

function readText(whole: Uint8Array): { text: string; bytes: number } {
  // Bytes that are no UTF-8 would become replacement characters and be sent on as such.
  if (!isUtf8(whole)) throw new ApiError('invalid_json', 'The body is not valid UTF-8.');
  return { text: UTF8.decode(whole), bytes: whole.byteLength };
}

async function readPieces(body: ByteSource, capBytes: number, windowMs: number): Promise<Uint8Array> {
  const iterator = body[Symbol.asyncIterator]();
  const failure = new Failure();
  const pace = watchPace(windowMs, (error) => failure.fail(error));
  const blocks = new Blocks();
  try {
    for (;;) {
      const { done, value } = await failure.race(iterator.next());
      if (done) break;
      if (blocks.sizeBytes + value.byteLength > capBytes) throw tooLarge(capBytes);
      pace.arrived(value.byteLength);
      blocks.push(value);
    }
  } catch (error) {
    // Not awaited: it may be waiting for the very bytes that do not come.
    void iterator.return?.().catch(() => undefined);
    if (error instanceof ApiError) throw error;
    throw new ApiError('client_closed_request', 'The body ended early.', { cause: error });
  } finally {
    pace.stop();
  }
  return blocks.whole();
}

const UTF8 = new TextDecoder('utf-8');

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** @throws ApiError 400 for nesting that only an attack has; told from the text, before anything recurses over it */
function checkDepth(text: string): void {
  let depth = 0;
  let inString = false;
  for (let index = 0; index < text.length; index++) {
    const code = text.charCodeAt(index);
    if (inString) {
      if (code === BACKSLASH) index++;
      else if (code === QUOTE) inString = false;
    } else if (code === QUOTE) inString = true;
    // [ and {
    else if (code === 0x5b || code === 0x7b) {
      depth++;
      if (depth > MAX_DEPTH) throw new ApiError('invalid_json', `The body is nested deeper than ${MAX_DEPTH} levels.`);
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
}

/** Pictures come as `data:` URLs and have the larger cap; the words around them have this one. */
function checkTextSize(json: Record<string, unknown>, capBytes: number): void {
  const words = JSON.stringify(json, (key, value: unknown) =>
    key === 'url' && typeof value === 'string' && value.startsWith('data:image/') ? '' : value,
  );
  if (Buffer.byteLength(words) > capBytes) {
    throw new ApiError('payload_too_large', `The text of the body is larger than ${capBytes} bytes.`);
  }
}
