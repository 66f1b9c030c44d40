import type { CallTailQuery } from '#lib/contract/call-log.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { UsageFilter } from '#lib/contract/usage-report.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { CallMatch } from '#lib/domain/usage/call-filter.ts';

/**
 * The calls that somebody may be told of, of those that they ask for: a developer’s own, everybody’s else.
 *
 * @throws ApiError 403 for what a developer asks of somebody else
 */
export function ownFilter(filter: UsageFilter, { id, role }: Principal): UsageFilter {
  if (role !== 'developer') return filter;
  if ((filter.person ?? id) !== id) {
    throw new ApiError('route_not_allowed', 'You may see your own calls only.', { param: 'person' });
  }
  return { ...filter, person: id };
}

/**
 * The single calls that somebody may be told of, of those that they ask for.
 *
 * @throws ApiError 403 for what a developer asks of somebody else
 */
export function matchOf(query: CallTailQuery, principal: Principal): CallMatch {
  const { sandbox, ending, errorCode, requestId, minMs, maxMs, errorText, ...filter } = query;
  const calls = { ...ownFilter(filter, principal), withSandbox: sandbox === 'true' };
  return { calls, ending, errorCode, requestId, minMs, maxMs, errorText };
}
