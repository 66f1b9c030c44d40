import { readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '#lib/contract/errors.ts';
import { Form, type FormOptions, fileTooLarge, type SpooledUpload } from './form.ts';
import { watchPace } from './pace.ts';
import { SPOOL_SUFFIX } from './spool.ts';

/** What of a request the upload is read from. */
export interface UploadRequest {
  /** @param name in small letters */
  readonly header: (name: string) => string | undefined;
  readonly body: AsyncIterable<Uint8Array> | undefined;
}

export interface UploadOptions extends FormOptions {
  /** How long it may be slow. */
  readonly uploadIdleMs: number;
  /** Ends the reading; its reason is thrown when it is an `ApiError`. */
  readonly signal: AbortSignal;
}

/** Boundaries and headers of the parts, and what stands before the first and after the last. */
const ENVELOPE_BYTES = 128 * 1024;

/**
 * Reads a form with one file: the file goes to disk while it arrives, so that no upload is ever whole in memory.
 *
 * @throws ApiError 400 for a form that is broken or says something twice, 408, 413, 415, 499 when the client leaves, 503
 *   when the disk refuses
 */
export async function readUpload(request: UploadRequest, options: UploadOptions): Promise<SpooledUpload> {
  const form = new Form(checkHead(request, options), options);
  try {
    await pump(request.body, form, options);
    return await form.toUpload();
  } catch (error) {
    await form.dispose();
    throw error;
  }
}

/** The characters of RFC 2046, 5.1.1, and room for those who write longer ones than it allows. */
const BOUNDARY = /^\s*boundary=("?)[\w'()+,\-./:=? ]{1,200}\1\s*$/i;

/** @returns the content type. @throws ApiError 413 or 415 */
function checkHead({ header }: UploadRequest, options: UploadOptions): string {
  const contentType = header('content-type') ?? '';
  const [type = '', ...parameters] = contentType.split(';');
  if (type.trim().toLowerCase() !== 'multipart/form-data') {
    throw new ApiError('unsupported_media', 'Send the body as multipart/form-data.');
  }
  const boundaries = parameters.filter((parameter) => /^\s*boundary\b/i.test(parameter));
  if (boundaries.length !== 1 || !boundaries.every((boundary) => BOUNDARY.test(boundary))) {
    throw new ApiError('unsupported_media', 'The content type names no boundary between the parts of the form.');
  }
  const encoding = header('content-encoding')?.toLowerCase() ?? 'identity';
  if (encoding !== 'identity') throw new ApiError('unsupported_media', 'Send the body uncompressed.');
  if (Number(header('content-length') ?? 0) > bodyCapBytes(options)) throw fileTooLarge(options.fileCapBytes);
  return contentType;
}

const bodyCapBytes = ({ fileCapBytes, fieldsCapBytes }: UploadOptions) =>
  fileCapBytes + fieldsCapBytes + ENVELOPE_BYTES;

async function pump(body: UploadRequest['body'], form: Form, options: UploadOptions): Promise<void> {
  const { uploadIdleMs, signal } = options;
  const pace = watchPace(uploadIdleMs, (error) => form.fail(error));
  const leave = () => form.fail(signal.reason instanceof ApiError ? signal.reason : clientLeft(signal.reason));
  if (signal.aborted) leave();
  signal.addEventListener('abort', leave);
  const iterator = (body ?? noBytes())[Symbol.asyncIterator]();
  let bytes = 0;
  try {
    for (;;) {
      const { done, value } = await form.race(
        iterator.next().catch((error: unknown) => Promise.reject(clientLeft(error))),
      );
      if (done) break;
      bytes += value.byteLength;
      if (bytes > bodyCapBytes(options)) throw new ApiError('payload_too_large', 'The form is too large.');
      pace.arrived(value.byteLength);
      await form.race(form.write(value));
    }
    pace.stop();
    await form.race(form.end());
  } catch (error) {
    // Not awaited: it may be waiting for the very bytes that do not come.
    void iterator.return?.().catch(() => undefined);
    throw error;
  } finally {
    pace.stop();
    signal.removeEventListener('abort', leave);
  }
}

async function* noBytes(): AsyncGenerator<Uint8Array> {
  // A body of nothing.
}

const clientLeft = (cause: unknown) => new ApiError('client_closed_request', 'The body ended early.', { cause });

/**
 * Removes what a process that was killed left behind; other files stay. Uploads under way are not harmed: they hold
 * their files open.
 *
 * @throws what the disk threw, unless there is no such folder
 */
export async function sweepSpool(dir: string): Promise<void> {
  const names = await readdir(dir).catch((error: unknown) => {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return [];
    throw error;
  });
  const left = names.filter((name) => name.endsWith(SPOOL_SUFFIX));
  // One that is gone meanwhile was another sweep's.
  await Promise.all(left.map((name) => unlink(join(dir, name)).catch(() => undefined)));
}
