import type { AlertAbout, AlertLimit, AlertScope } from '#lib/contract/alerts.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import { lookAtLimits } from '#lib/server/limits/look.ts';
import { readSubjects, type SubjectsDeps } from '#lib/server/limits/subjects.ts';
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

/**
 * How much of every limit is gone, by a look that counts for nothing.
 *
 * @param nowMs Unix milliseconds
 * @throws ApiError 503 `storage_unavailable`
 */
export async function limitShares({ limitStore, ...deps }: LimitSharesDeps, nowMs: number): Promise<LimitShare[]> {
  const { watched, names } = await readSubjects(deps, nowMs);
  return (await lookAtLimits(limitStore, watched, nowMs)).map(({ watched: whose, level }) => {
    const about = whoIs(whose);
    return {
      share: ((level.used + level.reserved) / level.limit) * 100,
      about: { ...about, name: names[about.kind].get(about.id) ?? null, limit: level.kind },
    };
  });
}

function whoIs({ scope, keyId, owner, plan }: Watched): Pick<AlertAbout, 'kind' | 'id'> {
  if (scope === 'key') return { kind: 'key', id: keyId ?? '' };
  return scope === 'plan' ? { kind: 'plan', id: plan } : { kind: 'person', id: owner ?? '' };
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
