import { createCalendar } from '#lib/domain/limits/window.ts';
import type { Config } from './config.ts';
import { ConfigError } from './config-error.ts';
import type { Log } from './log.ts';
import type { Runs } from './runs/runs.ts';
import type { LimitStore } from './storage/limit-store.ts';
import type { Storage } from './storage/storage.ts';
import type { UpstreamEntry } from './upstream/router.ts';
import type { CallFeed } from './usage/call-feed.ts';

const HEAL_MS = 15_000;
/** Sums of hours are made a quarter of an hour after their end. */
const ROLL_UP_MS = 300_000;
/** Not while the process is starting. */
const FIRST_ROLL_UP_MS = 5_000;
/** What upstreams say of their limits outlives the process, and is there for others. */
const OBSERVE_MS = 5_000;
const PRUNE_MS = 3_600_000;
/** The first time soon, since a process may not live for an hour; but not while it is starting. */
const FIRST_PRUNE_MS = 30_000;
const DAY_MS = 24 * PRUNE_MS;
/** Minute series are for looking at what happens now. */
const MINUTES_KEPT_MS = 2 * DAY_MS;
/** Logs of runs are ten times as long as what they said, and that is in the conversation. */
const RUNS_KEPT_MS = 7 * DAY_MS;
/** Links that are over; what became of them the audit log tells for good. */
const LINKS_KEPT_MS = 30 * DAY_MS;

/** Conversations that were removed: so long their owner may think better of it. */
const REMOVED_KEPT_MS = 7 * DAY_MS;

/** Pictures that no message has: so long the one that they were made for may still be sent. */
const UNUSED_PICTURES_KEPT_MS = DAY_MS;

const CURRENCY_SETTING = 'currency';

export interface BookkeepingDeps {
  readonly config: Pick<Config, 'currency' | 'retention' | 'timeZone'>;
  readonly log: Log;
  readonly storage: Storage;
  readonly limitStore: LimitStore;
  readonly feed: Pick<CallFeed, 'add'>;
  readonly runs: Pick<Runs, 'heal' | 'prune'>;
  readonly upstreams: readonly UpstreamEntry[];
  /** When what is too old is deleted for the first time; 30 s. */
  readonly firstPruneMs?: number;
}

/**
 * What the books need beside the calls: rows for calls whose process died, at start and from time to time, and an end
 * to what is too old.
 *
 * @returns ends it
 * @throws ConfigError when the ledger is kept in another currency: sums over two would be of neither
 */
export async function keepBooks(deps: BookkeepingDeps): Promise<() => void> {
  const { config, log, storage, limitStore, feed, runs, upstreams, firstPruneMs = FIRST_PRUNE_MS } = deps;
  const { ledger, usage, limitHistory, settings, people, invitations, conversations, pictures, payloads, alerts } =
    storage;
  const calendar = createCalendar(config.timeZone);
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
    for (const row of rows) feed.add(row);
    if (rows.length > 0) log.warn('calls of a process that died were closed', { calls: rows.length });
    await runs.heal();
  };
  const prune = async () => {
    const nowMs = Date.now();
    const { rowDays, sumDays } = config.retention;
    await ledger.prune({
      rowsMs: nowMs - rowDays * DAY_MS,
      // Whole days, or a day’s sum would be of more than its quarters are.
      sumsMs: calendar('day', nowMs - sumDays * DAY_MS).startMs,
      minutesMs: nowMs - MINUTES_KEPT_MS,
    });
    await runs.prune(nowMs - RUNS_KEPT_MS);
    await people.pruneSessions(nowMs);
    await invitations.prune(nowMs - LINKS_KEPT_MS);
    await conversations.purge(nowMs - REMOVED_KEPT_MS);
    await alerts.prune(nowMs - sumDays * DAY_MS);
    await pictures.prune(nowMs - UNUSED_PICTURES_KEPT_MS);
    await payloads.prune(nowMs);
  };
  const observedMs = new Map<string, number>();
  const observe = async () => {
    for (const { upstream } of upstreams) {
      const last = upstream.lastLimits?.();
      if (last === undefined || last.observedAtMs === observedMs.get(upstream.name)) continue;
      await limitHistory.observe({ upstream: upstream.name, ...last });
      observedMs.set(upstream.name, last.observedAtMs);
    }
  };
  const rollUp = () => usage.rollUp(Date.now());
  await heal();
  let stopped = false;
  const attempt = (work: () => Promise<void>) => () => {
    work().catch((cause: unknown) => {
      // What the end of the process cut short is done by the next one.
      if (!stopped) log.error('bookkeeping failed', { cause: String(cause) });
    });
  };
  const timers = [
    setInterval(attempt(heal), HEAL_MS).unref(),
    setTimeout(attempt(rollUp), FIRST_ROLL_UP_MS).unref(),
    setInterval(attempt(rollUp), ROLL_UP_MS).unref(),
    setInterval(attempt(observe), OBSERVE_MS).unref(),
    setTimeout(attempt(prune), firstPruneMs).unref(),
    setInterval(attempt(prune), PRUNE_MS).unref(),
  ];
  return () => {
    stopped = true;
    timers.forEach(clearInterval);
  };
}
