import type { AlertScope, Episode } from '#lib/contract/alerts.ts';
import type { Grouping } from '#lib/contract/usage-report.ts';
import { toLogQuery, WHOLE_LOG } from '#lib/domain/usage/log-view.ts';

const MINUTE_MS = 60_000;

/** The page that shows what an alert was about: the calls themselves, all limits, or what the day came to. */
export function pathBehind({ rule, openedAt, closedAt }: Pick<Episode, 'rule' | 'openedAt' | 'closedAt'>): string {
  const { metric, scope, windowMinutes } = rule;
  if (metric === 'limit_share') return '/limits';
  if (metric === 'spend_day') return '/usage';
  const from = new Date(Date.parse(openedAt) - (windowMinutes ?? 0) * MINUTE_MS).toISOString();
  const query = toLogQuery({
    ...WHOLE_LOG,
    filter: filterOf(scope),
    ending: metric === 'error_rate' ? 'failed' : 'ok',
    from,
    to: closedAt ?? undefined,
  });
  return `/logs?${query}`;
}

const filterOf = ({ kind, id }: AlertScope): Partial<Record<Grouping, string>> =>
  id === null || kind === 'all' || kind === 'plan' ? {} : { [kind]: id };
