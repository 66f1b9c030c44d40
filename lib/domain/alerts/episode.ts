import type { EpisodeEnding, Observation, RuleMatter } from '#lib/contract/alerts.ts';

/** What is remembered of a rule that is firing. */
export interface Firing {
  /** The highest value since it began. */
  readonly worst: number;
  /** Since when the value is clearly below the threshold, in Unix milliseconds; `null`: it is not. */
  readonly calmSinceMs: number | null;
}

/** What an observation comes to. */
export type Step =
  | { readonly kind: 'quiet' }
  | { readonly kind: 'opens'; readonly firing: Firing }
  | { readonly kind: 'lasts'; readonly firing: Firing }
  | { readonly kind: 'closes'; readonly by: Extract<EpisodeEnding, 'recovered' | 'no_data'>; readonly worst: number };

/**
 * It is over only so far below the threshold: a value that goes up and down around it is one alert. More than the 4.8 %
 * by which a percentile may be off.
 */
export const CLEAR_SHARE = 0.9;

export interface StepOptions {
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** And only once it has been so low for so long. */
  readonly calmMs: number;
}

/**
 * The next state of a rule. It fires once, from the first value at the threshold on, and lasts until the value has stayed
 * clearly below it, or there has been nothing to measure, for a while.
 *
 * @param firing undefined: it is not
 */
export function stepOf(
  { threshold, minCalls }: Pick<RuleMatter, 'threshold' | 'minCalls'>,
  { firing, value, calls }: Pick<Observation, 'value' | 'calls'> & { readonly firing: Firing | undefined },
  { nowMs, calmMs }: StepOptions,
): Step {
  if (firing === undefined) {
    const isEnough = minCalls === null || (calls ?? 0) >= minCalls;
    if (value === null || value < threshold || !isEnough) return { kind: 'quiet' };
    return { kind: 'opens', firing: { worst: value, calmSinceMs: null } };
  }
  const worst = Math.max(firing.worst, value ?? firing.worst);
  if (value !== null && value >= threshold * CLEAR_SHARE)
    return { kind: 'lasts', firing: { worst, calmSinceMs: null } };
  const calmSinceMs = firing.calmSinceMs ?? nowMs;
  if (nowMs - calmSinceMs < calmMs) return { kind: 'lasts', firing: { worst, calmSinceMs } };
  return { kind: 'closes', by: value === null ? 'no_data' : 'recovered', worst };
}
