import type { GaugeKind, GaugeWindow } from '#lib/contract/limit-watch.ts';
import type { QuotaStanding, Standing } from './standing.ts';
import type { Quota } from './subject.ts';
import { windowKindOf } from './window.ts';

/** One limit as it stands: a subject has as many as its limits are of kinds. */
export interface Level {
  readonly kind: GaugeKind;
  readonly window: GaugeWindow;
  /** Requests, tokens, or millionths of the currency. */
  readonly limit: number;
  readonly used: number;
  readonly reserved: number;
  /** Unix milliseconds: when the whole limit is free again. */
  readonly resetsAtMs: number;
  /** Unix milliseconds: when one more request fits; `null`: now, or it is no limit of requests. */
  readonly opensAtMs: number | null;
  /** Of tokens and spending. */
  readonly quota: Quota | null;
}

/** @param atMs Unix milliseconds: when the subject stood so */
export function levelsOf(
  { subject, requests, requestWaitMs, requestResetMs, quotas }: Standing,
  atMs: number,
): Level[] {
  const levels = quotas.map(quotaLevel);
  if (subject.requestsPerMinute === null) return levels;
  const rate: Level = {
    ...{ kind: 'requests', window: 'minute', limit: subject.requestsPerMinute, used: requests, reserved: 0 },
    resetsAtMs: Math.ceil(atMs + requestResetMs),
    opensAtMs: requestWaitMs > 0 ? Math.ceil(atMs + requestWaitMs) : null,
    quota: null,
  };
  return [rate, ...levels];
}

const quotaLevel = ({ quota, used, reserved }: QuotaStanding): Level => ({
  ...{ kind: quota.unit === 'tokens' ? 'tokens' : 'spend', window: windowKindOf(quota), limit: quota.limit },
  ...{ used, reserved, resetsAtMs: quota.endMs, opensAtMs: null, quota },
});
