import { type Level, levelsOf } from '#lib/domain/limits/gauges.ts';
import type { Watched } from '#lib/domain/limits/watched.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';

/** One limit as it stands, and whose it is. */
export interface Looked {
  readonly watched: Watched;
  readonly level: Level;
}

/** Subjects that one look asks for: a look is one step of the store, and calls wait for their turn meanwhile. */
const LOOK_SUBJECTS = 64;
const NOTHING = { tokens: 0, micros: 0 };

/**
 * How every limit stands, by a look that counts for nothing.
 *
 * @param nowMs Unix milliseconds
 * @throws ApiError 503 `storage_unavailable`
 */
export async function lookAtLimits(
  limitStore: LimitStore,
  watched: readonly Watched[],
  nowMs: number,
): Promise<Looked[]> {
  const looked: Looked[] = [];
  for (let first = 0; first < watched.length; first += LOOK_SUBJECTS) {
    const some = watched.slice(first, first + LOOK_SUBJECTS);
    const subjects = some.map(({ subject }) => subject);
    const { standings } = await limitStore.claim({
      ...{ requestId: newRequestId(), subjects, requests: 0, amounts: NOTHING, leaseMs: 0 },
    });
    for (const [index, standing] of standings.entries()) {
      const one = some[index];
      if (one !== undefined) looked.push(...levelsOf(standing, nowMs).map((level) => ({ watched: one, level })));
    }
  }
  return looked;
}
