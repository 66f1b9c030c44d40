import { ApiError } from '#lib/contract/errors.ts';
import { Child, type ChildOptions } from './child.ts';

export interface ChildPoolOptions extends ChildOptions {
  /** At once. */
  readonly max: number;
  /** For their turn; who comes beyond is told to come again. */
  readonly maxWaiting: number;
  /** An idle child is kept so long: what it has loaded takes a second to load, and much memory to keep. */
  readonly idleMs: number;
}

interface Waiting {
  readonly admit: (child: Child) => void;
  readonly refuse: (reason: unknown) => void;
}

/** A wait in which some work is done, however long the queue is. */
const RETRY_AFTER_MS = 2_000;

/** Children that are started when one is needed, kept for the next, and let go when nobody needs them. */
export class ChildPool {
  readonly #options: ChildPoolOptions;
  readonly #idle = new Map<Child, NodeJS.Timeout>();
  /** In the order of asking. */
  readonly #waiting = new Set<Waiting>();
  readonly #all = new Set<Child>();

  constructor(options: ChildPoolOptions) {
    this.#options = options;
  }

  /** Of the children that live. */
  get pids(): readonly number[] {
    return [...this.#all].flatMap(({ pid }) => pid ?? []);
  }

  /**
   * `work` with a child of its own.
   *
   * @throws what it throws; the signal's reason when that was aborted before its turn; ApiError 503 where too many wait
   */
  async use<T>(signal: AbortSignal, work: (child: Child) => Promise<T>): Promise<T> {
    const child = await this.#take(signal);
    try {
      return await work(child);
    } finally {
      this.#giveBack(child);
    }
  }

  /** Lets all of them go. */
  close(): void {
    for (const child of this.#all) child.end();
  }

  async #take(signal: AbortSignal): Promise<Child> {
    signal.throwIfAborted();
    const child = this.#free();
    if (child !== undefined) return child;
    if (this.#waiting.size >= this.#options.maxWaiting) {
      throw new ApiError('overloaded', 'The sandbox is analysing as many pictures as it can. Try again in a moment.', {
        retryAfterMs: RETRY_AFTER_MS,
      });
    }
    const { promise, resolve, reject } = Promise.withResolvers<Child>();
    const waiting = { admit: resolve, refuse: reject };
    const onAbort = () => {
      // At once, or a child might be handed to nobody.
      this.#waiting.delete(waiting);
      reject(signal.reason);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    this.#waiting.add(waiting);
    try {
      return await promise;
    } finally {
      this.#waiting.delete(waiting);
      signal.removeEventListener('abort', onAbort);
    }
  }

  #giveBack(child: Child): void {
    if (child.isOver) return;
    const [next] = this.#waiting;
    if (next !== undefined) {
      this.#waiting.delete(next);
      next.admit(child);
      return;
    }
    const timer = setTimeout(() => {
      this.#idle.delete(child);
      child.end();
    }, this.#options.idleMs);
    timer.unref();
    this.#idle.set(child, timer);
  }

  #free(): Child | undefined {
    // The last one first: the others may then be let go.
    const [child, timer] = [...this.#idle].at(-1) ?? [];
    if (child !== undefined) {
      clearTimeout(timer);
      this.#idle.delete(child);
      return child;
    }
    if (this.#all.size >= this.#options.max) return undefined;
    const started = new Child(this.#options, () => this.#forget(started));
    this.#all.add(started);
    return started;
  }

  #forget(child: Child): void {
    this.#all.delete(child);
    clearTimeout(this.#idle.get(child));
    this.#idle.delete(child);
    const [next] = this.#waiting;
    const free = next === undefined ? undefined : this.#free();
    if (next === undefined || free === undefined) return;
    this.#waiting.delete(next);
    next.admit(free);
  }
}
