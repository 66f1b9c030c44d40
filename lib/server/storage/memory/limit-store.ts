import { SlidingLog } from '#lib/domain/limits/sliding-log.ts';
import { claimOf, hasRoom, RATE_SPAN_MS, type Standing, type Verdict } from '#lib/domain/limits/standing.ts';
import { type Amounts, instantOf, type Quota, type Subject, type Unit } from '#lib/domain/limits/subject.ts';
import type { TimeWindow } from '#lib/domain/limits/window.ts';
import {
  type Claim,
  type Clock,
  type LimitStore,
  type PastUse,
  SYSTEM_CLOCK,
} from '#lib/server/storage/limit-store.ts';

interface Counter extends TimeWindow {
  readonly unit: Unit;
  used: number;
  reserved: number;
}

/** A call under way. */
interface Held {
  readonly subjects: readonly Subject[];
  /** The instant that it counts at. */
  readonly atMs: number;
  readonly claims: readonly { readonly counter: Counter; readonly claimed: number }[];
}

/** A counter that the ledger is being asked for. */
interface Loading {
  readonly subjectId: string;
  readonly quota: Quota;
  /** Used by calls that ended since it was asked: the answer may know of them or not. */
  ended: number;
  done: Promise<void>;
}

/** Counters of windows that have ended are let go of this often. */
const SWEEP_MS = 60_000;
/** For so long after its window a counter may still be asked for, by a call that came before the end and claims late. */
const KEPT_MS = 86_400_000;
/** So often the ledger is asked again because a call ended in between; the last answer counts that call twice, at worst. */
const MAX_READS = 5;

export interface MemoryLimitsOptions {
  readonly pastUse: PastUse;
  readonly clock?: Clock;
}

/** Limits of one process: nothing here awaits between the look and the step, so each step is atomic. */
export function createMemoryLimits({ pastUse, clock = SYSTEM_CLOCK }: MemoryLimitsOptions): LimitStore {
  const logs = new Map<string, SlidingLog>();
  /** By the subject's id: few each. */
  const counters = new Map<string, readonly Counter[]>();
  /** The counters of quotas as objects, which callers that come again bring again: nothing is searched for them. */
  const bySight = new WeakMap<Quota, Counter>();
  const loadings = new Set<Loading>();
  const held = new Map<string, Held>();
  let sweptMs = clock.monotonicMs();

  const load = (subject: Subject, quota: Quota): Promise<void> => {
    for (const loading of loadings) {
      if (loading.subjectId === subject.id && isSameWindow(loading.quota, quota)) return loading.done;
    }
    const loading: Loading = { subjectId: subject.id, quota, ended: 0, done: Promise.resolve() };
    loadings.add(loading);
    loading.done = read(subject, loading).finally(() => loadings.delete(loading));
    return loading.done;
  };

  const read = async (subject: Subject, loading: Loading): Promise<void> => {
    const { unit, startMs, endMs } = loading.quota;
    for (let reads = 1; ; reads++) {
      loading.ended = 0;
      const used = await pastUse(subject, loading.quota);
      if (loading.ended > 0 && reads < MAX_READS) continue;
      const counter = { unit, startMs, endMs, used: used + loading.ended, reserved: 0 };
      // In one turn: what ends from here on finds the counter.
      loadings.delete(loading);
      counters.set(subject.id, [...(counters.get(subject.id) ?? []), counter]);
      return;
    }
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
    const counter = counters.get(subject.id)?.find((one) => isSameWindow(one, quota));
    if (counter !== undefined) bySight.set(quota, counter);
    return counter;
  };

  const waitMsOf = ({ id, requestsPerMinute }: Subject, atMs: number): number =>
    requestsPerMinute === null ? 0 : (logs.get(id)?.waitMs(requestsPerMinute, atMs) ?? 0);

  const admits = (subject: Subject, amounts: Amounts, atMs: number): boolean =>
    waitMsOf(subject, atMs) === 0 &&
    subject.quotas.every((quota) => hasRoom(quota, counterOf(subject, quota), amounts));

  const standingOf = (subject: Subject, atMs: number): Standing => {
    const log = logs.get(subject.id);
    return {
      subject,
      requests: log?.count(atMs) ?? 0,
      requestWaitMs: waitMsOf(subject, atMs),
      requestResetMs: log?.resetMs(atMs) ?? 0,
      quotas: subject.quotas.map((quota) => {
        const { used, reserved } = counterOf(subject, quota);
        return { quota, used, reserved };
      }),
    };
  };

  const take = ({ requestId, subjects, requests, amounts, leaseMs }: Claim, atMs: number): void => {
    const claims: Held['claims'][number][] = [];
    for (const subject of subjects) {
      if (requests > 0 && subject.requestsPerMinute !== null) logOf(subject.id).add(atMs);
      // A look is not settled.
      if (leaseMs === 0) continue;
      for (const quota of subject.quotas) {
        const counter = counterOf(subject, quota);
        const claimed = claimOf(quota, amounts);
        counter.reserved += claimed;
        claims.push({ counter, claimed });
      }
    }
    // Also without a quota: one may be set before it ends, and its use counts for it.
    if (subjects.length > 0 && leaseMs > 0)
      held.set(requestId, { subjects, atMs: instantOf(subjects, clock.wallMs()), claims });
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
    for (const [id, all] of counters) {
      const kept = all.filter(({ endMs }) => endMs + KEPT_MS > wallMs);
      if (kept.length === 0) counters.delete(id);
      else if (kept.length < all.length) counters.set(id, kept);
    }
  };

  return {
    async claim(claim) {
      sweep(clock.monotonicMs());
      // Until nothing is missing: from the last look on nothing awaits, and nobody else sweeps.
      for (let loaded = loadMissing(claim.subjects); loaded !== undefined; loaded = loadMissing(claim.subjects)) {
        await loaded;
      }
      const atMs = clock.monotonicMs();
      const admitted = claim.requests === 0 || claim.subjects.every((subject) => admits(subject, claim.amounts, atMs));
      if (admitted) take(claim, atMs);
      return { admitted, standings: claim.subjects.map((subject) => standingOf(subject, atMs)) } satisfies Verdict;
    },
    settle(requestId, used) {
      const call = held.get(requestId);
      if (call === undefined) return Promise.resolve();
      held.delete(requestId);
      for (const { counter, claimed } of call.claims) counter.reserved -= claimed;
      // All that its row in the ledger adds to, not only what it claimed from: limits may have changed meanwhile.
      for (const { id } of call.subjects) {
        for (const counter of counters.get(id) ?? []) {
          if (holds(counter, call.atMs)) counter.used += used[counter.unit];
        }
        for (const loading of loadings) {
          if (loading.subjectId === id && holds(loading.quota, call.atMs)) loading.ended += used[loading.quota.unit];
        }
      }
      return Promise.resolve();
    },
    close: () => Promise.resolve(),
  };
}

const holds = ({ startMs, endMs }: TimeWindow, atMs: number) => startMs <= atMs && atMs < endMs;

/** A plan that changes from days to months, or a zone's day that ends, has another counter. */
const isSameWindow = (first: Pick<Quota, 'unit' | keyof TimeWindow>, second: Quota) =>
  first.unit === second.unit && first.startMs === second.startMs && first.endMs === second.endMs;
