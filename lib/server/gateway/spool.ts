import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '#lib/contract/errors.ts';

/** Smaller files are not worth a file. */
const MEMORY_BYTES = 64 * 1024;
const READ_BYTES = 64 * 1024;

/** Ends the names of files that are uploads. */
export const SPOOL_SUFFIX = '.upload';

/**
 * Bytes on their way: in memory while they are few, then in a file that only this user can read. Its name is chance, and
 * is taken away as soon as the file is open, so that nothing is left behind however the process ends.
 */
export class Spool {
  readonly #dir: string;
  #parts: Uint8Array[] = [];
  #sizeBytes = 0;
  #handle: FileHandle | undefined;
  #disposed = false;

  /** @param dir made when it is needed */
  constructor(dir: string) {
    this.#dir = dir;
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** One call at a time. @throws ApiError 503 when the disk is full or refuses */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#disposed) throw new Error('The upload was let go of');
    if (this.#handle === undefined) {
      this.#parts.push(chunk);
      if (this.#sizeBytes + chunk.byteLength > MEMORY_BYTES) await stored(this.#moveToFile());
    } else await stored(this.#handle.writeFile(chunk));
    this.#sizeBytes += chunk.byteLength;
  }

  /** From the start, as often as asked, several times at once too. @throws ApiError 503 when the disk fails */
  async *read(): AsyncGenerator<Uint8Array> {
    const handle = this.#handle;
    if (handle === undefined) {
      yield* this.#parts;
      return;
    }
    for (let position = 0; position < this.#sizeBytes; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await stored(handle.read(buffer, 0, READ_BYTES, position));
      // Somebody else cut the file.
      if (bytesRead === 0) throw notStored(undefined);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Frees memory and disk; what comes after the first time changes nothing. A read under way fails. */
  dispose(): void {
    this.#disposed = true;
    this.#parts = [];
    this.#handle?.close().catch(() => undefined);
  }

  async #moveToFile(): Promise<void> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const path = join(this.#dir, `${randomUUID()}${SPOOL_SUFFIX}`);
    const handle = await open(path, 'wx+', 0o600);
    this.#handle = handle;
    await unlink(path);
    for (const part of this.#parts) await handle.writeFile(part);
    this.#parts = [];
    if (this.#disposed) await handle.close();
  }
}

const stored = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw notStored(cause);
  });

const notStored = (cause: unknown) =>
  new ApiError('storage_unavailable', 'The upload cannot be kept at the moment.', { cause });
