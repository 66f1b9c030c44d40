import type { Endpoint } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';

/** Deeper than any request has reason to be; parsers and serialisers recurse. */
const MAX_DEPTH = 64;

/**
 * Reads a JSON body: counted while it arrives, so that no more than the cap is ever held.
 *
 * @throws ApiError 400, 408, 413 or 415
 */
export async function readJsonBody(
  request: Request,
  { bodyCapBytes, textCapBytes }: Pick<Endpoint, 'bodyCapBytes' | 'textCapBytes'>,
  uploadIdleMs: number,
): Promise<Record<string, unknown>> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (type !== 'application/json') {
    throw new ApiError('unsupported_media', 'Send the body as application/json.');
  }
  const encoding = request.headers.get('content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new ApiError('unsupported_media', 'Send the body uncompressed.');
  if (Number(request.headers.get('content-length') ?? 0) > bodyCapBytes) throw tooLarge(bodyCapBytes);

  const text = await readText(request, bodyCapBytes, uploadIdleMs);
  if (text.trim() === '') throw new ApiError('invalid_json', 'The body is empty; a JSON object is expected.');
  checkDepth(text);
  const json = parseJson(text);
  if (json === undefined) throw new ApiError('invalid_json', 'The body is not valid JSON.');
  if (!isRecord(json)) throw new ApiError('invalid_json', 'The body must be a JSON object.');
  checkTextSize(text, textCapBytes);
  return json;
}

const tooLarge = (cap: number) => new ApiError('payload_too_large', `The body is larger than ${cap} bytes.`);

async function readText(request: Request, capBytes: number, idleMs: number): Promise<string> {
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const parts: string[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await within(idleMs, reader.read());
      if (done) break;
      bytes += value.byteLength;
      if (bytes > capBytes) throw tooLarge(capBytes);
      parts.push(decoder.decode(value, { stream: true }));
    }
    parts.push(decoder.decode());
    return parts.join('');
  } catch (error) {
    void reader.cancel().catch(() => undefined);
    if (error instanceof ApiError) throw error;
    if (error instanceof TypeError && 'code' in error && error.code === 'ERR_ENCODING_INVALID_ENCODED_DATA') {
      throw new ApiError('invalid_json', 'The body is not valid UTF-8.', { cause: error });
    }
    throw new ApiError('client_closed_request', 'The body ended early.', { cause: error });
  }
}

/** @throws ApiError 408 when nothing came for `idleMs` */
async function within<T>(idleMs: number, read: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stalled = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new ApiError('request_timeout', `The upload stalled for ${idleMs} ms.`)), idleMs);
  });
  try {
    return await Promise.race([read, stalled]);
  } finally {
    clearTimeout(timer);
  }
}

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
function checkTextSize(text: string, capBytes: number): void {
  if (text.length <= capBytes && Buffer.byteLength(text) <= capBytes) return;
  const words = text.replaceAll(/"data:image\/[\w.+-]+;base64,[A-Za-z0-9+/=]*"/g, '""');
  if (Buffer.byteLength(words) > capBytes) {
    throw new ApiError('payload_too_large', `The text of the body is larger than ${capBytes} bytes.`);
  }
}
