import type { Amounts } from '#lib/domain/limits/subject.ts';
import type { Log } from '#lib/server/log.ts';
import type { KnownCall } from './messages.ts';

/** Some minutes of a busy gateway; about 50 MB. */
const MAX_KEPT = 100_000;
/** Sent at once, on one connection. */
const GROUP = 200;

/** How a call ended. */
export interface Settle {
  readonly requestId: string;
  readonly used: Amounts;
  /** By this process's monotonic clock. */
  readonly endedMs: number;
  /** Undefined when another process claimed it, or its claim was never answered. */
  readonly call: KnownCall | undefined;
}

/** What calls used that ended while the limits' store was away, until it can be told. */
export class KeptSettles {
  readonly #send: (settle: Settle) => Promise<unknown>;
  readonly #log: Log;
  readonly #kept = new Map<string, Settle>();
  #sending: Promise<void> | undefined;

  /** @param send may be called for the same id more than once */
  constructor(send: (settle: Settle) => Promise<unknown>, log: Log) {
    this.#send = send;
    this.#log = log;
  }

  keep(settle: Settle): void {
    this.#kept.set(settle.requestId, settle);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size <= MAX_KEPT || oldest === undefined) return;
    this.#kept.delete(oldest);
    this.#log.error('limits settles lost', { settles: 1 });
  }

  /** Sends what there is; what cannot be sent is kept for the next time. */
  sendAll(): Promise<void> {
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
    return this.#sending;
  }

  /** Sends what there is for the last time. Leases end and give back what is lost; the ledger has what it used. */
  async end(): Promise<void> {
    await this.sendAll();
    if (this.#kept.size > 0) this.#log.error('limits settles lost', { settles: this.#kept.size });
    this.#kept.clear();
  }

  async #sendAll(): Promise<void> {
    while (this.#kept.size > 0) {
      const group = [...this.#kept.values().take(GROUP)];
      const sent = await Promise.allSettled(group.map((settle) => this.#send(settle)));
      for (const [index, { requestId }] of group.entries()) {
        if (sent[index]?.status === 'fulfilled') this.#kept.delete(requestId);
      }
      if (sent.some(({ status }) => status === 'rejected')) return;
    }
  }
}
