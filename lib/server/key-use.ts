import type { Bar, KeyListed, KeyRecent } from '#lib/contract/key-use.ts';
import type { Key } from '#lib/contract/keys.ts';
import { NO_LIMITS, type Plan, type PlanLimits } from '#lib/contract/plans.ts';
import { byHour, hoursUntil } from '#lib/domain/keys/hours.ts';
import { countsByMonth, nearestQuota } from '#lib/domain/keys/nearest-quota.ts';
import { stateOf } from '#lib/domain/keys/state.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { addUp } from '#lib/domain/usage/sums.ts';
import { barOf } from './access.ts';
import type { Doer, KeyAdmin } from './keys.ts';
import type { ListedPerson } from './storage/people.ts';
import type { Storage } from './storage/storage.ts';

/**
 * What is told of the use of keys: to developers of their own only, and of the calls with those only what was done under
 * their own name. A key may have been somebody else's before.
 */
export interface KeyUse {
  /** All keys, oldest first, each with its last use, what today came to, and the quota nearest to its end. */
  list(by: Doer): Promise<KeyListed[]>;
  /** What was done with a key in the last 24 hours. @throws ApiError 404 */
  recent(id: string, by: Doer): Promise<KeyRecent>;
}

interface KeyUseDeps {
  readonly keys: Pick<KeyAdmin, 'list' | 'get'>;
  readonly storage: Pick<Storage, 'ledger' | 'people' | 'plans'>;
  /** The limits' own: there is one *today*. */
  readonly calendar: Calendar;
  readonly timeZone: string;
  readonly currency: string;
}

/** Kinds of calls, and single calls, that are told of one key. */
const TOLD = 50;

export function createKeyUse({ keys, storage, calendar, timeZone, currency }: KeyUseDeps): KeyUse {
  const { ledger, people, plans } = storage;

  const list = async (by: Doer): Promise<KeyListed[]> => {
    const listed = await keys.list(by);
    if (listed.length === 0) return [];
    const { id: owner, role } = by.principal;
    const of = role === 'admin' ? undefined : { owner, keyIds: listed.map(({ id }) => id) };
    const plansById = new Map((await plans.list()).map((plan) => [plan.id, plan]));
    const nowMs = Date.now();
    const callers = (kind: 'day' | 'month') => ledger.callers({ ...calendar(kind, nowMs), of });
    const [day, month, lastUses, persons] = await Promise.all([
      callers('day'),
      limitsOf(
        listed.filter((key) => isInUse(key, nowMs)),
        plansById,
      ).some(countsByMonth)
        ? callers('month')
        : [],
      ledger.lastUses(of),
      people.list(),
    ]);
    const personsById = new Map(persons.map((person) => [person.id, person]));
    return listed.map((key) => {
      const barred = barOn(personsById.get(key.owner));
      const limits = plansById.get(key.plan)?.limits ?? NO_LIMITS;
      return {
        ...key,
        ownerName: personsById.get(key.owner)?.name ?? null,
        barred,
        lastUsedAt: toInstant(lastUses.get(key.id) ?? null),
        today: addUp(day.filter((use) => use.keyId === key.id && (of === undefined || use.owner === of.owner))),
        // What is left of a key's own quota is told whoever used it up: that many are refused.
        nearest: isInUse(key, nowMs) ? nearestQuota(key, limits, { day, month }) : null,
      };
    });
  };

  const recent = async (id: string, by: Doer): Promise<KeyRecent> => {
    await keys.get(id, by);
    const owner = by.principal.role === 'admin' ? undefined : by.principal.id;
    const nowMs = Date.now();
    const hours = hoursUntil(nowMs, calendar);
    const startMs = hours[0] ?? nowMs;
    const { quarters, kinds, calls, firstCallMs } = await ledger.keyHistory({ keyId: id, owner, startMs, limit: TOLD });
    const sums = byHour(quarters, hours);
    return {
      startsAt: new Date(startMs).toISOString(),
      endsAt: new Date(nowMs).toISOString(),
      timeZone,
      currency,
      totals: addUp(sums),
      firstCallAt: toInstant(firstCallMs),
      lastCallAt: toInstant(calls[0]?.startedAtMs ?? null),
      hours: sums.map(({ startMs: hour, ...hourSums }) => ({ startsAt: new Date(hour).toISOString(), ...hourSums })),
      kinds: [...kinds],
      calls: calls.map(toCall),
    };
  };

  return { list, recent };
}

/** All limits of these keys and of the owners on their plans. */
const limitsOf = (keys: readonly Key[], plans: ReadonlyMap<string, Plan>): PlanLimits[] =>
  keys.flatMap((key) => [key.limits, plans.get(key.plan)?.limits ?? NO_LIMITS]);

function isInUse(key: Key, atMs: number): boolean {
  const state = stateOf(key, atMs);
  return state === 'valid' || state === 'expires';
}

const barOn = (person: ListedPerson | undefined): Bar | null => (person === undefined ? null : barOf(person));

const toInstant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

const toCall = (row: LedgerRow) => ({
  requestId: row.requestId,
  startedAt: new Date(row.startedAtMs).toISOString(),
  endpoint: row.endpoint,
  model: row.model,
  sandbox: row.sandbox,
  status: row.status,
  outcome: row.outcome,
  errorCode: row.errorCode,
  tokens: row.promptTokens + row.completionTokens,
  costMicros: row.costMicros,
  durationMs: row.durationMs,
});
