import { pauseAfter } from '#lib/domain/alerts/retry.ts';
import type { Log } from '#lib/server/log.ts';
import type { DueDelivery } from '#lib/server/storage/alerts.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import type { Send } from './send.ts';

export interface DeliverDeps {
  readonly storage: Pick<Storage, 'alertOutbox'>;
  readonly log: Log;
  readonly send: Send;
  /** No attempt lasts longer. */
  readonly sendMs: number;
  /** The pause after the first attempt. */
  readonly retryMs: number;
  /** Aborted when the process ends. */
  readonly ending: AbortSignal;
}

/** So many messages are on their way at once. */
const AT_ONCE = 16;
/** To write down what came of an attempt. */
const SETTLE_MS = 30_000;

/** Sends what is due, until nothing is. */
export async function deliver(deps: DeliverDeps): Promise<void> {
  const { storage, sendMs, ending } = deps;
  while (!ending.aborted) {
    const nowMs = Date.now();
    const due = await storage.alertOutbox.take({ nowMs, untilMs: nowMs + sendMs + SETTLE_MS, limit: AT_ONCE });
    if (due.length === 0) return;
    await Promise.all(due.map((delivery) => deliverOne(deps, delivery)));
  }
}

async function deliverOne(
  { storage, log, send, retryMs, ending }: DeliverDeps,
  { id, attempts, event, webhook, messageId }: DueDelivery,
): Promise<void> {
  const { failure, status } = await send(webhook, event, messageId);
  const atMs = Date.now();
  // What the end of the process cut short was no attempt of the receiver's to fail: the next process makes it again.
  if (failure !== null && ending.aborted) {
    await storage.alertOutbox.settle(id, { atMs, state: 'pending', nextAtMs: atMs, status, failure });
    return;
  }
  const pauseMs = failure === null ? undefined : pauseAfter(attempts, { firstMs: retryMs, chance: Math.random() });
  const state = failure === null ? 'delivered' : pauseMs === undefined ? 'failed' : 'pending';
  await storage.alertOutbox.settle(id, { atMs, state, nextAtMs: atMs + (pauseMs ?? 0), status, failure });
  if (state === 'failed') {
    log.error('alert not delivered', { delivery: id, webhook: webhook.id, failure: failure?.code });
  }
}
