import { ApiError } from '#lib/contract/errors.ts';
import {
  type Metric,
  TIMINGS,
  type UsageExportQuery,
  type UsageReport,
  type UsageReportQuery,
} from '#lib/contract/usage-report.ts';
import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { RELATIVE_ERROR } from '#lib/domain/usage/histogram.ts';
import { customPeriod, type Period, periodOf } from '#lib/domain/usage/period.ts';
import {
  addUpSums,
  rankGroups,
  seriesOfSums,
  seriesOfTimings,
  timingsIn,
  topGroups,
  type ValueSeries,
} from '#lib/domain/usage/report.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import type { CallFilter, GroupSums } from '#lib/server/storage/usage.ts';
import { figuresOf, type StretchFigures } from './figures.ts';
import { toFile } from './file.ts';
import { namesOf } from './names.ts';

/** What the usage page shows. */
export interface UsageReports {
  /**
   * Developers are told of their own calls only.
   *
   * @throws ApiError 403 for what a developer asks of somebody else, 503 `storage_unavailable`
   */
  report(query: UsageReportQuery, by: { readonly principal: Principal }): Promise<UsageReport>;
  /** The sums of every step and group, as a file. @throws the same */
  exportSums(query: UsageExportQuery, by: { readonly principal: Principal }): Promise<Response>;
}

export interface UsageReportsDeps {
  readonly storage: Pick<Storage, 'usage' | 'keys' | 'people'>;
  /** The gateway's own, whose days are kept. */
  readonly calendar: Calendar;
  readonly timeZone: string;
  readonly currency: string;
  /** Whether nothing but the sandbox answers: then its calls are what there is to see. */
  readonly onlySandbox: boolean;
  /** Whether the sandbox answers chats now. */
  readonly canSample: () => Promise<boolean>;
}

/** Lines in the table; what the others come to stands in one. */
const MAX_GROUPS = 100;

/** Lines of a chart, beside that of all others. */
const MAX_LINES = 9;

export function createUsageReports(deps: UsageReportsDeps): UsageReports {
  const { storage, calendar, timeZone, currency, onlySandbox, canSample } = deps;
  const figureDeps = { usage: storage.usage, calendar };
  const withSandboxOf = ({ sandbox }: Pick<UsageReportQuery, 'sandbox'>) =>
    sandbox === undefined ? onlySandbox : sandbox === 'true';
  return {
    async exportSums({ format, ...query }, { principal }) {
      const { range, by, zone = timeZone } = query;
      const stretch = periodFor(query, zone);
      const filter = filterFor(query, principal, withSandboxOf(query));
      const figures = await figuresOf({ ...stretch, range, filter, zone }, figureDeps);
      const [sums, names] = [await figures.sumsOverTime({ by }), await namesOf(by, storage)];
      return toFile(format, { sums, names, by, currency, zone, starts: figures.starts, ...stretch });
    },
    async report(query, { principal }) {
      const { range, by, metric, zone = timeZone } = query;
      const period = periodFor(query, zone);
      const withSandbox = withSandboxOf(query);
      const filter = filterFor(query, principal, withSandbox);
      // Timings are kept by the hour.
      const finest = isTiming(metric) ? 'hour' : 'quarter';
      const [now, before] = await Promise.all(
        [period, period.previous].map((stretch) => figuresOf({ ...stretch, range, filter, zone, finest }, figureDeps)),
      );
      if (now === undefined || before === undefined) throw new Error('A stretch without figures');
      const groups = await now.sums({ by });
      const [previous, timings, previousTimings, names, series] = await Promise.all([
        before.sums({}),
        now.timings({ by }),
        before.timings({}),
        namesOf(by, storage),
        seriesOf(now, groups, { by, metric }),
      ]);
      const ranked = rankGroups(groups, MAX_GROUPS);
      return {
        object: 'usage_report',
        range,
        period: toStretch(period),
        previous: toStretch(period.previous),
        step: now.step,
        timeZone: zone,
        currency,
        sandbox: withSandbox,
        canSample: await canSample(),
        by,
        metric,
        totals: addUpSums(groups.map(({ sums }) => sums)),
        previousTotals: addUpSums(previous.map(({ sums }) => sums)),
        timings: timingsIn(timings),
        previousTimings: timingsIn(previousTimings),
        groups: ranked.groups.map(({ id, sums }) => ({
          ...{ id, sums, name: names.get(id) ?? null },
          timings: timingsIn(timings, id),
        })),
        other: ranked.other,
        starts: [...now.starts],
        series: series.map(({ id, values }) => ({ id, values: [...values] })),
        percentileError: RELATIVE_ERROR,
      };
    },
  };
}

const isTiming = (metric: Metric): metric is (typeof TIMINGS)[number] => TIMINGS.some((timing) => timing === metric);

async function seriesOf(
  figures: StretchFigures,
  groups: readonly GroupSums[],
  { by, metric }: Pick<UsageReportQuery, 'by' | 'metric'>,
): Promise<ValueSeries[]> {
  const { starts } = figures;
  if (isTiming(metric)) return seriesOfTimings(await figures.timingsOverTime({}), metric, starts);
  const shown = topGroups(groups, metric, MAX_LINES);
  return seriesOfSums(await figures.trend({ metric, by, groups: shown }), shown, starts);
}

function periodFor({ range, from, to }: UsageReportQuery, zone: string): Period {
  if (range !== 'custom') return periodOf(range, Date.now(), zone);
  if (from === undefined || to === undefined) throw new Error('A stretch without ends');
  return customPeriod({ startMs: Date.parse(from), endMs: Date.parse(to) });
}

function filterFor(query: UsageReportQuery, { id, role }: Principal, withSandbox: boolean): CallFilter {
  const { model, key, route, upstream, status } = query;
  if (role === 'developer' && (query.person ?? id) !== id) {
    throw new ApiError('route_not_allowed', 'You may see your own calls only.', { param: 'person' });
  }
  const person = role === 'developer' ? id : query.person;
  return { model, key, person, route, upstream, status, withSandbox };
}

const toStretch = ({ startMs, endMs }: TimeWindow) => ({
  startsAt: new Date(startMs).toISOString(),
  endsAt: new Date(endMs).toISOString(),
});
