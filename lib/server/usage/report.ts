import {
  type Metric,
  TIMINGS,
  type UsageCheck,
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
  isSameSums,
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
import { type Names, namesOf } from './names.ts';
import { ownFilter } from './own.ts';

/** What the usage page shows. */
export interface UsageReports {
  /**
   * Developers are told of their own calls only.
   *
   * @throws ApiError 403 for what a developer asks of somebody else, 503 `storage_unavailable`
   */
  report(query: UsageReportQuery, by: { readonly principal: Principal }): Promise<UsageReport>;
  /** Adds up the calls of the period one by one. @throws the same */
  check(query: UsageReportQuery, by: { readonly principal: Principal }): Promise<UsageCheck>;
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
  /** So many days single calls are kept. */
  readonly rowDays: number;
  /** Whether the sandbox answers chats now. */
  readonly canSample: () => Promise<boolean>;
}

/** Lines in the table; what the others come to stands in one. */
const MAX_GROUPS = 100;

/** While calls go on coming, the ledger and the sums are compared so often at most. */
const MAX_CHECKS = 5;

const DAY_MS = 86_400_000;

/** Lines of a chart, beside that of all others. */
const MAX_LINES = 9;

export function createUsageReports(deps: UsageReportsDeps): UsageReports {
  const { storage, calendar, timeZone, currency, onlySandbox, rowDays, canSample } = deps;
  const figureDeps = { usage: storage.usage, calendar };
  const withSandboxOf = ({ sandbox }: Pick<UsageReportQuery, 'sandbox'>) =>
    sandbox === undefined ? onlySandbox : sandbox === 'true';
  return {
    async check(query, { principal }) {
      const { range, zone = timeZone } = query;
      const stretch = periodFor(query, zone);
      const filter = filterFor(query, principal, withSandboxOf(query));
      const figures = await figuresOf({ ...stretch, range, filter, zone }, figureDeps);
      const told = async () => addUpSums((await figures.sums({})).map(({ sums }) => sums));
      const { startMs, endMs } = stretch;
      const keptDays = startMs < Date.now() - rowDays * DAY_MS ? rowDays : null;
      for (let left = MAX_CHECKS, before = await told(); ; left--) {
        const totals = addUpSums((await storage.usage.callSums({ startMs, endMs, filter })).map(({ sums }) => sums));
        const after = await told();
        const equal = isSameSums(totals, after);
        // A call that ended between the two looks is in one of them only.
        if (equal || left === 0 || isSameSums(before, after)) return { object: 'usage_check', totals, equal, keptDays };
        before = after;
      }
    },
    async exportSums({ format, ...query }, { principal }) {
      const { range, by, zone = timeZone } = query;
      const stretch = periodFor(query, zone);
      const filter = filterFor(query, principal, withSandboxOf(query));
      const figures = await figuresOf({ ...stretch, range, filter, zone }, figureDeps);
      const [sums, names] = [await figures.sumsOverTime({ by }), await namesOf(storage)];
      return toFile(format, {
        sums,
        names: names[by] ?? NO_NAMES,
        by,
        currency,
        zone,
        starts: figures.starts,
        ...stretch,
      });
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
      const [totals, previous, timings, previousTimings, names, series] = await Promise.all([
        now.sums({}),
        before.sums({}),
        now.timings({ by }),
        before.timings({}),
        namesOf(storage),
        seriesOf(now, groups, { by, metric }),
      ]);
      const ranked = rankGroups(groups, isTiming(metric) ? 'requests' : metric, MAX_GROUPS);
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
        totals: addUpSums(totals.map(({ sums }) => sums)),
        previousTotals: addUpSums(previous.map(({ sums }) => sums)),
        timings: timingsIn(timings),
        previousTimings: timingsIn(previousTimings),
        groups: ranked.groups.map(({ id, sums }) => ({
          ...{ id, sums, name: names[by]?.get(id) ?? null },
          timings: timingsIn(timings, id),
        })),
        other: ranked.other,
        filterNames: filterNames(filter, names),
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

function filterFor(query: UsageReportQuery, principal: Principal, withSandbox: boolean): CallFilter {
  const { model, key, person, route, upstream, status } = query;
  return { ...ownFilter({ model, key, person, route, upstream, status }, principal), withSandbox };
}

const NO_NAMES: ReadonlyMap<string, string> = new Map();

const filterNames = ({ key = '', person = '' }: CallFilter, names: Names): UsageReport['filterNames'] => {
  const [keyName, personName] = [names.key?.get(key), names.person?.get(person)];
  return {
    ...(keyName === undefined ? {} : { key: keyName }),
    ...(personName === undefined ? {} : { person: personName }),
  };
};

const toStretch = ({ startMs, endMs }: TimeWindow) => ({
  startsAt: new Date(startMs).toISOString(),
  endsAt: new Date(endMs).toISOString(),
});
