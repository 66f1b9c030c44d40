import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Upload } from '#lib/server/upstream/port.ts';
import { type AudioRequest, audioReplySchema } from './audio-messages.ts';

/** Found from the folder that the process runs in: the bundle that Next makes of this module lies elsewhere. */
const WORKER = ['lib', 'server', 'gateway', 'audio-worker.ts'];

/** Heap and buffers of the thread together: several times what an honest file of the largest size takes. */
const MAX_BYTES = 256 * 1024 * 1024;
const WATCH_MS = 25;
/**
 * So high that nothing reaches it before the watch sees it. It is no wall: a thread that meets it amid one large
 * allocation, as splitting a long tag is, takes the whole process along.
 */
const HEAP_LIMIT_MB = 4096;

/** A thread that looks into one sound file at a time. */
export class AudioThread {
  readonly #worker: Worker;
  #lastId = 0;
  #over = false;

  /** @param onExit told when it has ended, however that came */
  constructor(onExit: () => void) {
    const path = join(/* turbopackIgnore: true */ process.cwd(), ...WORKER);
    this.#worker = new Worker(path, {
      // Those of the process are for its own script, and some refuse any other.
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: HEAP_LIMIT_MB },
    });
    this.#worker.on('error', () => undefined).on('exit', onExit);
    // An idle thread must not keep a process alive that has nothing else to do.
    this.#worker.unref();
  }

  /** It ends, or has ended, and takes no further file. */
  get over(): boolean {
    return this.#over;
  }

  /**
   * How long a sound is, as the parser tells; `null` when it does not.
   *
   * @throws when the file takes longer than `late` allows, or too much memory, or cannot be read: the thread is over then
   */
  async seconds(file: Upload['file'], late: AbortSignal): Promise<number | null> {
    const worker = this.#worker;
    const { promise, resolve, reject } = Promise.withResolvers<number | null>();
    const giveUp = () => reject(new Error('The file does not tell how long it is'));
    const bytes = file.read()[Symbol.asyncIterator]();
    const id = ++this.#lastId;
    const onMessage = (message: unknown) => {
      const reply = audioReplySchema.safeParse(message).data;
      if (reply === undefined) giveUp();
      // What an earlier file's reading had still asked for is of no interest.
      else if (reply.id !== id) return;
      else if ('seconds' in reply) resolve(reply.seconds);
      else this.#send(id, bytes).catch(giveUp);
    };
    const watch = setInterval(async () => {
      if ((await this.#usedBytes()) > MAX_BYTES) giveUp();
    }, WATCH_MS);
    if (late.aborted) giveUp();
    late.addEventListener('abort', giveUp);
    worker.on('message', onMessage).on('exit', giveUp).ref();
    this.#post({ id, type: file.type, sizeBytes: file.sizeBytes });
    try {
      return await promise;
    } catch (error) {
      this.#over = true;
      // Not awaited: what the thread is amid may have to come to its end first.
      void worker.terminate();
      throw error;
    } finally {
      worker.off('message', onMessage).off('exit', giveUp).unref();
      late.removeEventListener('abort', giveUp);
      clearInterval(watch);
      // Not awaited: it may be waiting for the very bytes that do not come.
      void bytes.return?.().catch(() => undefined);
    }
  }

  async #send(id: number, from: AsyncIterator<Uint8Array>): Promise<void> {
    const { done, value } = await from.next();
    // A copy, which is then given away: a part of a buffer would be sent with the whole of it.
    this.#post({ id, bytes: done === true ? null : new Uint8Array(value) });
  }

  #post(request: AudioRequest): void {
    const given = 'bytes' in request && request.bytes !== null ? [request.bytes.buffer] : [];
    this.#worker.postMessage(request, given);
  }

  /** Told amid the thread's work; 0 while it is no more, or not yet, at any. */
  async #usedBytes(): Promise<number> {
    const heap = await this.#worker.getHeapStatistics().catch(() => undefined);
    return heap === undefined ? 0 : heap.total_heap_size + heap.external_memory;
  }
}
