import { SlidingLog } from '#lib/domain/limits/sliding-log.ts';
import { claimOf, hasRoom, RATE_SPAN_MS, type Standing, type Verdict } from '#lib/domain/limits/standing.ts';
import type { Quota, Subject, Unit } from '#lib/domain/limits/subject.ts';
import {
  type Claim,
  type Clock,
  type LimitStore,
  type PastUse,
  SYSTEM_CLOCK,
} from '#lib/server/storage/limit-store.ts';

interface Counter {
  readonly unit: Unit;
  readonly endMs: number;
  used: number;
  reserved: number;
}

interface Held {
  readonly counter: Counter;
  readonly claimed: number;
}

/** Counters of windows that have ended are let go of this often. */
const SWEEP_MS = 60_000;

export interface MemoryLimitsOptions {
  readonly pastUse: PastUse;
  readonly clock?: Clock;
}

/** Limits of one process: nothing here awaits between the look and the step, so each step is atomic. */
export function createMemoryLimits({ pastUse, clock = SYSTEM_CLOCK }: MemoryLimitsOptions): LimitStore {
  const logs = new Map<string, SlidingLog>();
  const counters = new Map<string, Counter>();
  /** The counters of quotas as objects, which callers that come again bring again: no name is put together for them. */
  const bySight = new WeakMap<Quota, Counter>();
  /** Quotas that are being asked for at the ledger. */
  const loading = new Map<string, Promise<void>>();
  const held = new Map<string, readonly Held[]>();
  let sweptMs = clock.monotonicMs();

  const load = (subject: Subject, quota: Quota): Promise<void> => {
    const id = counterId(subject, quota);
    const running = loading.get(id);
    if (running !== undefined) return running;
    const asked = pastUse(subject, quota)
      .then((used) => void counters.set(id, { unit: quota.unit, endMs: quota.endMs, used, reserved: 0 }))
      .finally(() => loading.delete(id));
    loading.set(id, asked);
    return asked;
  };

  /** @returns undefined when nothing is missing, which is nearly always */
  const loadMissing = (subjects: readonly Subject[]): Promise<unknown> | undefined => {
    let missing: Promise<void>[] | undefined;
    for (const subject of subjects) {
      for (const quota of subject.quotas) {
        if (counterIfKnown(subject, quota) !== undefined) continue;
        missing ??= [];
        missing.push(load(subject, quota));
      }
    }
    return missing === undefined ? undefined : Promise.all(missing);
  };

  const counterOf = (subject: Subject, quota: Quota): Counter => {
    const counter = counterIfKnown(subject, quota);
    if (counter === undefined) throw new Error('A quota was not loaded');
    return counter;
  };

  const counterIfKnown = (subject: Subject, quota: Quota): Counter | undefined => {
    const seen = bySight.get(quota);
    if (seen !== undefined) return seen;
    const counter = counters.get(counterId(subject, quota));
    if (counter !== undefined) bySight.set(quota, counter);
    return counter;
  };

  const standingOf = (subject: Subject, atMs: number): Standing => {
    const log = logs.get(subject.id);
    return {
      subject,
      requests: log?.count(atMs) ?? 0,
      requestWaitMs: subject.requestsPerMinute === null ? 0 : (log?.waitMs(subject.requestsPerMinute, atMs) ?? 0),
      requestResetMs: log?.resetMs(atMs) ?? 0,
      quotas: subject.quotas.map((quota) => {
        const { used, reserved } = counterOf(subject, quota);
        return { quota, used, reserved };
      }),
    };
  };

  const take = ({ requestId, subjects, requests, amounts, leaseMs }: Claim, atMs: number): void => {
    const taken: Held[] = [];
    for (const subject of subjects) {
      if (requests > 0 && subject.requestsPerMinute !== null) logOf(subject.id).add(atMs);
      for (const quota of subject.quotas) {
        const counter = counterOf(subject, quota);
        const claimed = claimOf(quota, amounts);
        counter.reserved += claimed;
        taken.push({ counter, claimed });
      }
    }
    // A look is not settled.
    if (taken.length > 0 && leaseMs > 0) held.set(requestId, taken);
  };

  const logOf = (id: string): SlidingLog => {
    const known = logs.get(id);
    if (known !== undefined) return known;
    const log = new SlidingLog(RATE_SPAN_MS);
    logs.set(id, log);
    return log;
  };

  const sweep = (atMs: number): void => {
    if (atMs - sweptMs < SWEEP_MS) return;
    sweptMs = atMs;
    for (const [id, log] of logs) if (log.count(atMs) === 0) logs.delete(id);
    const wallMs = clock.wallMs();
    for (const [id, { endMs }] of counters) if (endMs <= wallMs) counters.delete(id);
  };

  return {
    async claim(claim) {
      const loaded = loadMissing(claim.subjects);
      if (loaded !== undefined) await loaded;
      const atMs = clock.monotonicMs();
      sweep(atMs);
      const before = claim.subjects.map((subject) => standingOf(subject, atMs));
      const admitted = before.every(
        ({ requestWaitMs, quotas }) =>
          (claim.requests === 0 || requestWaitMs === 0) && quotas.every((standing) => hasRoom(standing, claim.amounts)),
      );
      if (!admitted) return { admitted, standings: before } satisfies Verdict;
      take(claim, atMs);
      return { admitted, standings: claim.subjects.map((subject) => standingOf(subject, atMs)) };
    },
    settle(requestId, used) {
      for (const { counter, claimed } of held.get(requestId) ?? []) {
        counter.reserved -= claimed;
        counter.used += used[counter.unit];
      }
      held.delete(requestId);
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

/** A plan that changes from days to months, or a zone's day that ends, has another counter. */
const counterId = (subject: Subject, { unit, startMs, endMs }: Quota) => `${subject.id} ${unit} ${startMs} ${endMs}`;
