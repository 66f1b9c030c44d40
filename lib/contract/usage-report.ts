import * as z from 'zod/mini';
import { ENDPOINT_IDS } from './endpoints.ts';
import { printable } from './text.ts';

/**
 * `GET /api/usage/report`: what calls came to over a stretch of time, by what they have in common, and how that went over
 * time; everything that one view of the usage page shows.
 */

/** Stretches that end now; `custom`: from one instant to another. */
export const REPORT_RANGES = ['1h', '24h', '7d', '30d', 'custom'] as const;
export type ReportRange = (typeof REPORT_RANGES)[number];

/** How finely it is shown. */
export const REPORT_STEPS = ['minute', 'quarter', 'hour', 'day'] as const;
export type ReportStep = (typeof REPORT_STEPS)[number];

/** What calls are told apart by. */
export const GROUPINGS = ['model', 'key', 'person', 'route', 'upstream', 'status'] as const;
export type Grouping = (typeof GROUPINGS)[number];

/** What is added up of every call. */
export const reportSumsSchema = z.object({
  requests: z.number(),
  promptTokens: z.number(),
  completionTokens: z.number(),
  /** Millionths of the ledger's currency. */
  costMicros: z.number(),
  /** Requests whose model has no price: their cost is in no sum. */
  unpriced: z.number(),
  /** Of the requests, those that went wrong at the upstream or here; not those whose caller left. */
  failed: z.number(),
  /** Those that a limit of this console refused: requests a minute, tokens, spending. */
  limited: z.number(),
  /** Those that were refused for rights, or for what they asked for. */
  refused: z.number(),
});
export type ReportSums = z.infer<typeof reportSumsSchema>;
export type ReportSum = keyof ReportSums;

export const REPORT_SUMS = [
  ...(['requests', 'promptTokens', 'completionTokens', 'costMicros', 'unpriced'] as const),
  ...(['failed', 'limited', 'refused'] as const),
] satisfies readonly ReportSum[];

/** Durations that are told as percentiles: until the first byte of an answer that is streamed, and of the whole. */
export const TIMINGS = ['firstByte', 'duration'] as const;
export type Timing = (typeof TIMINGS)[number];

/** What a chart shows over time. */
export const METRICS = [
  'requests',
  'promptTokens',
  'completionTokens',
  'costMicros',
  'failed',
  'limited',
  'refused',
  ...TIMINGS,
] as const;
export type Metric = (typeof METRICS)[number];

/** In milliseconds, of calls that were answered well. */
export const percentilesSchema = z.object({
  count: z.number(),
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
});
export type Percentiles = z.infer<typeof percentilesSchema>;

const timingsSchema = z.object({
  /** `null`: no such call. */
  firstByte: z.nullable(percentilesSchema),
  duration: z.nullable(percentilesSchema),
});
export type Timings = z.infer<typeof timingsSchema>;

const MAX_VALUE_CHARACTERS = 256;
/** Of a filter. Empty: calls without a key; without a model or an upstream, since they were refused before. */
const valueSchema = z.string().check(z.maxLength(MAX_VALUE_CHARACTERS), printable());

/** Only calls that have these in common. */
export const usageFilterFields = {
  model: z.optional(valueSchema),
  /** Id of a key. */
  key: z.optional(valueSchema),
  /** Id of a person. */
  person: z.optional(valueSchema),
  route: z.optional(z.enum(ENDPOINT_IDS)),
  upstream: z.optional(valueSchema),
  /** The HTTP status that callers saw. */
  status: z.optional(z.coerce.number().check(z.int(), z.gte(100), z.lte(599))),
};
const usageFilterSchema = z.object(usageFilterFields);
export type UsageFilter = z.infer<typeof usageFilterSchema>;

const instant = z.iso.datetime({ offset: true });

/** IANA name, as in `Asia/Shanghai`. */
export const zoneSchema = z
  .string()
  .check(z.maxLength(64), z.refine(isZone, 'must be a time zone as in Asia/Shanghai'));

function isZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

const reportQueryFields = {
  range: z._default(z.enum(REPORT_RANGES), '24h'),
  /** Of `custom`. */
  from: z.optional(instant),
  to: z.optional(instant),
  /** Whose days; the gateway's own where it is left out. */
  zone: z.optional(zoneSchema),
  by: z._default(z.enum(GROUPINGS), 'model'),
  metric: z._default(z.enum(METRICS), 'requests'),
  /** With calls of the sandbox, which cost nothing; left out: only where nothing else answers. */
  sandbox: z.optional(z.enum(['true', 'false'])),
  ...usageFilterFields,
};

interface Ends {
  readonly range: ReportRange;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

const checkEnds = () =>
  [
    z.refine<Ends>(({ range, from }) => range !== 'custom' || from !== undefined, {
      path: ['from'],
      error: 'is missing',
    }),
    z.refine<Ends>(({ range, to }) => range !== 'custom' || to !== undefined, { path: ['to'], error: 'is missing' }),
    z.refine<Ends>(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
      path: ['to'],
      error: 'must be later than from',
    }),
  ] as const;

export const usageReportQuerySchema = z.strictObject(reportQueryFields).check(...checkEnds());
export type UsageReportQuery = z.infer<typeof usageReportQuerySchema>;

/** `GET /api/usage/export`: the sums of every step and group, as a file. */
export const usageExportQuerySchema = z
  .strictObject({ ...reportQueryFields, format: z.enum(['csv', 'json']) })
  .check(...checkEnds());
export type UsageExportQuery = z.infer<typeof usageExportQuerySchema>;

const stretchSchema = z.object({ startsAt: z.iso.datetime(), endsAt: z.iso.datetime() });

export const usageGroupSchema = z.object({
  /** The model, the id of the key or person, the endpoint, the upstream, the status; empty: none. */
  id: z.string(),
  /** Of a key or person that is known. */
  name: z.nullable(z.string()),
  sums: reportSumsSchema,
  timings: timingsSchema,
});
export type UsageGroup = z.infer<typeof usageGroupSchema>;

export const usageReportSchema = z.object({
  object: z.literal('usage_report'),
  range: z.enum(REPORT_RANGES),
  period: stretchSchema,
  /** What it is compared with. */
  previous: stretchSchema,
  step: z.enum(REPORT_STEPS),
  timeZone: z.string(),
  /** ISO 4217. */
  currency: z.string(),
  /** Calls of the sandbox are among them. */
  sandbox: z.boolean(),
  /** A minute of calls to it can be made. */
  canSample: z.boolean(),
  by: z.enum(GROUPINGS),
  metric: z.enum(METRICS),
  totals: reportSumsSchema,
  previousTotals: reportSumsSchema,
  timings: timingsSchema,
  previousTimings: timingsSchema,
  /** Those with the most of the metric first, of a timing the most frequent. What is left out is in `other`. */
  groups: z.array(usageGroupSchema),
  other: z.nullable(z.object({ groups: z.number(), sums: reportSumsSchema })),
  /** What filters by a key or a person name, where that is known. */
  filterNames: z.partialRecord(z.enum(GROUPINGS), z.string()),
  /** Where each step begins, in Unix milliseconds; the last one ends with the period. */
  starts: z.array(z.number()),
  /**
   * The metric, a value a step: of the groups with most of it and of all others together (id `null`) or, of a timing,
   * its three percentiles; `null`: no call.
   */
  series: z.array(z.object({ id: z.nullable(z.string()), values: z.array(z.nullable(z.number())) })),
  /** By how much a percentile may be off, as a share of it. */
  percentileError: z.number(),
});
export type UsageReport = z.infer<typeof usageReportSchema>;

/** `GET /api/usage/check`, asked as a report is: the calls of its period, added up one by one. */
export const usageCheckSchema = z.object({
  object: z.literal('usage_check'),
  totals: reportSumsSchema,
  /** They come to what the report says, sum by sum. */
  equal: z.boolean(),
  /** So many days single calls are kept, where that is less than the period; `null`: all of it is there. */
  keptDays: z.nullable(z.number()),
});
export type UsageCheck = z.infer<typeof usageCheckSchema>;

/** `POST /api/usage/sample`: a minute of real calls to the sandbox, where the page has nothing to show. */
export const sampleTrafficSchema = z.object({ object: z.literal('sample_traffic'), endsAt: z.iso.datetime() });
export type SampleTraffic = z.infer<typeof sampleTrafficSchema>;
