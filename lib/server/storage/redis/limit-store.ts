import { randomUUID } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { ApiError } from '#lib/contract/errors.ts';
import type { Verdict } from '#lib/domain/limits/standing.ts';
import { type Amounts, isLimited, type Quota, type Subject } from '#lib/domain/limits/subject.ts';
import type { Log } from '#lib/server/log.ts';
import {
  type Claim,
  type Clock,
  type LimitStore,
  type PastUse,
  SYSTEM_CLOCK,
} from '#lib/server/storage/limit-store.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import { KeptSettles, type Settle } from './kept-settles.ts';
import { LinkDown, RedisLink } from './link.ts';
import {
  type ClaimMessage,
  counterMs,
  countersKey,
  heldBy,
  type KnownCall,
  type LoadMessage,
  type Moment,
  replySchema,
  type SettleMessage,
  toKnown,
  toMessage,
  toVerdict,
  whole,
  windowOf,
} from './messages.ts';
import { ROW_LAG_MS } from './settle-scripts.ts';

export interface RedisLimitsOptions {
  readonly url: string;
  /** Begins every key. */
  readonly prefix: string;
  readonly pastUse: PastUse;
  readonly log: Log;
  /** For tests; in production Redis' own clock tells the time to all processes. */
  readonly clock?: Clock;
  /** A command that takes longer has failed; 250 ms. */
  readonly commandMs?: number;
  /** So long Redis is left alone once a command has failed; 1 s. */
  readonly reopenMs?: number;
}

export interface RedisLimits extends LimitStore {
  /** Redis is down: requests a minute hold in this process only, and quotas refuse. */
  degraded(): boolean;
}

const COMMAND_MS = 250;
const REOPEN_MS = 1_000;

/** Calls under way: more than a process has. */
const MAX_UNDER_WAY = 100_000;

/** So often a claim is tried whose counters are gone again as soon as they are loaded. */
const MAX_LOADS = 3;
/** So often the ledger is asked for the same counter while calls end that it may not know of yet. */
const MAX_READS = 3;

const NOTHING: Amounts = { tokens: 0, micros: 0 };
/** Of a call that holds nothing in Redis: its end is none of its concern. */
const UNHELD = 'unheld';

/**
 * Limits that processes share. All state is in Redis, so any process may settle what another one claimed, and what a
 * process that died has claimed is free again when its lease ends.
 *
 * A counter that Redis does not have, or has from before it was started again, is filled anew from the ledger. Calls
 * under way then hold nothing in it, and what they use is added when they end, once: calls of the process that asks the
 * ledger are known to be in its answer or not by the order of the two, others by Redis' note of their end. What remains:
 * - another process's call that ended up to {@link ROW_LAG_MS} before the ledger was asked counts for nothing where Redis
 *   has lost its note too, and twice where further calls keep ending however often the ledger is asked, or where Redis
 *   was away for its process and was told of its end late;
 * - a call that Redis has lost is told by its own process: where that has died as well, its use is missed until the
 *   counter is loaded again;
 * - calls without any quota are not told to Redis: what they use reaches a quota that is set later when its counter is
 *   loaded, not when they end.
 */
export function createRedisLimits(options: RedisLimitsOptions): RedisLimits {
  const { url, prefix, pastUse, log, clock, commandMs = COMMAND_MS, reopenMs = REOPEN_MS } = options;
  // One hash tag: a cluster keeps all keys in one place, where one script can reach them.
  const base = `${prefix}:{limits}:`;
  const callPrefix = `${base}call:`;
  const { wallMs } = clock ?? SYSTEM_CLOCK;

  const link = new RedisLink({
    url,
    log,
    commandMs,
    reopenMs,
    probeKey: `${base}probe`,
    onUp: () => void kept.sendAll(),
  });
  const tell = ({ requestId: id, used, endedMs }: Settle, held?: readonly string[]) =>
    link.run((redis, run) => {
      const amounts = { tokens: whole(used.tokens), micros: whole(used.micros) };
      const message = { base, id, run, ...amounts, ...momentOf(endedMs), held };
      return redis.limitsSettle(`${base}leases`, callPrefix + id, JSON.stringify(message satisfies SettleMessage));
    });
  const send = async (settle: Settle): Promise<void> => {
    const known = await tell(settle);
    if (known === 0 && settle.call !== undefined) await tell(settle, heldBy(settle.call, base));
  };
  const kept = new KeptSettles(send, log);
  /** Decides while Redis is down. */
  const local = createMemoryLimits({
    pastUse: () => Promise.reject(new Error('Quotas are not decided here')),
    ...(clock === undefined ? {} : { clock }),
  });
  const by = randomUUID();
  /** As an age: other machines' clocks need not agree with this one's. */
  const momentOf = (atMs: number): Moment => ({
    ageUs: whole((performance.now() - atMs) * 1_000),
    by,
    tickUs: whole(atMs * 1_000),
  });
  const underWay = new Map<string, KnownCall | typeof UNHELD>();
  /** Counters that are being loaded from the ledger. */
  const loading = new Map<string, Promise<void>>();

  const read = async (subject: Subject, quota: Quota, leaseMs: number): Promise<void> => {
    const key = countersKey(base, subject);
    for (let reads = 1; ; reads++) {
      const askedMs = performance.now();
      const used = whole(await pastUse(subject, quota));
      const told = await link.run((redis, run) => {
        const message: LoadMessage = {
          ...momentOf(askedMs),
          ...{ base, run, nonce: randomUUID(), window: windowOf(quota), used },
          ...{ nowMs: whole(wallMs()), counterMs: whole(counterMs(leaseMs)), last: reads === MAX_READS },
        };
        return redis.limitsLoad(key, JSON.stringify(message));
      });
      if (told !== 'again') return;
      await pause(ROW_LAG_MS);
    }
  };

  const load = (subject: Subject, quota: Quota, leaseMs: number): Promise<void> => {
    const name = `${countersKey(base, subject)} ${windowOf(quota)}`;
    const running = loading.get(name);
    if (running !== undefined) return running;
    const loaded = read(subject, quota, leaseMs).then(
      // In a later turn: who was told in this one that it is missing need not ask the ledger again.
      () => void setImmediate(() => loading.delete(name)),
      (error: unknown) => {
        loading.delete(name);
        throw error;
      },
    );
    loading.set(name, loaded);
    return loaded;
  };

  const ask = async (claim: Claim): Promise<Verdict> => {
    const { requestId, subjects, leaseMs } = claim;
    const { keys, message } = toMessage(claim, { base, wallMs, shared: clock === undefined });
    for (let tries = 0; tries <= MAX_LOADS; tries++) {
      const told = await link.run((redis, run) => {
        const json = JSON.stringify({ ...message, run } satisfies ClaimMessage);
        return redis.limitsClaim(keys.length, ...keys, json, callPrefix);
      });
      const reply = replySchema.parse(told);
      if (reply[0] !== 'cold') {
        const verdict = toVerdict(reply, subjects);
        if (verdict.admitted && leaseMs > 0 && holds(claim)) isUnderWay(requestId, toKnown(claim, reply, wallMs()));
        return verdict;
      }
      const missing = reply[1].flatMap(([place, index]) => {
        const subject = subjects[place];
        const quota = subject?.quotas[index];
        return subject === undefined || quota === undefined ? [] : [load(subject, quota, leaseMs)];
      });
      await Promise.all(missing);
    }
    throw unavailable(new Error('Redis does not keep its counters'));
  };

  const claimShared = async (claim: Claim): Promise<Verdict> => {
    try {
      return await ask(claim);
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
      // It may hold something that nobody knows of.
      const { requestId } = claim;
      if (error.sent) kept.keep({ requestId, used: NOTHING, endedMs: performance.now(), call: undefined });
      throw unavailable(error);
    }
  };

  const isUnderWay = (requestId: string, call: KnownCall | typeof UNHELD) => {
    underWay.set(requestId, call);
    const [oldest] = underWay.keys();
    if (underWay.size > MAX_UNDER_WAY && oldest !== undefined) underWay.delete(oldest);
  };

  const claimRequests = async (claim: Claim): Promise<Verdict> => {
    if (!claim.subjects.some(isLimited)) return { admitted: true, standings: [] };
    return await ask(claim).catch((error: unknown) => {
      if (!(error instanceof LinkDown)) throw error;
      // As a look: nobody settles it here.
      return local.claim({ ...claim, leaseMs: 0 });
    });
  };

  return {
    async claim(claim) {
      if (holds(claim)) return await claimShared(claim);
      const verdict = await claimRequests(claim);
      if (verdict.admitted && claim.leaseMs > 0) isUnderWay(claim.requestId, UNHELD);
      return verdict;
    },
    async settle(requestId, used) {
      const call = underWay.get(requestId);
      underWay.delete(requestId);
      if (call === UNHELD) return;
      const settle: Settle = { requestId, used, endedMs: performance.now(), call };
      await send(settle).catch(() => kept.keep(settle));
    },
    degraded: () => link.down,
    async close() {
      await kept.end();
      await link.close();
    },
  };
}

/** Whether something is held in Redis. */
const holds = ({ subjects }: Claim) => subjects.some(({ quotas }) => quotas.length > 0);

const unavailable = (cause: unknown): ApiError =>
  new ApiError(
    'storage_unavailable',
    'The gateway cannot tell what is left of a quota, so it takes no calls that count against one. Try again later.',
    {
      retryAfterMs: 1_000,
      cause,
    },
  );
