import { type Kysely, sql } from 'kysely';
import { USAGE_SUMS, type UsageSums, usageSumsSchema } from '#lib/contract/usage.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { SpanStarts } from '#lib/domain/usage/spans.ts';
import type { TotalsQuery, UseQuery } from '#lib/server/storage/ledger.ts';
import { HEADERS_SEEN_MS } from './header-sets.ts';
import { SUM_COLUMNS, toLedgerRow } from './rows.ts';
import type { Database } from './schema.ts';
import { sumsIn } from './summed-spans.ts';
import { TIMING_KEY } from './usage-tables.ts';

/** The ledger's reads and its retention, the same words for both databases. */

/** What the sums say was used of a unit. */
export async function usedOf(database: Kysely<Database>, query: UseQuery): Promise<number> {
  const { keyId, owner, plan, unit, startMs, endMs } = query;
  const amount =
    unit === 'micros'
      ? sql<number>`coalesce(sum(cost_micros), 0)`
      : sql<number>`coalesce(sum(prompt_tokens + completion_tokens), 0)`;
  let sums = database
    .selectFrom('usage_quarter')
    .select(amount.as('amount'))
    .where('quarter', '>=', Math.floor(startMs / QUARTER_MS))
    .where('quarter', '<', Math.ceil(endMs / QUARTER_MS));
  if (keyId !== undefined || owner !== undefined || plan !== undefined) {
    // Somebody's few series first, then the sums of each by an index. A plan's are most of all there are: for those the
    // window is read as it lies, which the sign makes both databases do.
    const isFew = keyId !== undefined || owner !== undefined;
    let series = database.selectFrom('series').select('id');
    if (keyId !== undefined) series = series.where('key_id', '=', keyId);
    if (owner !== undefined) series = series.where('owner', '=', owner);
    if (plan !== undefined) series = series.where('plan', '=', plan);
    sums = sums.where(isFew ? sql<number>`series_id` : sql<number>`+series_id`, 'in', series);
  }
  const { amount: used } = await sums.executeTakeFirstOrThrow();
  // Postgres sums 64-bit integers into a decimal, which its driver hands over as text.
  return Number(used);
}

/** All sums of a window. @param units of the window, at least one */
export async function totalsOf(
  database: Kysely<Database>,
  { withSandbox, owner }: Pick<TotalsQuery, 'withSandbox' | 'owner'>,
  units: SpanStarts,
): Promise<UsageSums> {
  const columns = USAGE_SUMS.map((name) => SUM_COLUMNS[name]);
  let sums = database
    .selectFrom(sumsIn(units, ['series_id', ...columns]).as('part'))
    .innerJoin('series', 'series.id', 'part.series_id')
    .select(USAGE_SUMS.map((name) => sql`coalesce(sum(${sql.ref(SUM_COLUMNS[name])}), 0)`.as(name)));
  if (!withSandbox) sums = sums.where('sandbox', '=', 0);
  if (owner !== undefined) sums = sums.where('owner', '=', owner);
  return usageSumsSchema.parse(await sums.executeTakeFirstOrThrow());
}

/** The ledger's rows after an id, in the order of ids. */
export async function rowsAfter(database: Kysely<Database>, afterId: string, limit: number): Promise<LedgerRow[]> {
  const rows = await database
    .selectFrom('ledger')
    .selectAll()
    .where('request_id', '>', afterId)
    .orderBy('request_id')
    .limit(limit)
    .execute();
  return rows.map(toLedgerRow);
}

const TIMING_COLUMNS = sql.join(TIMING_KEY.map((column) => sql.ref(column)));

/** Rows deleted at a time: a call that waits for the lock meanwhile waits some milliseconds. */
const PRUNE_ROWS = 500;

/** Deletes what began before these instants (Unix milliseconds). */
export async function prune(
  database: Kysely<Database>,
  before: { readonly rowsMs: number; readonly sumsMs: number; readonly minutesMs: number },
): Promise<void> {
  const quarter = Math.floor(before.sumsMs / QUARTER_MS);
  const minute = Math.floor(before.minutesMs / 60_000);
  const steps = [
    sql`DELETE FROM ledger WHERE request_id IN
      (SELECT request_id FROM ledger WHERE started_at_ms < ${before.rowsMs} ORDER BY started_at_ms LIMIT ${PRUNE_ROWS})`,
    // Before the quarters: through those all of these refer to their series.
    sql`DELETE FROM usage_day WHERE (quarter, series_id) IN
      (SELECT quarter, series_id FROM usage_day WHERE quarter < ${quarter} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM usage_hour WHERE (quarter, series_id) IN
      (SELECT quarter, series_id FROM usage_hour WHERE quarter < ${quarter} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM usage_timing WHERE (${TIMING_COLUMNS}) IN
      (SELECT ${TIMING_COLUMNS} FROM usage_timing WHERE quarter < ${quarter} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM usage_bucket WHERE (quarter, series_id, timing, bucket) IN
      (SELECT quarter, series_id, timing, bucket FROM usage_bucket WHERE quarter < ${quarter} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM usage_quarter WHERE (quarter, series_id) IN
      (SELECT quarter, series_id FROM usage_quarter WHERE quarter < ${quarter} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM usage_minute WHERE (minute, key_id, owner, model, outcome, sandbox) IN
      (SELECT minute, key_id, owner, model, outcome, sandbox FROM usage_minute WHERE minute < ${minute} LIMIT ${PRUNE_ROWS})`,
    sql`DELETE FROM limit_minute WHERE (subject, minute) IN
      (SELECT subject, minute FROM limit_minute WHERE minute < ${minute} LIMIT ${PRUNE_ROWS})`,
  ];
  for (const step of steps) {
    let deleted = PRUNE_ROWS;
    while (deleted >= PRUNE_ROWS) deleted = Number((await step.execute(database)).numAffectedRows ?? 0);
  }
  await pruneSeries(database);
  await pruneHeaders(database, before.rowsMs - 2 * HEADERS_SEEN_MS);
}

/** Sets of headers that no row refers to any more: rows go by age, and each set was seen within an hour of its last row. */
async function pruneHeaders(database: Kysely<Database>, beforeMs: number): Promise<void> {
  const step = sql`DELETE FROM header_set WHERE id IN
    (SELECT id FROM header_set WHERE seen_at_ms < ${beforeMs} LIMIT ${PRUNE_ROWS})`;
  let deleted = PRUNE_ROWS;
  while (deleted >= PRUNE_ROWS) deleted = Number((await step.execute(database)).numAffectedRows ?? 0);
}

/** Series looked at at a time: an index is asked about each. */
const PRUNE_SERIES = 2_000;

/** Deletes series that no sum refers to: callers make up names of models, so there is no end to them. */
async function pruneSeries(database: Kysely<Database>): Promise<void> {
  for (let after = 0, last: number | null = 0; last !== null; after = last ?? after) {
    const page = database.selectFrom('series').select('id').where('id', '>', after).orderBy('id').limit(PRUNE_SERIES);
    const found = await database
      .selectFrom(page.as('page'))
      .select(({ fn }) => fn.max<number | null>('page.id').as('last'))
      .executeTakeFirst();
    last = found?.last ?? null;
    if (last === null) return;
    await sql`DELETE FROM series WHERE id > ${after} AND id <= ${last}
      AND NOT EXISTS (SELECT 1 FROM usage_quarter WHERE series_id = series.id)`.execute(database);
  }
}
