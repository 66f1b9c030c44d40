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
  checkTextSize(text, json, textCapBytes);
  return json;
}

const tooLarge = (cap: number) => new ApiError('payload_too_large', `The body is larger than ${cap} bytes.`);

async function readText(request: Request, capBytes: number, windowMs: number): Promise<string> {
  const reader = request.body?.getReader();
  if (reader === undefined) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  const pace = watchPace(windowMs);
  const parts: string[] = [];
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), pace.tooSlow]);
      if (done) break;
      bytes += value.byteLength;
      if (bytes > capBytes) throw tooLarge(capBytes);
      pace.arrived(value.byteLength);
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
  } finally {
    pace.stop();
  }
}

/** An upload slower than this over a whole window only holds a socket (F19). */
const MIN_UPLOAD_BYTES_PER_SECOND = 1024;

interface Pace {
  /** Rejects with a 408 after the first window in which too little came. */
  readonly tooSlow: Promise<never>;
  arrived(bytes: number): void;
  stop(): void;
}

function watchPace(windowMs: number): Pace {
  const { promise, reject } = Promise.withResolvers<never>();
  // Nobody may be racing it at the moment it rejects.
  promise.catch(() => undefined);
  let bytes = 0;
  const timer = setInterval(() => {
    if (bytes * 1000 < MIN_UPLOAD_BYTES_PER_SECOND * windowMs) {
      reject(new ApiError('request_timeout', `The upload brought ${bytes} bytes within ${windowMs} ms.`));
    }
    bytes = 0;
  }, windowMs);
  return {
    tooSlow: promise,
    arrived: (count) => {
      bytes += count;
    },
    stop: () => clearInterval(timer),
  };
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
function checkTextSize(text: string, json: Record<string, unknown>, capBytes: number): void {
  if (text.length <= capBytes && Buffer.byteLength(text) <= capBytes) return;
  const words = JSON.stringify(json, (key, value: unknown) =>
    key === 'url' && typeof value === 'string' && value.startsWith('data:image/') ? '' : value,
  );
  if (Buffer.byteLength(words) > capBytes) {
    throw new ApiError('payload_too_large', `The text of the body is larger than ${capBytes} bytes.`);
  }
}
