import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import { type Grouping, REPORT_SUMS, type ReportSum, reportSumsSchema } from '#lib/contract/usage-report.ts';
import type { TimeWindow } from '#lib/domain/limits/window.ts';
import { BUCKET_GROWTH } from '#lib/domain/usage/histogram.ts';
import { addCount, addWritten } from '#lib/domain/usage/latency.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { LONG_SPANS } from '#lib/domain/usage/spans.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type {
  CallFilter,
  GroupSums,
  PlacedTimings,
  RowsQuery,
  RowsTrendQuery,
  Trended,
  TrendPoint,
  TrendQuery,
  UnitsQuery,
} from '#lib/server/storage/usage.ts';
import type { Database } from './schema.ts';
import { isIn, SPAN_TABLES, spansIn, sumsIn } from './summed-spans.ts';
import { spanName, type TimingSlice } from './usage-tables.ts';

/** What the usage page asks, the same words for both databases. */

const COLUMNS = {
  model: 'model',
  key: 'key_id',
  person: 'owner',
  route: 'endpoint',
  upstream: 'upstream',
  status: 'status',
} as const satisfies Record<Grouping, string>;

export const quoted = (words: readonly string[]) => sql.join(words.map((word) => sql.lit(word)));
// An upstream's own limit answers with the same code, and is a failure there.
const isLimited = sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND error_code IN (${quoted(LIMIT_CODES)})`;
const when = (condition: RawBuilder<unknown>, amount: RawBuilder<unknown>) =>
  sql`CASE WHEN ${condition} THEN ${amount} ELSE 0 END`;

/** @param requests how many calls a row stands for */
const sumsOfCalls = (requests: RawBuilder<unknown>, unpriced: RawBuilder<unknown>) =>
  ({
    requests,
    promptTokens: sql`prompt_tokens`,
    completionTokens: sql`completion_tokens`,
    costMicros: sql`coalesce(cost_micros, 0)`,
    unpriced,
    failed: when(sql`outcome IN (${quoted(FAILED_OUTCOMES)})`, requests),
    limited: when(isLimited, requests),
    refused: when(sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND NOT coalesce(${isLimited}, false)`, requests),
  }) satisfies Record<ReportSum, RawBuilder<unknown>>;

const OF_SUMS = sumsOfCalls(sql`requests`, sql`unpriced`);
const OF_ROWS = sumsOfCalls(sql`1`, sql`CASE WHEN cost_micros IS NULL THEN 1 ELSE 0 END`);

// Postgres sums 64-bit integers into a decimal, which its driver hands over as text; figures that are none do not pass.
const summed = (columns: typeof OF_SUMS) =>
  sql.join(
    REPORT_SUMS.map((name) => sql`CAST(coalesce(sum(${columns[name]}), 0) AS double precision) AS ${sql.ref(name)}`),
  );

/** Of a series or of a call: a call without a key has NULL where a series has an empty text. */
const groupOf = (by: Grouping | undefined): RawBuilder<unknown> =>
  by === undefined ? sql`''` : sql`coalesce(CAST(${sql.ref(COLUMNS[by])} AS text), '')`;

export function conditions({ withSandbox, ...filter }: CallFilter): RawBuilder<unknown> {
  const all = [sql`1 = 1`];
  for (const by of Object.keys(COLUMNS).filter((name): name is Grouping => Object.hasOwn(COLUMNS, name))) {
    const value = filter[by];
    if (value === undefined) continue;
    const column = sql.ref(COLUMNS[by]);
    all.push(by === 'key' ? sql`coalesce(${column}, '') = ${value}` : sql`${column} = ${value}`);
  }
  if (!withSandbox) all.push(sql`sandbox = 0`);
  return sql.join(all, sql` AND `);
}

const placeFields = { place: z.string(), start: z.coerce.number() };
const sumsRowsSchema = z.array(z.extend(reportSumsSchema, placeFields));

const toSums = (rows: readonly unknown[], stepMs: number): GroupSums[] =>
  sumsRowsSchema.parse(rows).map(({ place, start, ...sums }) => ({ group: place, startMs: start * stepMs, sums }));

/** Of a sum, what a report shows. */
const READ_COLUMNS = [
  ...(['quarter', 'series_id', 'requests', 'prompt_tokens', 'completion_tokens', 'cost_micros', 'unpriced'] as const),
];

/** What the sums of these spans come to. */
export async function sumsOf(
  database: Kysely<Database>,
  { units, stepped, filter, by }: UnitsQuery,
): Promise<GroupSums[]> {
  if (spansIn(units).length === 0) return [];
  const { rows } = await sql`SELECT ${groupOf(by)} AS place, ${startOf(stepped)} AS start, ${summed(OF_SUMS)}
    FROM ${sumsIn(units, READ_COLUMNS)} AS part JOIN series ON series.id = part.series_id
    WHERE ${conditions(filter)} GROUP BY 1, 2`.execute(database);
  return toSums(rows, QUARTER_MS);
}

/** What the calls of a stretch come to. */
export async function callSumsOf(database: Kysely<Database>, query: RowsQuery): Promise<GroupSums[]> {
  const { filter, by, stepMs } = query;
  const { rows } = await sql`SELECT ${groupOf(by)} AS place, ${startOfRow(stepMs)} AS start, ${summed(OF_ROWS)}
    FROM ledger WHERE ${within(query)} AND ${conditions(filter)} GROUP BY 1, 2`.execute(database);
  return toSums(rows, stepMs ?? 0);
}

const startOf = (stepped: boolean) => (stepped ? sql`quarter` : sql`0`);

const startOfRow = (stepMs: number | undefined) =>
  stepMs === undefined ? sql`0` : sql`started_at_ms / ${sql.lit(stepMs)}`;

const within = ({ startMs, endMs }: TimeWindow) => sql`started_at_ms >= ${startMs} AND started_at_ms < ${endMs}`;

/** A column a group: rows that lie in the order of time need no sorting then. */
function trendColumns({ metric, by, groups }: Trended, columns: typeof OF_SUMS): RawBuilder<unknown> {
  const amount = (of: RawBuilder<unknown>, name: string) =>
    sql`CAST(coalesce(sum(${of}), 0) AS double precision) AS ${sql.ref(name)}`;
  const value = columns[metric];
  return sql.join([
    amount(value, 'total'),
    ...groups.map((group, index) => amount(when(sql`${groupOf(by)} = ${group}`, value), `value${index}`)),
  ]);
}

const trendRowsSchema = z.array(z.catchall(z.object({ start: z.coerce.number(), total: z.number() }), z.number()));

const toTrend = (rows: readonly unknown[], { groups }: Trended, stepMs: number): TrendPoint[] =>
  trendRowsSchema.parse(rows).map(({ start, total, ...values }) => ({
    startMs: start * stepMs,
    total,
    values: groups.map((_, index) => values[`value${index}`] ?? 0),
  }));

/** One sum of each of these spans. */
export async function trendOf(database: Kysely<Database>, query: TrendQuery): Promise<TrendPoint[]> {
  const { units, filter } = query;
  const points = await Promise.all(
    spansIn(units).map(async (span) => {
      const table = sql.table(SPAN_TABLES[span]);
      const { rows } = await sql`SELECT quarter AS start, ${trendColumns(query, OF_SUMS)}
        FROM ${table} JOIN series ON series.id = series_id
        WHERE ${isIn(units[span], span)} AND ${conditions(filter)} GROUP BY quarter`.execute(database);
      return toTrend(rows, query, QUARTER_MS);
    }),
  );
  return points.flat();
}

/** One sum of the calls of each step. */
export async function callTrendOf(database: Kysely<Database>, query: RowsTrendQuery): Promise<TrendPoint[]> {
  const { filter, stepMs } = query;
  const { rows } = await sql`SELECT ${startOfRow(stepMs)} AS start, ${trendColumns(query, OF_ROWS)}
    FROM ledger WHERE ${within(query)} AND ${conditions(filter)} GROUP BY 1`.execute(database);
  return toTrend(rows, query, stepMs);
}

const timingRowsSchema = z.array(z.object({ ...placeFields, first_byte: z.string(), duration: z.string() }));

/** Durations are told of calls that were answered well: those that were not are over too soon, or too late. */
const ANSWERED = { outcome: 'ok', status: '200' } as const;

/** Timings are kept of one status only. */
const timingGroup = (by: Grouping | undefined) => (by === 'status' ? sql`${sql.lit(ANSWERED.status)}` : groupOf(by));

/** @returns undefined where no call that was answered well is meant */
function timingFilter({ status, ...filter }: CallFilter): CallFilter | undefined {
  return status === undefined || String(status) === ANSWERED.status ? filter : undefined;
}

/** How long the calls of these hours and days took. */
export async function timingsOf(
  database: Kysely<Database>,
  { units, stepped, filter, by }: UnitsQuery,
): Promise<PlacedTimings[]> {
  const spans = LONG_SPANS.filter((span) => units[span].length > 0);
  const asked = timingFilter(filter);
  if (spans.length === 0 || asked === undefined) return [];
  const slice = sliceOf(asked, by);
  const kept = spans.map((span) => sql`(span = ${spanName(span, slice)} AND ${isIn(units[span], span)})`);
  const { rows } = await sql`SELECT ${timingGroup(by)} AS place, ${startOf(stepped)} AS start,
      first_byte, duration
    FROM usage_timing WHERE (${sql.join(kept, sql` OR `)}) AND ${conditions(asked)}`.execute(database);
  const placed = new Timings();
  for (const { first_byte, duration, place, start } of timingRowsSchema.parse(rows)) {
    const timings = placed.at(place, start * QUARTER_MS);
    addWritten(timings.firstByte, first_byte);
    addWritten(timings.duration, duration);
  }
  return placed.all();
}

/** Where nothing else is asked for, timings are kept for each grouping by itself: a fraction of the rows. */
function sliceOf({ withSandbox: _, ...filter }: CallFilter, by: Grouping | undefined): TimingSlice {
  const isWhole = Object.values(filter).every((value) => value === undefined);
  if (!isWhole) return 'each';
  return by === undefined || by === 'status' ? 'all' : by;
}

const bucketRowsSchema = z.array(
  z.object({
    ...placeFields,
    timing: z.enum(['firstByte', 'duration']),
    bucket: z.coerce.number(),
    calls: z.coerce.number(),
  }),
);

/** How long the calls of a stretch took. */
export async function callTimingsOf(database: Kysely<Database>, query: RowsQuery): Promise<PlacedTimings[]> {
  const { filter, by, stepMs } = query;
  const asked = timingFilter(filter);
  if (asked === undefined) return [];
  const { rows } = await sql`SELECT ${timingGroup(by)} AS place, ${startOfRow(stepMs)} AS start, timing, bucket,
      count(*) AS calls
    FROM ${bucketsOfRows(within(query), conditions(asked))} GROUP BY 1, 2, 3, 4`.execute(database);
  const placed = new Timings();
  for (const { timing, bucket, calls, place, start } of bucketRowsSchema.parse(rows)) {
    addCount(placed.at(place, start * (stepMs ?? 0))[timing], bucket, calls);
  }
  return placed.all();
}

/** Two lines of a call that was streamed, one of another: which duration, and its bucket as `bucketOf` says. */
export function bucketsOfRows(stretch: RawBuilder<unknown>, asked: RawBuilder<unknown>): RawBuilder<unknown> {
  const columns = sql`started_at_ms, coalesce(key_id, '') AS key_id, owner, endpoint, model, upstream, sandbox`;
  const of = (timing: keyof Pick<PlacedTimings, 'firstByte' | 'duration'>, ms: RawBuilder<unknown>) =>
    sql`SELECT ${columns}, ${sql.lit(timing)} AS timing, CASE WHEN ${ms} <= 1 THEN 0
        ELSE CAST(ceil(ln(${ms}) / ${sql.lit(Math.log(BUCKET_GROWTH))}) AS integer) END AS bucket
      FROM ledger WHERE ${stretch} AND outcome = ${sql.lit(ANSWERED.outcome)} AND ${asked}`;
  return sql`(${of('duration', sql`duration_ms`)} UNION ALL
    ${of('firstByte', sql`first_byte_ms`)} AND streamed = 1 AND first_byte_ms IS NOT NULL) AS timed`;
}

class Timings {
  readonly #placed = new Map<string, PlacedTimings>();

  at(group: string, startMs: number): PlacedTimings {
    const id = `${startMs} ${group}`;
    const known = this.#placed.get(id);
    if (known !== undefined) return known;
    const made = { group, startMs, firstByte: new Map(), duration: new Map() } satisfies PlacedTimings;
    this.#placed.set(id, made);
    return made;
  }

  all(): PlacedTimings[] {
    return [...this.#placed.values()];
  }
}
