import { useEffect, useState } from 'react';
import { type FollowState, followLimits, type LimitsNow } from '#lib/client/limits.ts';

/** All limits, as they change. */
export function useLimits(): { readonly limits: LimitsNow | undefined; readonly state: FollowState | 'connecting' } {
  const [limits, setLimits] = useState<LimitsNow>();
  const [state, setState] = useState<FollowState | 'connecting'>('connecting');
  useEffect(() => followLimits({ onLimits: setLimits, onState: setState }), []);
  return { limits, state };
}
