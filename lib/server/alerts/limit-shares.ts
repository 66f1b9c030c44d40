import type { AlertAbout, AlertLimit, AlertScope } from '#lib/contract/alerts.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import type { Standing } from '#lib/domain/limits/standing.ts';
import { isLimited, type LimitedCaller, type Subject, subjectIds, subjectsOf } from '#lib/domain/limits/subject.ts';
import type { Calendar } from '#lib/domain/limits/window.ts';
import type { Access } from '#lib/server/access.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';
import type { Storage } from '#lib/server/storage/storage.ts';

/** How much of one limit is gone. */
export interface LimitShare {
  /** Per cent. */
  readonly share: number;
  readonly about: Omit<AlertAbout, 'name'>;
}

export interface LimitSharesDeps {
  readonly storage: Pick<Storage, 'keys' | 'people' | 'plans'>;
  readonly access: Pick<Access, 'isTeam' | 'localPlanId'>;
  readonly limitStore: LimitStore;
  /** The gateway's own. */
  readonly calendar: Calendar;
}

/** A subject, and whom it stands for. */
interface Watched {
  readonly subject: Subject;
  readonly kind: AlertAbout['kind'];
  readonly id: string;
}

/** So many are looked at in one step: while that lasts, calls wait. */
const LOOKED_AT_ONCE = 50;
const NOTHING = { tokens: 0, micros: 0 };

/**
 * How much of every limit is gone, by a look that counts for nothing.
 *
 * @throws ApiError 503 `storage_unavailable`
 */
export async function limitShares({ storage, access, limitStore, calendar }: LimitSharesDeps): Promise<LimitShare[]> {
  const nowMs = Date.now();
  const watched = await watchedSubjects({ storage, access, calendar }, nowMs);
  const shares: LimitShare[] = [];
  for (let index = 0; index < watched.length; index += LOOKED_AT_ONCE) {
    const some = watched.slice(index, index + LOOKED_AT_ONCE);
    const subjects = some.map(({ subject }) => subject);
    const { standings } = await limitStore.claim({
      ...{ requestId: newRequestId(), subjects, requests: 0, amounts: NOTHING, leaseMs: 0 },
    });
    for (const [at, standing] of standings.entries()) {
      const whose = some[at];
      if (whose !== undefined) shares.push(...sharesOf(standing, whose));
    }
  }
  return shares;
}

/** Everybody whose calls some limit counts, each once. */
async function watchedSubjects(
  { storage, access, calendar }: Omit<LimitSharesDeps, 'limitStore'>,
  nowMs: number,
): Promise<Watched[]> {
  const [keys, people, plans, isTeam] = await Promise.all([
    storage.keys.list(),
    storage.people.list(),
    storage.plans.list(),
    access.isTeam(),
  ]);
  const byId = new Map(plans.map((plan) => [plan.id, plan]));
  const usable = keys.filter(
    ({ revokedAtMs, expiresAtMs }) => revokedAtMs === null && (expiresAtMs ?? Infinity) > nowMs,
  );
  const owners = [
    ...people.filter(({ disabled }) => !disabled).map(({ id, plan }) => ({ owner: id, plan })),
    ...(isTeam ? [] : [{ owner: 'local', plan: await access.localPlanId() }]),
  ];
  const callers = [
    ...usable.map(({ id, limits, owner, plan }) => ({ keyId: id, keyLimits: limits, owner, plan })),
    ...owners.map((own) => ({ keyId: null, keyLimits: NO_LIMITS, ...own })),
  ];
  const watched = new Map<string, Watched>();
  for (const { plan: planId, ...rest } of callers) {
    const plan = byId.get(planId);
    if (plan === undefined) continue;
    const caller: LimitedCaller = { ...rest, plan };
    const ids = subjectIds(caller);
    for (const subject of subjectsOf(caller, calendar, nowMs)) {
      if (!isLimited(subject)) continue;
      const whose =
        subject.id === ids.key
          ? { kind: 'key' as const, id: caller.keyId ?? '' }
          : subject.id === ids.plan
            ? { kind: 'plan' as const, id: planId }
            : { kind: 'person' as const, id: caller.owner };
      watched.set(subject.id, { subject, ...whose });
    }
  }
  return [...watched.values()];
}

function sharesOf({ subject, requests, quotas }: Standing, { kind, id }: Watched): LimitShare[] {
  const share = (limit: AlertLimit, part: number, whole: number): LimitShare => ({
    share: (part / whole) * 100,
    about: { kind, id, limit },
  });
  return [
    ...(subject.requestsPerMinute === null ? [] : [share('requests', requests, subject.requestsPerMinute)]),
    ...quotas.map(({ quota, used, reserved }) =>
      share(quota.unit === 'tokens' ? 'tokens' : 'spend', used + reserved, quota.limit),
    ),
  ];
}

/** Of the limits that a rule watches, the one that is nearest to its end; undefined: there is none. */
export function nearestLimit(
  shares: readonly LimitShare[],
  { scope, limit }: { readonly scope: AlertScope; readonly limit: AlertLimit | null },
): LimitShare | undefined {
  const meant = shares.filter(
    ({ about }) =>
      (limit === null || about.limit === limit) &&
      (scope.kind === 'all' || (about.kind === scope.kind && about.id === scope.id)),
  );
  return meant.reduce<LimitShare | undefined>(
    (nearest, one) => (nearest === undefined || one.share > nearest.share ? one : nearest),
    undefined,
  );
}
