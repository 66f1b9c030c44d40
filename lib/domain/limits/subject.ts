import { LIMIT_SCOPES, type LimitScope } from '#lib/contract/limits.ts';
import type { PlanLimits } from '#lib/contract/plans.ts';
import type { Calendar, TimeWindow } from './window.ts';

/** What is counted against a quota: tokens, or millionths of the ledger's currency. */
export const UNITS = ['tokens', 'micros'] as const;
export type Unit = (typeof UNITS)[number];
export type Amounts = Readonly<Record<Unit, number>>;

export interface Quota extends TimeWindow {
  readonly unit: Unit;
  readonly limit: number;
}

/** Somebody whose calls are counted together: a key, an owner on a plan, everybody on a plan. */
export interface Subject {
  readonly id: string;
  readonly requestsPerMinute: number | null;
  readonly quotas: readonly Quota[];
}

/** Whether anything at all limits a subject. */
export const isLimited = ({ requestsPerMinute, quotas }: Subject): boolean =>
  requestsPerMinute !== null || quotas.length > 0;

/**
 * The instant that a call counts at: now or, for one that came before midnight and claims after it, still the day that
 * its quotas are of.
 */
export const instantOf = (subjects: readonly Subject[], nowMs: number): number => {
  let atMs = nowMs;
  for (const { quotas } of subjects) for (const { endMs } of quotas) atMs = Math.min(atMs, endMs - 1);
  return atMs;
};

/** Who calls, as the limits see it. */
export interface LimitedCaller {
  readonly keyId: string | null;
  readonly keyLimits: PlanLimits;
  readonly owner: string;
  readonly plan: { readonly id: string; readonly limits: PlanLimits; readonly pool: PlanLimits };
}

/** Ids of subjects; the ledger's sums are asked by the same three. */
export const subjectIds = ({
  keyId,
  owner,
  plan,
}: Pick<LimitedCaller, 'keyId' | 'owner'> & { plan: { id: string } }) => ({
  key: keyId === null ? null : `key:${keyId}`,
  owner: `owner:${plan.id}:${owner}`,
  plan: `plan:${plan.id}`,
});

/** What kind of subject an id is of. @throws Error for what is no id */
export function kindOf(subjectId: string): LimitScope {
  const kind = LIMIT_SCOPES.find((scope) => subjectId.startsWith(`${scope}:`));
  if (kind === undefined) throw new Error(`This is the id of no subject: ${subjectId}`);
  return kind;
}

/** Whose use in the ledger a subject's is: the way back from {@link subjectIds}. */
export function scopeOf(subjectId: string): { keyId?: string; owner?: string; plan?: string } {
  // An owner's name may hold a colon, an id of a plan or a key does not.
  const [, kind, first = '', rest] = /^(\w+):([^:]*)(?::(.*))?$/s.exec(subjectId) ?? [];
  if (kind === 'key') return { keyId: first };
  return rest === undefined ? { plan: first } : { plan: first, owner: rest };
}

interface Known {
  readonly calendar: Calendar;
  readonly subjects: readonly Subject[];
  /** Until one of their windows ends. */
  readonly untilMs: number;
  readonly sinceMs: number;
}

/** The same caller comes again and again, and windows are long: the same objects let counters be found at once. */
const known = new WeakMap<LimitedCaller, Known>();

/**
 * Those whose limits count this caller's calls, the narrowest first; also those that have none now, for calls under way
 * when they are given some. The same ones while they hold.
 */
export function subjectsOf(caller: LimitedCaller, calendar: Calendar, atMs: number): readonly Subject[] {
  const before = known.get(caller);
  if (before?.calendar === calendar && before.sinceMs <= atMs && atMs < before.untilMs) return before.subjects;
  const subjects = makeSubjects(caller, calendar, atMs);
  const quotas = subjects.flatMap((subject) => subject.quotas);
  known.set(caller, {
    calendar,
    subjects,
    sinceMs: Math.max(...quotas.map(({ startMs }) => startMs), 0),
    untilMs: Math.min(...quotas.map(({ endMs }) => endMs), Number.POSITIVE_INFINITY),
  });
  return subjects;
}

function makeSubjects(caller: LimitedCaller, calendar: Calendar, atMs: number): Subject[] {
  const ids = subjectIds(caller);
  return [
    ...(ids.key === null ? [] : [toSubject(ids.key, caller.keyLimits, { calendar, atMs })]),
    toSubject(ids.owner, caller.plan.limits, { calendar, atMs }),
    toSubject(ids.plan, caller.plan.pool, { calendar, atMs }),
  ];
}

function toSubject(id: string, limits: PlanLimits, { calendar, atMs }: { calendar: Calendar; atMs: number }): Subject {
  const quotas: Quota[] = [];
  if (limits.tokens !== null)
    quotas.push({ unit: 'tokens', limit: limits.tokens, ...calendar(limits.tokenWindow, atMs) });
  if (limits.spendMicrosPerMonth !== null) {
    quotas.push({ unit: 'micros', limit: limits.spendMicrosPerMonth, ...calendar('month', atMs) });
  }
  return { id, requestsPerMinute: limits.requestsPerMinute, quotas };
}
