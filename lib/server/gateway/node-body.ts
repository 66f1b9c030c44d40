import type { IncomingMessage } from 'node:http';
import type { ByteSource } from '#lib/std/byte-source.ts';

/**
 * The body of a request, pulled. Node's own iterator would do the same with ten times the machinery, and would destroy
 * the socket, with the answer on it, when it is left early.
 */
export function readNodeBody(request: IncomingMessage): ByteSource {
  return { [Symbol.asyncIterator]: () => new NodeBody(request), whole: () => wholeOf(request) };
}

/** What was announced is there before the parser says that this was all. */
function wholeOf(request: IncomingMessage): Uint8Array | undefined {
  if (request.destroyed) return undefined;
  const announced = Number(request.headers['content-length'] ?? Number.NaN);
  if (!request.complete && request.readableLength !== announced) return undefined;
  const bytes: unknown = request.read();
  // The rest of its life is its end, which comes to those only who let it flow.
  request.resume();
  return bytes instanceof Uint8Array ? bytes : NOTHING;
}

const NOTHING = new Uint8Array(0);

type Result = IteratorResult<Uint8Array, undefined>;

class NodeBody implements AsyncIterator<Uint8Array, undefined> {
  readonly #request: IncomingMessage;
  /** The parser hands over each chunk of the wire by itself, however small, before it looks at the next one. */
  readonly #comesInChunks: boolean;
  #waiting: { resolve(result: Result): void; reject(error: Error): void } | undefined;
  #gathering: NodeJS.Immediate | undefined;
  #error: Error | undefined;
  #ended: boolean;

  constructor(request: IncomingMessage) {
    this.#request = request;
    this.#comesInChunks = request.headers['transfer-encoding'] !== undefined;
    // What has happened is not told again: one who left while their key was looked up would be waited for.
    this.#ended = request.readableEnded;
    if (request.destroyed && !this.#ended) this.#error = request.errored ?? cutShort();
    request
      .on('readable', this.#onReadable)
      .on('end', this.#onEnd)
      .on('error', this.#onError)
      .on('close', this.#onClose);
  }

  next(): Promise<Result> {
    const chunk: unknown = this.#request.read();
    if (chunk instanceof Uint8Array) return Promise.resolve({ done: false, value: chunk });
    if (this.#error !== undefined) return Promise.reject(this.#error);
    if (this.#ended) return Promise.resolve({ done: true, value: undefined });
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
    });
  }

  return(): Promise<Result> {
    this.#stop();
    return Promise.resolve({ done: true, value: undefined });
  }

  readonly #onReadable = (): void => {
    if (this.#waiting === undefined) return;
    // All chunks that one read of the socket brought are taken together, once the parser is through with them.
    if (this.#comesInChunks) this.#gathering ??= setImmediate(this.#give);
    else this.#give();
  };

  readonly #give = (): void => {
    this.#gathering = undefined;
    if (this.#waiting === undefined) return;
    const chunk: unknown = this.#request.read();
    if (!(chunk instanceof Uint8Array)) return;
    const { resolve } = this.#waiting;
    this.#waiting = undefined;
    resolve({ done: false, value: chunk });
  };

  readonly #onEnd = (): void => {
    this.#ended = true;
    this.#waiting?.resolve({ done: true, value: undefined });
    this.#stop();
  };

  readonly #onError = (error: Error): void => {
    this.#error = error;
    this.#waiting?.reject(error);
    this.#stop();
  };

  readonly #onClose = (): void => {
    if (!this.#ended) this.#onError(cutShort());
  };

  #stop(): void {
    this.#waiting = undefined;
    this.#request
      .off('readable', this.#onReadable)
      .off('end', this.#onEnd)
      .off('error', this.#onError)
      .off('close', this.#onClose)
      // What breaks later has nobody left to tell, and must not end the process.
      .on('error', () => undefined);
  }
}

const cutShort = () => new Error('The connection closed before the end of the body');
