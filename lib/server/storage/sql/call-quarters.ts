import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { Database } from './schema.ts';

const DAY_MS = 86_400_000;
/** Sums of so many series are looked up one by one; those of more lie close together and are read as they lie. */
const FEW_SERIES = 200;
/** Of many series no more than this is read at once: some hundred thousand sums. */
const MAX_DENSE_MS = 2 * DAY_MS;
/** Quarters that are looked through before the sums are asked again. */
const MAX_QUARTERS = 50;

interface Window {
  readonly startMs: number;
  readonly endMs: number;
  /** How far back the sums are asked; a day. */
  readonly spanMs: number | undefined;
}

export interface QuartersWith {
  /** The newest first. */
  readonly quarters: readonly number[];
  /** Before this there may be others; `null`: there are none. */
  readonly lookedToMs: number | null;
  /** For the next time: further, since here were too few. */
  readonly nextSpanMs: number;
}

const idsSchema = z.array(z.object({ id: z.coerce.number() }));
const quartersSchema = z.array(z.object({ quarter: z.coerce.number() }));
const boundSchema = z.tuple([z.object({ quarter: z.nullable(z.coerce.number()) })]);

/**
 * The newest quarters of an hour with calls of which this is true.
 *
 * @param asked of series
 */
export async function quartersWith(
  database: Kysely<Database>,
  asked: RawBuilder<unknown>,
  { startMs, endMs, spanMs = DAY_MS }: Window,
): Promise<QuartersWith> {
  const series = await sql`SELECT id FROM series WHERE ${asked} LIMIT ${FEW_SERIES + 1}`.execute(database);
  const ids = idsSchema.parse(series.rows).map(({ id }) => id);
  const none = { quarters: [], lookedToMs: null, nextSpanMs: spanMs };
  if (ids.length === 0) return none;
  const isFew = ids.length <= FEW_SERIES;
  const newest = await newestQuarter(database, endMs);
  const firstQuarter = Math.floor(startMs / QUARTER_MS);
  if (newest === undefined || newest < firstQuarter) return none;
  const topMs = (newest + 1) * QUARTER_MS;
  const reachMs = Math.max(topMs - (isFew ? spanMs : Math.min(spanMs, MAX_DENSE_MS)), startMs);
  const fromQuarter = Math.floor(reachMs / QUARTER_MS);
  const of = isFew ? sql`series_id IN (${sql.join(ids)})` : sql`+series_id IN (SELECT id FROM series WHERE ${asked})`;
  const { rows } = await sql`SELECT quarter FROM usage_quarter
    WHERE quarter >= ${fromQuarter} AND quarter <= ${newest} AND ${of}
    GROUP BY quarter ORDER BY quarter DESC LIMIT ${MAX_QUARTERS}`.execute(database);
  const quarters = quartersSchema.parse(rows).map(({ quarter }) => quarter);
  const last = quarters.length === MAX_QUARTERS ? (quarters.at(-1) ?? fromQuarter) : fromQuarter;
  const lookedToMs = last * QUARTER_MS;
  return { quarters, lookedToMs: lookedToMs <= startMs ? null : lookedToMs, nextSpanMs: 2 * spanMs };
}

/** The last quarter before an instant in which anything was called at all. */
async function newestQuarter(database: Kysely<Database>, endMs: number): Promise<number | undefined> {
  const before = Number.isFinite(endMs) ? sql`WHERE quarter < ${Math.ceil(endMs / QUARTER_MS)}` : sql``;
  const { rows } = await sql`SELECT max(quarter) AS quarter FROM usage_quarter ${before}`.execute(database);
  return boundSchema.parse(rows)[0].quarter ?? undefined;
}
