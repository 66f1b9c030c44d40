import { type Kysely, sql, type Transaction } from 'kysely';
import * as z from 'zod/mini';
import type { Calendar, TimeWindow } from '#lib/domain/limits/window.ts';
import { LATE_MS } from '#lib/domain/usage/late.ts';
import { addCount, addHistogram, addWritten, type Histogram, writeHistogram } from '#lib/domain/usage/latency.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { HOUR_MS, type LongSpan, type SpanStarts, spansOf } from '#lib/domain/usage/spans.ts';
import type { RolledUntil, UsageStoreOptions } from '#lib/server/storage/usage.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { inTransaction } from './asked.ts';
import { SUM_COLUMNS } from './rows.ts';
import type { Database } from './schema.ts';
import type { Dialect } from './tables.ts';
import { bucketsOfRows } from './usage-queries.ts';
import {
  spanName,
  TIMING_GROUPINGS,
  TIMING_KEY,
  type TimingGrouping,
  type TimingSlice,
  type TimingTable,
} from './usage-tables.ts';

/**
 * Sums of whole hours and days, made of the quarters' once nothing more is to come. What comes late all the same is added
 * to them by whoever writes it, in the same transaction.
 */

/** Longer than any transaction that adds calls to the quarters. */
const SETTLED_MS = 60_000;

const SETTING = 'usage_rolled';
const settingSchema = z.object({ zone: z.string(), hourMs: z.number(), dayMs: z.number() });

/** Nothing is rolled up yet. */
const NEVER: RolledUntil = { hourMs: 0, dayMs: 0 };

type Connection = Kysely<Database> | Transaction<Database>;

/** Until when there are sums of hours, and of days of this zone. */
export async function readRolled(database: Connection, timeZone: string): Promise<RolledUntil> {
  const row = await database.selectFrom('meta').select('value').where('name', '=', SETTING).executeTakeFirst();
  const known = settingSchema.safeParse(parseJson(row?.value ?? ''));
  if (!known.success) return NEVER;
  const { zone, hourMs, dayMs } = known.data;
  return { hourMs, dayMs: zone === timeZone ? dayMs : 0 };
}

/** The fewest spans that there are sums of in a window. @param window with both ends on a quarter of an hour */
export async function unitsOfWindow(
  database: Kysely<Database>,
  { startMs, endMs }: TimeWindow,
  { calendar, timeZone }: UsageStoreOptions,
): Promise<SpanStarts> {
  const { hourMs, dayMs } = await readRolled(database, timeZone);
  return spansOf([{ startMs, endMs }], { calendar, untilMs: { hour: hourMs, day: dayMs } });
}

async function writeRolled(database: Connection, zone: string, rolled: RolledUntil): Promise<void> {
  const value = JSON.stringify({ zone, ...rolled });
  await database
    .insertInto('meta')
    .values({ name: SETTING, value })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
    .execute();
}

export interface RollUpOptions extends UsageStoreOptions {
  readonly dialect: Dialect;
}

/** Rolls up all hours, then all days, that have ended and are not rolled up. */
export async function rollUp(database: Kysely<Database>, nowMs: number, options: RollUpOptions): Promise<void> {
  const { calendar, timeZone } = options;
  const { first } = await database
    .selectFrom('usage_quarter')
    .select(({ fn }) => fn.min<number | string | null>('quarter').as('first'))
    .executeTakeFirstOrThrow();
  if (first === null) return;
  const firstMs = Number(first) * QUARTER_MS;
  const untilMs = nowMs - LATE_MS - SETTLED_MS;
  const before = await readRolled(database, timeZone);
  let rolled = before;
  for (let atMs = Math.max(rolled.hourMs, hourOf(firstMs)); atMs + HOUR_MS <= untilMs; atMs = rolled.hourMs) {
    const hour = { startMs: atMs, endMs: atMs + HOUR_MS };
    rolled = { ...rolled, hourMs: hour.endMs };
    await rollUpOne(database, { span: 'hour', ...hour }, { options, rolled });
  }
  const firstDay = calendar('day', Math.max(rolled.dayMs, firstMs));
  for (let day = firstDay; day.endMs <= untilMs; day = calendar('day', day.endMs)) {
    rolled = { ...rolled, dayMs: day.endMs };
    await rollUpOne(database, { span: 'day', ...day }, { options, rolled });
  }
  if (rolled !== before && options.dialect === 'postgres') await sql.raw(ANALYZE).execute(database);
}

/** Without a look at what has become of these tables Postgres asks for each series by itself, a hundred times as slow. */
const ANALYZE = 'ANALYZE ledger, series, usage_quarter, usage_hour, usage_day, usage_timing';

const hourOf = (ms: number): number => Math.floor(ms / HOUR_MS) * HOUR_MS;

interface RolledSpan extends TimeWindow {
  readonly span: LongSpan;
}

/** One hour or day, all of it or nothing. @param after what is rolled up then */
async function rollUpOne(
  database: Kysely<Database>,
  { span, startMs, endMs }: RolledSpan,
  { options, rolled }: { readonly options: RollUpOptions; readonly rolled: RolledUntil },
): Promise<void> {
  const table = `usage_${span}` as const;
  const columns = Object.values(SUM_COLUMNS);
  const add = sql.join(columns.map((column) => sql`sum(${sql.ref(column)})`));
  const replace = sql.join(columns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`));
  const start = startMs / QUARTER_MS;
  const timings = await timingsOfSpan(database, { span, startMs, endMs }, options.calendar);
  await inTransaction(database, async (transaction) => {
    // Whoever adds a late call has done so, and is seen, or waits and adds it to the new sum.
    if (options.dialect === 'postgres')
      await sql`LOCK TABLE usage_hour, usage_day IN SHARE ROW EXCLUSIVE MODE`.execute(transaction);
    await sql`INSERT INTO ${sql.table(table)} (quarter, series_id, ${sql.join(columns.map((column) => sql.ref(column)))})
      SELECT ${sql.lit(start)}, series_id, ${add} FROM usage_quarter
      WHERE quarter >= ${start} AND quarter < ${endMs / QUARTER_MS} GROUP BY series_id
      ON CONFLICT (quarter, series_id) DO UPDATE SET ${replace}`.execute(transaction);
    await writeTimings(transaction, timings);
    await writeRolled(transaction, options.timeZone, rolled);
  });
}

const keyFields = {
  key_id: z.string(),
  owner: z.string(),
  endpoint: z.string(),
  model: z.string(),
  upstream: z.string(),
  sandbox: z.coerce.number(),
};
const bucketRowsSchema = z.array(
  z.object({
    ...keyFields,
    timing: z.enum(['firstByte', 'duration']),
    bucket: z.coerce.number(),
    calls: z.coerce.number(),
  }),
);
const keptRowsSchema = z.array(z.object({ ...keyFields, first_byte: z.string(), duration: z.string() }));

type TimingKey = Omit<TimingTable, 'span' | 'quarter' | 'first_byte' | 'duration'>;

interface KeptTimings {
  readonly key: TimingKey;
  readonly firstByte: Histogram;
  readonly duration: Histogram;
}

/** How long the calls of a span took: of an hour from the calls, of a day from its hours and what is left at its ends. */
async function timingsOfSpan(
  database: Kysely<Database>,
  { span, ...stretch }: RolledSpan,
  calendar: Calendar,
): Promise<TimingTable[]> {
  const kept = new Map<string, KeptTimings>();
  const at = (key: TimingKey): KeptTimings => {
    const id = JSON.stringify(Object.values(key));
    const known = kept.get(id) ?? { key, firstByte: new Map(), duration: new Map() };
    kept.set(id, known);
    return known;
  };
  const parts =
    span === 'hour'
      ? { hour: [], stretches: [stretch] }
      : partsOfDay(spansOf([stretch], { calendar, untilMs: { hour: Number.POSITIVE_INFINITY, day: 0 } }));
  for (const { startMs, endMs } of parts.stretches) {
    const within = sql`started_at_ms >= ${startMs} AND started_at_ms < ${endMs}`;
    const { rows } =
      await sql`SELECT key_id, owner, endpoint, model, upstream, sandbox, timing, bucket, count(*) AS calls
      FROM ${bucketsOfRows(within, sql`1 = 1`)}
      GROUP BY key_id, owner, endpoint, model, upstream, sandbox, timing, bucket`.execute(database);
    for (const { timing, bucket, calls, ...key } of bucketRowsSchema.parse(rows))
      addCount(at(key)[timing], bucket, calls);
  }
  if (parts.hour.length > 0) {
    const { rows } = await sql`SELECT key_id, owner, endpoint, model, upstream, sandbox, first_byte, duration
      FROM usage_timing WHERE span = 'hour'
        AND quarter IN (${sql.join(parts.hour.map((startMs) => startMs / QUARTER_MS))})`.execute(database);
    for (const { first_byte, duration, ...key } of keptRowsSchema.parse(rows)) {
      addWritten(at(key).firstByte, first_byte);
      addWritten(at(key).duration, duration);
    }
  }
  const each = [...kept.values()];
  return SLICES.flatMap((slice) =>
    sliced(each, slice).map(({ key, firstByte, duration }) => ({
      ...{ span: spanName(span, slice), quarter: stretch.startMs / QUARTER_MS },
      ...key,
      first_byte: writeHistogram(firstByte),
      duration: writeHistogram(duration),
    })),
  );
}

const SLICES: readonly TimingSlice[] = ['each', 'all', ...TIMING_GROUPINGS];

const COLUMN_OF = {
  model: 'model',
  key: 'key_id',
  person: 'owner',
  route: 'endpoint',
  upstream: 'upstream',
} as const satisfies Record<TimingGrouping, keyof TimingKey>;

const NO_KEY = { key_id: '', owner: '', endpoint: '', model: '', upstream: '' } as const;

/** The same calls, told apart by less. */
function sliced(each: readonly KeptTimings[], slice: TimingSlice): readonly KeptTimings[] {
  if (slice === 'each') return each;
  const kept = new Map<string, KeptTimings>();
  for (const { key, firstByte, duration } of each) {
    const value = slice === 'all' ? '' : key[COLUMN_OF[slice]];
    const id = `${key.sandbox} ${value}`;
    const own = { ...NO_KEY, sandbox: key.sandbox, ...(slice === 'all' ? {} : { [COLUMN_OF[slice]]: value }) };
    const known = kept.get(id) ?? { key: own, firstByte: new Map(), duration: new Map() };
    kept.set(id, known);
    addHistogram(known.firstByte, firstByte);
    addHistogram(known.duration, duration);
  }
  return [...kept.values()];
}

const partsOfDay = ({ hour, quarter }: SpanStarts) => ({
  hour,
  stretches: quarter.map((startMs) => ({ startMs, endMs: startMs + QUARTER_MS })),
});

/** So many rows go into one statement: databases bound its parameters. */
const ROWS_AT_ONCE = 500;

async function writeTimings(database: Connection, rows: readonly TimingTable[]): Promise<void> {
  for (let index = 0; index < rows.length; index += ROWS_AT_ONCE) {
    await database
      .insertInto('usage_timing')
      .values(rows.slice(index, index + ROWS_AT_ONCE))
      .onConflict((conflict) =>
        conflict.columns([...TIMING_KEY]).doUpdateSet(({ ref }) => ({
          first_byte: ref('excluded.first_byte'),
          duration: ref('excluded.duration'),
        })),
      )
      .execute();
  }
}
