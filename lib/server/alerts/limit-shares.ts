import type { AlertAbout, AlertLimit, AlertScope } from '#lib/contract/alerts.ts';
import { levelsOf } from '#lib/domain/limits/gauges.ts';
import type { Standing } from '#lib/domain/limits/standing.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import { readSubjects, type SubjectsDeps } from '#lib/server/limits/subjects.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';

/** How much of one limit is gone. */
export interface LimitShare {
  /** Per cent. */
  readonly share: number;
  readonly about: AlertAbout;
}

export interface LimitSharesDeps extends SubjectsDeps {
  readonly limitStore: LimitStore;
}

/** So many are looked at in one step: while that lasts, calls wait. */
const LOOKED_AT_ONCE = 50;
const NOTHING = { tokens: 0, micros: 0 };

/**
 * How much of every limit is gone, by a look that counts for nothing.
 *
 * @param nowMs Unix milliseconds
 * @throws ApiError 503 `storage_unavailable`
 */
export async function limitShares({ limitStore, ...deps }: LimitSharesDeps, nowMs: number): Promise<LimitShare[]> {
  const { watched, names } = await readSubjects(deps, nowMs);
  const shares: LimitShare[] = [];
  for (let index = 0; index < watched.length; index += LOOKED_AT_ONCE) {
    const some = watched.slice(index, index + LOOKED_AT_ONCE);
    const subjects = some.map(({ subject }) => subject);
    const { standings } = await limitStore.claim({
      ...{ requestId: newRequestId(), subjects, requests: 0, amounts: NOTHING, leaseMs: 0 },
    });
    for (const [at, standing] of standings.entries()) {
      const whose = some[at];
      if (whose === undefined) continue;
      const about = whoIs(whose);
      shares.push(...sharesOf(standing, { ...about, name: names[about.kind].get(about.id) ?? null }, nowMs));
    }
  }
  return shares;
}

function whoIs({ scope, keyId, owner, plan }: Watched): Pick<AlertAbout, 'kind' | 'id'> {
  if (scope === 'key') return { kind: 'key', id: keyId ?? '' };
  return scope === 'plan' ? { kind: 'plan', id: plan } : { kind: 'person', id: owner ?? '' };
}

const sharesOf = (standing: Standing, whose: Omit<AlertAbout, 'limit'>, atMs: number): LimitShare[] =>
  levelsOf(standing, atMs).map(({ kind, limit, used, reserved }) => ({
    share: ((used + reserved) / limit) * 100,
    about: { ...whose, limit: kind },
  }));

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
