import { Redis } from 'ioredis';
import type { Log } from '#lib/server/log.ts';
import { SCRIPTS } from './scripts.ts';

/** Redis did not answer. */
export class LinkDown extends Error {
  /** Whether the command may have been carried out all the same. */
  readonly sent: boolean;

  constructor(sent: boolean, cause?: unknown) {
    super('Redis is down', { cause });
    this.name = 'LinkDown';
    this.sent = sent;
  }
}

export interface LinkOptions {
  readonly url: string;
  readonly log: Log;
  /** A command that takes longer has failed. */
  readonly commandMs: number;
  /** So long nothing is asked once a command has failed; then one probe decides. */
  readonly reopenMs: number;
  /** A key that probes may write: a Redis that only reads, or is full, is of no use. */
  readonly probeKey: string;
  readonly onUp: () => void;
}

type Command<T> = (redis: Redis, run: string) => Promise<T>;

const CONNECT_MS = 2_000;
/** A connection is tried again after 50 ms, and then after twice as long each time up to this. */
const MAX_RECONNECT_MS = 1_000;

/** A connection to Redis behind a circuit breaker: while it is down, every command fails at once. */
export class RedisLink {
  readonly #redis: Redis;
  readonly #options: LinkOptions;
  /** Commands that wait for the connection. */
  readonly #waiting = new Set<(run: string) => void>();
  /** The run of the server at the other end; undefined without a connection. */
  #run: string | undefined;
  #down = false;
  #closed = false;
  #probe: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions) {
    this.#options = options;
    this.#redis = new Redis(options.url, {
      scripts: SCRIPTS,
      connectTimeout: CONNECT_MS,
      // No answer to anything for so long: the connection is dead though nobody has said so.
      socketTimeout: 4 * options.commandMs,
      retryStrategy: (times) => Math.min(25 * 2 ** times, MAX_RECONNECT_MS),
      // What cannot be sent now, or whose connection breaks, fails now: sent later, it would claim for nobody.
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
    });
    this.#redis.on('ready', () => void this.#meet());
    this.#redis.on('close', () => {
      this.#run = undefined;
    });
    this.#redis.on('error', (cause) => options.log.debug('redis connection', { cause: String(cause) }));
  }

  get down(): boolean {
    return this.#down;
  }

  /**
   * @param command gets the server's run as well: a server that was started again has another one
   * @throws LinkDown
   */
  async run<T>(command: Command<T>): Promise<T> {
    if (this.#down || this.#closed) throw new LinkDown(false);
    const attempt = { sent: false };
    try {
      return await this.#attempt(command, attempt);
    } catch (cause) {
      this.#fail(cause);
      throw new LinkDown(attempt.sent, cause);
    }
  }

  async close(): Promise<void> {
    this.#closed = true;
    clearTimeout(this.#probe);
    // `QUIT` is answered after all that was sent before it.
    if (this.#redis.status === 'ready')
      await within(this.#options.commandMs, this.#redis.quit()).catch(() => undefined);
    this.#redis.disconnect();
  }

  async #attempt<T>(command: Command<T>, attempt: { sent: boolean }): Promise<T> {
    const ending = new AbortController();
    const send = async () => {
      const run = this.#run ?? (await this.#met(ending.signal));
      attempt.sent = true;
      return await command(this.#redis, run);
    };
    try {
      return await within(this.#options.commandMs, send());
    } finally {
      ending.abort();
    }
  }

  /** Before anything else on a connection. A server that does not tell its run is taken for the same for ever. */
  async #meet(): Promise<void> {
    const info = await this.#redis.info('server').catch(() => '');
    if (this.#redis.status !== 'ready') return;
    const run = /^run_id:(\w+)/m.exec(info)?.[1] ?? 'untold';
    this.#run = run;
    for (const proceed of this.#waiting) proceed(run);
  }

  /** A connection that is being made, at the start or after a moment's loss, is worth the wait. */
  #met(signal: AbortSignal): Promise<string> {
    return new Promise((resolve, reject) => {
      this.#waiting.add(resolve);
      signal.addEventListener('abort', () => {
        this.#waiting.delete(resolve);
        reject(new Error('No connection'));
      });
    });
  }

  #fail(cause: unknown): void {
    if (this.#down || this.#closed) return;
    this.#down = true;
    this.#options.log.warn('limits degraded', { cause: String(cause) });
    this.#probeLater();
  }

  #probeLater(): void {
    this.#probe = setTimeout(() => void this.#probeNow(), this.#options.reopenMs).unref();
  }

  async #probeNow(): Promise<void> {
    const { probeKey, commandMs, log, onUp } = this.#options;
    // It gives up by itself when a name cannot be resolved into anything that can be dialled.
    if (this.#redis.status === 'end') this.#redis.connect().catch(() => undefined);
    try {
      await this.#attempt((redis) => redis.set(probeKey, '1', 'PX', commandMs), { sent: false });
    } catch {
      if (!this.#closed) this.#probeLater();
      return;
    }
    if (this.#closed) return;
    this.#down = false;
    log.info('limits restored');
    onUp();
  }
}

/** @throws Error when the work takes longer than so many milliseconds */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    // Not at once: after this process was busy for longer than that, the answer lies there and is read in this turn.
    const tooLate = () => setImmediate(() => reject(new Error(`No answer within ${ms} ms`)));
    const timer = setTimeout(tooLate, ms);
    work.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
