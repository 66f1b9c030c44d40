import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import type { RefusalKind } from '#lib/contract/limits.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';

type Ended = Pick<LedgerRow, 'endpoint' | 'upstream' | 'outcome' | 'errorCode' | 'limitedBy'>;

/**
 * Who had no room for a call: a limit of this console, the upstream's own limit, or an upstream that is overloaded.
 *
 * @returns null for a call that was let through, or refused for another reason
 */
export function refusalKindOf({ errorCode, limitedBy, outcome }: Ended): RefusalKind | null {
  if (limitedBy !== null) {
    if (errorCode === 'rate_limit_exceeded') return 'rate';
    return errorCode === 'spend_limit_exceeded' ? 'spend' : 'quota';
  }
  if (errorCode === 'overloaded') return 'overload';
  const isUpstream =
    outcome === 'upstream_error' && (errorCode === 'rate_limit_exceeded' || errorCode === 'upstream_quota');
  return isUpstream ? 'upstream' : null;
}

/** Whether a call stood among the requests of a minute: what was refused before it claimed its place did not. */
export const isCounted = ({ endpoint, upstream, limitedBy, errorCode }: Ended): boolean =>
  ENDPOINTS[endpoint].limited && upstream !== '' && limitedBy === null && errorCode !== 'model_not_allowed';
