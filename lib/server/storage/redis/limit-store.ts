import * as z from 'zod/mini';
import { ApiError } from '#lib/contract/errors.ts';
import { claimOf, type Verdict } from '#lib/domain/limits/standing.ts';
import type { Amounts, Quota, Subject } from '#lib/domain/limits/subject.ts';
import type { Log } from '#lib/server/log.ts';
import {
  type Claim,
  type Clock,
  type LimitStore,
  type PastUse,
  SYSTEM_CLOCK,
} from '#lib/server/storage/limit-store.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import { KeptSettles } from './kept-settles.ts';
import { LinkDown, RedisLink } from './link.ts';
import type { ClaimMessage } from './scripts.ts';

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
const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Calls under way that hold nothing: more than a process has. */
const MAX_UNHELD = 100_000;

/** So often a claim is tried whose counters are gone again as soon as they are loaded. */
const MAX_LOADS = 3;

const figure = z.pipe(z.string().check(z.regex(/^-?\d+$/)), z.transform(Number));
const replySchema = z.union([
  z.tuple([z.literal('cold'), z.array(z.int())]),
  z.tuple([
    z.enum(['admitted', 'refused']),
    z.array(z.tuple([figure, figure, figure, z.array(z.tuple([figure, figure]))])),
  ]),
]);
type Told = Extract<z.infer<typeof replySchema>, readonly ['admitted' | 'refused', unknown]>;

const NOTHING: Amounts = { tokens: 0, micros: 0 };

/**
 * Limits that processes share. All state is in Redis, so any process may settle what another one claimed, and what a
 * process that died has claimed is free again when its lease ends.
 *
 * A flushed Redis is filled anew from the ledger; calls that were under way then are counted by the ledger alone.
 */
export function createRedisLimits(options: RedisLimitsOptions): RedisLimits {
  const { url, prefix, pastUse, log, clock, commandMs = COMMAND_MS, reopenMs = REOPEN_MS } = options;
  // One hash tag: a cluster keeps all keys in one place, where one script can reach them.
  const base = `${prefix}:{limits}:`;
  const leasesKey = `${base}leases`;
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
  const send = (requestId: string, used: Amounts) =>
    link.run((redis) =>
      redis.limitsSettle(leasesKey, callPrefix + requestId, requestId, whole(used.tokens), whole(used.micros)),
    );
  const kept = new KeptSettles(send, log);
  /** Decides while Redis is down. */
  const local = createMemoryLimits({
    pastUse: () => Promise.reject(new Error('Quotas are not decided here')),
    ...(clock === undefined ? {} : { clock }),
  });
  /** Calls under way that hold nothing in Redis, so that their end is none of its concern. */
  const unheld = new Set<string>();
  /** Counters that are being loaded from the ledger. */
  const loading = new Map<string, Promise<void>>();

  const load = (subject: Subject, quota: Quota): Promise<void> => {
    const key = base + counterOf(subject, quota);
    const running = loading.get(key);
    if (running !== undefined) return running;
    const ttlMs = Math.max(quota.endMs - wallMs(), 0) + DAY_MS;
    const loaded = pastUse(subject, quota)
      .then((used) => link.run((redis) => redis.limitsLoad(key, whole(used), whole(ttlMs))))
      .then(
        // In a later turn: who was told in this one that it is missing need not ask the ledger again.
        () => void setImmediate(() => loading.delete(key)),
        (error: unknown) => {
          loading.delete(key);
          throw error;
        },
      );
    loading.set(key, loaded);
    return loaded;
  };

  const ask = async (claim: Claim): Promise<Verdict> => {
    if (claim.subjects.length === 0) return { admitted: true, standings: [] };
    const { keys, message, quotas } = toMessage(claim, { base, wallMs, shared: clock === undefined });
    const args = [keys.length, ...keys, JSON.stringify(message), callPrefix];
    for (let tries = 0; tries <= MAX_LOADS; tries++) {
      const reply = replySchema.parse(await link.run((redis) => redis.limitsClaim(...args)));
      if (reply[0] !== 'cold') return toVerdict(reply, claim.subjects);
      const missing = reply[1].flatMap((key) => quotas.get(key) ?? []);
      await Promise.all(missing.map(({ subject, quota }) => load(subject, quota)));
    }
    throw unavailable(new Error('Redis does not keep its counters'));
  };

  const claimShared = async (claim: Claim): Promise<Verdict> => {
    try {
      return await ask(claim);
    } catch (error) {
      if (!(error instanceof LinkDown)) throw error;
      // It may hold something that nobody knows of.
      if (error.sent) kept.keep(claim.requestId, NOTHING);
      throw unavailable(error);
    }
  };

  const holdsNothing = (requestId: string) => {
    unheld.add(requestId);
    const [oldest] = unheld;
    if (unheld.size > MAX_UNHELD && oldest !== undefined) unheld.delete(oldest);
  };

  return {
    async claim(claim) {
      const { requestId, subjects, leaseMs } = claim;
      if (subjects.some(({ quotas }) => quotas.length > 0)) return await claimShared(claim);
      const verdict = await ask(claim).catch((error: unknown) => {
        if (!(error instanceof LinkDown)) throw error;
        return local.claim(claim);
      });
      // A look is not settled.
      if (verdict.admitted && leaseMs > 0) holdsNothing(requestId);
      return verdict;
    },
    async settle(requestId, used) {
      if (unheld.delete(requestId)) return;
      await send(requestId, used).catch(() => kept.keep(requestId, used));
    },
    degraded: () => link.down,
    async close() {
      await kept.end();
      await link.close();
    },
  };
}

interface Addresses {
  readonly base: string;
  readonly wallMs: () => number;
  /** Redis tells the time. */
  readonly shared: boolean;
}

function toMessage({ requestId, subjects, requests, amounts, leaseMs }: Claim, { base, wallMs, shared }: Addresses) {
  const keys = [`${base}leases`, `${base}call:${requestId}`];
  const quotas = new Map<number, { subject: Subject; quota: Quota }>();
  const lastMs = Math.max(0, ...subjects.flatMap((subject) => subject.quotas.map(({ endMs }) => endMs)));
  const message: ClaimMessage = {
    id: requestId,
    nowUs: shared ? undefined : whole(wallMs() * 1_000),
    requests,
    leaseUs: whole(leaseMs * 1_000),
    // As long as its counters: whenever its lease is found to have ended, it tells what to give back.
    keepMs: whole(Math.max(lastMs - wallMs() + DAY_MS, leaseMs + HOUR_MS)),
    subjects: subjects.map((subject) => ({
      ...(subject.requestsPerMinute === null
        ? {}
        : { log: keys.push(`${base}log:${subject.id}`), perMinute: subject.requestsPerMinute }),
      quotas: subject.quotas.map((quota) => {
        const key = keys.push(base + counterOf(subject, quota));
        quotas.set(key, { subject, quota });
        return { key, unit: quota.unit, limit: whole(quota.limit), claim: whole(claimOf(quota, amounts)) };
      }),
    })),
  };
  return { keys, message, quotas };
}

const toVerdict = ([word, standings]: Told, subjects: readonly Subject[]): Verdict => ({
  admitted: word === 'admitted',
  standings: standings.flatMap(([requests, waitUs, resetUs, figures], index) => {
    const subject = subjects[index];
    if (subject === undefined) return [];
    const quotas = figures.flatMap(([used, reserved], place) => {
      const quota = subject.quotas[place];
      return quota === undefined ? [] : [{ quota, used, reserved }];
    });
    return [{ subject, requests, requestWaitMs: waitUs / 1_000, requestResetMs: resetUs / 1_000, quotas }];
  }),
});

/** A plan that changes from days to months, or a zone's day that ends, has another counter. */
const counterOf = (subject: Subject, { unit, startMs, endMs }: Quota) =>
  `use:${subject.id} ${unit} ${startMs} ${endMs}`;

/** An amount as Redis takes it: a whole number in digits, never `1e+21`. */
const whole = (amount: number): string => String(Math.min(Math.max(Math.round(amount), 0), Number.MAX_SAFE_INTEGER));

const unavailable = (cause: unknown): ApiError =>
  new ApiError(
    'storage_unavailable',
    'The gateway cannot tell what is left of a quota, so it takes no calls that count against one. Try again later.',
    {
      retryAfterMs: 1_000,
      cause,
    },
  );
