import { type FileHandle, open } from 'node:fs/promises';

/**
 * Puts the write-ahead log onto the disk from beside the event loop. SQLite would do the same at each commit with
 * `synchronous = FULL`, and hold everything up for as long as the disk takes.
 *
 * The file is opened once: a process that closes one of a database's files gives up the locks that SQLite has on it
 * (https://sqlite.org/howtocorrupt.html, 2.2). On the log it has none, but that is not ours to rely on.
 */
export class LogSync {
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;

  /** @param databaseFile the log stands beside it, from the first write on to the end of the last connection */
  constructor(databaseFile: string) {
    this.#path = `${databaseFile}-wal`;
  }

  /** Resolves when all that was committed before outlasts a power cut. @throws what the disk said */
  async sync(): Promise<void> {
    this.#file ??= open(this.#path, 'r+');
    let file: FileHandle;
    try {
      file = await this.#file;
    } catch (error) {
      this.#file = undefined;
      throw error;
    }
    await file.datasync();
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }
}
