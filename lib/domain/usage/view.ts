import {
  GROUPINGS,
  type Grouping,
  METRICS,
  type Metric,
  REPORT_RANGES,
  type ReportRange,
  type UsageReport,
} from '#lib/contract/usage-report.ts';
import { toLogQuery, WHOLE_LOG } from './log-view.ts';

/** What of the usage page is shown: all of it stands in its address. */
export interface UsageView {
  readonly range: ReportRange;
  /** Of `custom`: ISO 8601. */
  readonly from: string | undefined;
  readonly to: string | undefined;
  /** IANA name; undefined: the gateway's own. */
  readonly zone: string | undefined;
  readonly by: Grouping;
  readonly metric: Metric;
  /** With calls of the sandbox; undefined: only where nothing else answers. */
  readonly sandbox: boolean | undefined;
  /** Only calls that have these in common. */
  readonly filter: Readonly<Partial<Record<Grouping, string>>>;
}

export const FIRST_VIEW: UsageView = {
  ...{ range: '24h', from: undefined, to: undefined, zone: undefined },
  ...{ by: 'model', metric: 'requests', sandbox: undefined, filter: {} },
};

const oneOf = <T extends string>(known: readonly T[], text: string | null): T | undefined =>
  known.find((one) => one === text);

const FLAGS = { true: true, false: false } as const;

/** @param query of the page's address; what nobody wrote so is left out */
export function parseView(query: Pick<URLSearchParams, 'get'>): UsageView {
  const [from, to] = [instantIn(query.get('from')), instantIn(query.get('to'))];
  const asked = oneOf(REPORT_RANGES, query.get('range')) ?? FIRST_VIEW.range;
  const range = asked === 'custom' && (from === undefined || to === undefined || from >= to) ? FIRST_VIEW.range : asked;
  const sandbox = oneOf(['true', 'false'] as const, query.get('sandbox'));
  return {
    range,
    from: range === 'custom' ? from : undefined,
    to: range === 'custom' ? to : undefined,
    zone: query.get('zone') ?? undefined,
    by: oneOf(GROUPINGS, query.get('by')) ?? FIRST_VIEW.by,
    metric: oneOf(METRICS, query.get('metric')) ?? FIRST_VIEW.metric,
    sandbox: sandbox && FLAGS[sandbox],
    filter: Object.fromEntries(
      GROUPINGS.flatMap((name) => {
        const value = query.get(name);
        return value === null ? [] : [[name, value]];
      }),
    ),
  };
}

function instantIn(text: string | null): string | undefined {
  const ms = Date.parse(text ?? '');
  return Number.isNaN(ms) ? undefined : new Date(ms).toISOString();
}

/** The way back from {@link parseView}, for the address and for the API alike: what is as at first is left out. */
export function toQuery({ filter, sandbox, ...view }: UsageView): URLSearchParams {
  const query = new URLSearchParams();
  for (const name of ['range', 'from', 'to', 'zone', 'by', 'metric'] as const) {
    const value = view[name];
    if (value !== undefined && value !== FIRST_VIEW[name]) query.set(name, value);
  }
  if (sandbox !== undefined) query.set('sandbox', String(sandbox));
  for (const name of GROUPINGS) {
    const value = filter[name];
    if (value !== undefined) query.set(name, value);
  }
  return query;
}

/** A view of the calls behind one step and one group of another. */
export function zoomedTo(
  view: UsageView,
  step: { readonly startMs: number; readonly endMs: number },
  group: string | undefined,
): UsageView {
  return {
    ...view,
    range: 'custom',
    from: new Date(step.startMs).toISOString(),
    to: new Date(step.endMs).toISOString(),
    filter: group === undefined ? view.filter : { ...view.filter, [view.by]: group },
  };
}

/** How much one figure is of another: 0.25 is a quarter more; undefined where there was nothing before. */
export const changeOf = (now: number, before: number): number | undefined =>
  before === 0 ? undefined : (now - before) / before;

/** The query of the log that shows the calls behind a view. @param report what it shows */
export function logQueryOf(
  { filter }: UsageView,
  { period, sandbox }: Pick<UsageReport, 'period' | 'sandbox'>,
): URLSearchParams {
  return toLogQuery({ ...WHOLE_LOG, filter, from: period.startsAt, to: period.endsAt, noSandbox: !sandbox });
}
