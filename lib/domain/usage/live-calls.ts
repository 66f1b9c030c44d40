import type { LoggedCall } from '#lib/contract/call-log.ts';

/** So many of the newest calls are kept while somebody looks on. */
export const MAX_LIVE_CALLS = 200;

/** Of these so many are drawn while they move; all of them once they are held still. */
export const MOVING_CALLS = 60;

/** When a call ended, in Unix milliseconds: what is told live comes in the order of that. */
export const endedMs = ({ startedAt, durationMs }: Pick<LoggedCall, 'startedAt' | 'durationMs'>): number =>
  Date.parse(startedAt) + durationMs;

/**
 * Calls that are shown and others that were told of, each once, the last to end first, and no more than the newest.
 *
 * @param known as this made it
 */
export function mergeLive(known: readonly LoggedCall[], told: readonly LoggedCall[]): readonly LoggedCall[] {
  const ids = new Set(known.map(({ requestId }) => requestId));
  const added: LoggedCall[] = [];
  for (const call of told) {
    if (ids.has(call.requestId)) continue;
    ids.add(call.requestId);
    added.push(call);
  }
  if (added.length === 0) return known;
  return [...added, ...known].sort((one, other) => endedMs(other) - endedMs(one)).slice(0, MAX_LIVE_CALLS);
}
