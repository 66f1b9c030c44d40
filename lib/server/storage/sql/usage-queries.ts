import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import { type Grouping, REPORT_SUMS, type ReportSum, reportSumsSchema } from '#lib/contract/usage-report.ts';
import { BUCKET_GROWTH } from '#lib/domain/usage/histogram.ts';
import { addCount, addWritten } from '#lib/domain/usage/latency.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { LONG_SPANS, SPANS, type Span } from '#lib/domain/usage/spans.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type { CallFilter, Place, PlacedSums, PlacedTimings, RowsQuery, UnitsQuery } from '#lib/server/storage/usage.ts';
import type { Database } from './schema.ts';

/** What the usage page asks, the same words for both databases. */

const SPAN_TABLES = { day: 'usage_day', hour: 'usage_hour', quarter: 'usage_quarter' } as const satisfies Record<
  Span,
  string
>;

const COLUMNS = {
  model: 'model',
  key: 'key_id',
  person: 'owner',
  route: 'endpoint',
  upstream: 'upstream',
  status: 'status',
} as const satisfies Record<Grouping, string>;

const quoted = (words: readonly string[]) => sql.join(words.map((word) => sql.lit(word)));
const isLimited = sql`error_code IN (${quoted(LIMIT_CODES)})`;
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
function groupOf(by: Grouping | undefined, only: readonly string[] | undefined): RawBuilder<unknown> {
  if (by === undefined) return sql`NULL`;
  const column = sql`coalesce(CAST(${sql.ref(COLUMNS[by])} AS text), '')`;
  if (only === undefined) return column;
  if (only.length === 0) return sql`NULL`;
  return sql`CASE WHEN ${column} IN (${sql.join(only)}) THEN ${column} END`;
}

function conditions({ withSandbox, ...filter }: CallFilter): RawBuilder<unknown> {
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

const placeFields = { place: z.nullable(z.string()), start: z.coerce.number() };
const sumsRowsSchema = z.array(z.extend(reportSumsSchema, placeFields));

const toPlace = ({ place, start }: { place: string | null; start: number }, stepMs: number): Place => ({
  group: place,
  startMs: start * stepMs,
});

function toSums(rows: readonly unknown[], stepMs: number): PlacedSums[] {
  return sumsRowsSchema
    .parse(rows)
    .map(({ place, start, ...sums }) => ({ ...toPlace({ place, start }, stepMs), sums }));
}

/** What the sums of these spans come to. */
export async function sumsOf(
  database: Kysely<Database>,
  { units, stepped, filter, by, only }: UnitsQuery,
): Promise<PlacedSums[]> {
  const parts = SPANS.filter((span) => units[span].length > 0).map(
    (span) => sql`SELECT quarter, series_id, requests, prompt_tokens, completion_tokens, cost_micros, unpriced
      FROM ${sql.table(SPAN_TABLES[span])} WHERE quarter IN (${quartersOf(units[span])})`,
  );
  if (parts.length === 0) return [];
  const { rows } = await sql`SELECT ${groupOf(by, only)} AS place, ${stepped ? sql`quarter` : sql`0`} AS start,
      ${summed(OF_SUMS)}
    FROM (${sql.join(parts, sql` UNION ALL `)}) AS part JOIN series ON series.id = part.series_id
    WHERE ${conditions(filter)} GROUP BY 1, 2`.execute(database);
  return toSums(rows, QUARTER_MS);
}

const quartersOf = (starts: readonly number[]) => sql.join(starts.map((startMs) => startMs / QUARTER_MS));

/** What the calls of a stretch come to. */
export async function callSumsOf(database: Kysely<Database>, query: RowsQuery): Promise<PlacedSums[]> {
  const { filter, by, only, stepMs } = query;
  const { rows } = await sql`SELECT ${groupOf(by, only)} AS place, ${startOfRow(stepMs)} AS start, ${summed(OF_ROWS)}
    FROM ledger WHERE ${within(query)} AND ${conditions(filter)} GROUP BY 1, 2`.execute(database);
  return toSums(rows, stepMs ?? 0);
}

const startOfRow = (stepMs: number | undefined) =>
  stepMs === undefined ? sql`0` : sql`started_at_ms / ${sql.lit(stepMs)}`;

const within = ({ startMs, endMs }: RowsQuery) => sql`started_at_ms >= ${startMs} AND started_at_ms < ${endMs}`;

const timingRowsSchema = z.array(z.object({ ...placeFields, first_byte: z.string(), duration: z.string() }));

/** Durations are told of calls that were answered well: those that were not are over too soon, or too late. */
const ANSWERED = { outcome: 'ok', status: '200' } as const;

/** Timings are kept of one status only. */
const timingGroup = (by: Grouping | undefined, only: readonly string[] | undefined) =>
  by === 'status' ? sql`${sql.lit(ANSWERED.status)}` : groupOf(by, only);

/** @returns undefined where no call that was answered well is meant */
function timingConditions({ status, ...filter }: CallFilter): RawBuilder<unknown> | undefined {
  return status === undefined || String(status) === ANSWERED.status ? conditions(filter) : undefined;
}

/** How long the calls of these hours and days took. */
export async function timingsOf(
  database: Kysely<Database>,
  { units, stepped, filter, by, only }: UnitsQuery,
): Promise<PlacedTimings[]> {
  const spans = LONG_SPANS.filter((span) => units[span].length > 0);
  const asked = timingConditions(filter);
  if (spans.length === 0 || asked === undefined) return [];
  const isIn = spans.map((span) => sql`(span = ${span} AND quarter IN (${quartersOf(units[span])}))`);
  const { rows } = await sql`SELECT ${timingGroup(by, only)} AS place, ${stepped ? sql`quarter` : sql`0`} AS start,
      first_byte, duration
    FROM usage_timing WHERE (${sql.join(isIn, sql` OR `)}) AND ${asked}`.execute(database);
  const placed = new Timings();
  for (const { first_byte, duration, ...row } of timingRowsSchema.parse(rows)) {
    const timings = placed.at(toPlace(row, QUARTER_MS));
    addWritten(timings.firstByte, first_byte);
    addWritten(timings.duration, duration);
  }
  return placed.all();
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
  const { filter, by, only, stepMs } = query;
  const asked = timingConditions(filter);
  if (asked === undefined) return [];
  const { rows } = await sql`SELECT ${timingGroup(by, only)} AS place, ${startOfRow(stepMs)} AS start, timing, bucket,
      count(*) AS calls
    FROM ${bucketsOfRows(within(query), asked)} GROUP BY 1, 2, 3, 4`.execute(database);
  const placed = new Timings();
  for (const { timing, bucket, calls, ...row } of bucketRowsSchema.parse(rows)) {
    addCount(placed.at(toPlace(row, stepMs ?? 0))[timing], bucket, calls);
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

  at(place: Place): PlacedTimings {
    const id = `${place.startMs} ${place.group === null ? '' : `=${place.group}`}`;
    const known = this.#placed.get(id);
    if (known !== undefined) return known;
    const made = { ...place, firstByte: new Map(), duration: new Map() } satisfies PlacedTimings;
    this.#placed.set(id, made);
    return made;
  }

  all(): PlacedTimings[] {
    return [...this.#placed.values()];
  }
}
