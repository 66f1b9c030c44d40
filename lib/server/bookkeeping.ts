import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { Log } from './log.ts';
import type { LimitStore } from './storage/limit-store.ts';
import type { Storage } from './storage/storage.ts';

const HEAL_MS = 15_000;
const PRUNE_MS = 3_600_000;
const DAY_MS = 24 * PRUNE_MS;
/** Minute series are for looking at what happens now. */
const MINUTES_KEPT_MS = 2 * DAY_MS;

const CURRENCY_SETTING = 'currency';

export interface BookkeepingDeps {
  readonly config: Pick<Config, 'currency' | 'retention'>;
  readonly log: Log;
  readonly storage: Storage;
  readonly limitStore: LimitStore;
}

/**
 * What the books need beside the calls: rows for calls whose process died, at start and from time to time, and an end
 * to what is too old.
 *
 * @returns ends it
 * @throws ConfigError when the ledger is kept in another currency: sums over two would be of neither
 */
export async function keepBooks({ config, log, storage, limitStore }: BookkeepingDeps): Promise<() => void> {
  const { ledger, settings } = storage;
  const currency = (await settings.get(CURRENCY_SETTING)) ?? config.currency;
  if (currency !== config.currency) {
    throw new ConfigError('RUIJING_CURRENCY', `is ${config.currency}, but this ledger is kept in ${currency}`);
  }
  await settings.set(CURRENCY_SETTING, currency);

  const heal = async () => {
    const rows = await ledger.heal();
    for (const { requestId, promptTokens, completionTokens, costMicros } of rows) {
      await limitStore.settle(requestId, { tokens: promptTokens + completionTokens, micros: costMicros ?? 0 });
    }
    if (rows.length > 0) log.warn('calls of a process that died were closed', { calls: rows.length });
  };
  const prune = async () => {
    const nowMs = Date.now();
    const { rowDays, sumDays } = config.retention;
    await ledger.prune({
      rowsMs: nowMs - rowDays * DAY_MS,
      sumsMs: nowMs - sumDays * DAY_MS,
      minutesMs: nowMs - MINUTES_KEPT_MS,
    });
  };
  await heal();
  const every = (ms: number, work: () => Promise<void>) =>
    setInterval(
      () => work().catch((cause: unknown) => log.error('bookkeeping failed', { cause: String(cause) })),
      ms,
    ).unref();
  const timers = [every(HEAL_MS, heal), every(PRUNE_MS, prune)];
  return () => timers.forEach(clearInterval);
}
