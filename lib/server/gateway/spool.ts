import { randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { ApiError } from '#lib/contract/errors.ts';
import { Blocks } from './blocks.ts';

/** Smaller files are not worth a file, nor fewer bytes a write. */
const MEMORY_BYTES = 64 * 1024;
const READ_BYTES = 64 * 1024;

/** Ends the names of files that are uploads. */
export const SPOOL_SUFFIX = '.upload';

/**
 * Bytes on their way: in memory while they are few, then in a file that only this user can read, but for the last few.
 * Its name is chance, and is taken away as soon as the file is open, so that nothing is left behind however the process
 * ends.
 */
export class Spool {
  readonly #dir: string;
  #tail = new Blocks();
  /** Of the file; the tail comes after it. */
  #storedBytes = 0;
  #handle: FileHandle | undefined;
  #disposed = false;

  /** @param dir made when it is needed */
  constructor(dir: string) {
    this.#dir = dir;
  }

  get sizeBytes(): number {
    return this.#storedBytes + this.#tail.sizeBytes;
  }

  /** One call at a time. @throws ApiError 503 when the disk is full or refuses */
  async write(chunk: Uint8Array): Promise<void> {
    if (this.#disposed) throw new Error(GONE);
    this.#tail.push(chunk);
    if (this.#tail.sizeBytes > MEMORY_BYTES) await stored(this.#store());
  }

  /** From the start, as often as asked, several times at once too. @throws ApiError 503 when the disk fails */
  async *read(): AsyncGenerator<Uint8Array> {
    const handle = this.#handle;
    for (let position = 0; handle !== undefined && position < this.#storedBytes; ) {
      const buffer = Buffer.allocUnsafe(READ_BYTES);
      const { bytesRead } = await stored(handle.read(buffer, 0, READ_BYTES, position));
      // Somebody else cut the file.
      if (bytesRead === 0) throw notStored(undefined);
      position += bytesRead;
      yield buffer.subarray(0, bytesRead);
    }
    if (this.#disposed) throw new Error(GONE);
    yield* this.#tail.parts();
  }

  /** Frees memory and disk; what comes after the first time changes nothing. A read under way fails. */
  dispose(): void {
    this.#disposed = true;
    this.#tail = new Blocks();
    this.#handle?.close().catch(() => undefined);
  }

  async #store(): Promise<void> {
    const handle = this.#handle ?? (await this.#open());
    for (const part of this.#tail.parts()) await handle.writeFile(part);
    this.#storedBytes += this.#tail.sizeBytes;
    this.#tail = new Blocks();
  }

  async #open(): Promise<FileHandle> {
    await mkdir(this.#dir, { recursive: true, mode: 0o700 });
    const path = join(this.#dir, `${randomUUID()}${SPOOL_SUFFIX}`);
    const handle = await open(path, 'wx+', 0o600);
    this.#handle = handle;
    await unlink(path);
    if (this.#disposed) await handle.close();
    return handle;
  }
}

const GONE = 'The upload was let go of';

const stored = <T>(work: Promise<T>): Promise<T> =>
  work.catch((cause: unknown) => {
    throw notStored(cause);
  });

const notStored = (cause: unknown) =>
  new ApiError('storage_unavailable', 'The upload cannot be kept at the moment.', { cause });
