import type { Ending } from '#lib/contract/call-log.ts';
import {
  GAUGE_KINDS,
  type GaugeKind,
  type LimitGauge,
  MINUTE_RANGES,
  type MinuteRange,
} from '#lib/contract/limit-watch.ts';
import { LIMIT_SCOPES, type LimitScope } from '#lib/contract/limits.ts';
import { toLogQuery, WHOLE_LOG } from '#lib/domain/usage/log-view.ts';
import { scopeOf } from './subject.ts';

/** What of the limits page is shown: all of it stands in its address. */
export interface LimitsView {
  /** Undefined: of everybody. */
  readonly scope: LimitScope | undefined;
  /** Words that names hold. */
  readonly search: string;
  /** Whose course is open, and of which of its limits. */
  readonly subject: string | undefined;
  readonly kind: GaugeKind | undefined;
  readonly range: MinuteRange;
}

export const FIRST_LIMITS_VIEW: LimitsView = {
  ...{ scope: undefined, search: '', subject: undefined, kind: undefined, range: '1h' },
};

/** @param query of the page's address; what nobody wrote so is left out */
export const parseLimitsView = (query: Pick<URLSearchParams, 'get'>): LimitsView => ({
  scope: LIMIT_SCOPES.find((scope) => scope === query.get('scope')),
  search: query.get('search') ?? '',
  subject: query.get('subject') ?? undefined,
  kind: GAUGE_KINDS.find((kind) => kind === query.get('kind')),
  range: MINUTE_RANGES.find((range) => range === query.get('range')) ?? FIRST_LIMITS_VIEW.range,
});

/** The way back from {@link parseLimitsView}: what is as at first is left out. */
export function toLimitsQuery(view: LimitsView): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['scope', 'search', 'subject', 'kind', 'range'] as const) {
    const value = view[name];
    if (value !== undefined && value !== FIRST_LIMITS_VIEW[name]) query.set(name, value);
  }
  return query;
}

/** All limits of one subject. */
export interface SubjectGauges {
  readonly subject: string;
  readonly gauges: readonly LimitGauge[];
}

/** How much of a limit is gone, calls under way included. */
export const shareOfGauge = ({ used, reserved, limit }: LimitGauge): number => (used + reserved) / limit;

/**
 * Gauges by whose they are: first those that will be reached soonest, then those with the largest share gone, then by name.
 */
export function groupGauges(
  gauges: readonly LimitGauge[],
  { scope, search }: Pick<LimitsView, 'scope' | 'search'>,
): SubjectGauges[] {
  const words = search.trim().toLowerCase();
  const groups = new Map<string, LimitGauge[]>();
  for (const gauge of gauges) {
    if (scope !== undefined && gauge.scope !== scope) continue;
    if (words !== '' && !namesOf(gauge).some((name) => name.toLowerCase().includes(words))) continue;
    groups.set(gauge.subject, [...(groups.get(gauge.subject) ?? []), gauge]);
  }
  return [...groups]
    .map(([subject, theirs]) => ({ subject, gauges: theirs, soonestMs: soonestOf(theirs), share: largestOf(theirs) }))
    .sort((one, other) => one.soonestMs - other.soonestMs || other.share - one.share || byName(one, other))
    .map(({ subject, gauges: theirs }) => ({ subject, gauges: theirs }));
}

const namesOf = ({ key, person, plan }: LimitGauge): string[] =>
  [key, person, plan].flatMap((named) => (named === null ? [] : [named.name ?? '', named.id]));

const soonestOf = (gauges: readonly LimitGauge[]): number =>
  Math.min(...gauges.map(({ timeToLimit }) => Date.parse(timeToLimit?.reachedAt ?? '9999-12-31T00:00:00Z')));

const largestOf = (gauges: readonly LimitGauge[]): number => Math.max(...gauges.map(shareOfGauge));

const byName = (one: { readonly subject: string }, other: { readonly subject: string }): number =>
  one.subject < other.subject ? -1 : 1;

/**
 * The query of the log that shows the calls behind a stretch of a subject's chart.
 *
 * @param ending only those that ended so
 */
export function logQueryOfSubject(
  subject: string,
  { startMs, endMs, ending }: { readonly startMs: number; readonly endMs: number; readonly ending: Ending | undefined },
): URLSearchParams {
  const { keyId, owner } = scopeOf(subject);
  return toLogQuery({
    ...WHOLE_LOG,
    filter: { ...(keyId !== undefined && { key: keyId }), ...(owner !== undefined && { person: owner }) },
    ending,
    from: new Date(startMs).toISOString(),
    to: new Date(endMs).toISOString(),
  });
}

/**
 * What of a quota was used up by the end of each minute: what is used now, less what came after. Before its window began
 * nothing counts: `null`.
 */
export function usedByMinute(
  amounts: readonly number[],
  {
    used,
    startMs,
    windowStartMs,
    minuteMs,
  }: { readonly used: number; readonly startMs: number; readonly windowStartMs: number; readonly minuteMs: number },
): (number | null)[] {
  const levels: (number | null)[] = amounts.map(() => null);
  let left = used;
  for (let index = amounts.length - 1; index >= 0; index--) {
    // A minute that the window begins in is not all of it.
    if (startMs + (index + 1) * minuteMs <= windowStartMs) break;
    levels[index] = Math.max(0, left);
    left -= amounts[index] ?? 0;
  }
  return levels;
}
