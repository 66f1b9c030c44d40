import { type Kysely, type RawBuilder, sql } from 'kysely';
import type { Ending } from '#lib/contract/call-log.ts';
import type { LedgerEntry, LedgerRow } from '#lib/domain/usage/call.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type { CallCursor, CallLogFilter, CallLogPage } from '#lib/server/storage/usage.ts';
import { quartersWith } from './call-quarters.ts';
import { type Asked, isOfErrors, lookThrough, stretchesOf } from './call-stretches.ts';
import { toLedgerRow } from './rows.ts';
import type { Database, LedgerTable } from './schema.ts';
import type { Dialect } from './tables.ts';
import { conditions, quoted } from './usage-queries.ts';

/** Rows that are looked through for one page at most: some tens of milliseconds. */
const MAX_LOOKED_ROWS = 20_000;
/** The same of rows that lie each on a page of its own. */
const MAX_LOOKED_ERRORS = 6_000;
/** For each call that is wanted so many of the newest are looked at first: most of what is asked for is among them. */
const NEAR_ROWS = 4;
const MAX_NEAR_ROWS = 1_000;
/** Stretches that are looked through by one statement. */
const MAX_GROUP = 16;
/** So often the sums are asked for one page where there might be more. */
const MAX_STEPS = 8;

const ENDING: Readonly<Record<Ending, RawBuilder<unknown>>> = {
  ok: sql`outcome = ${sql.lit('ok')}`,
  limited: sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND error_code IN (${quoted(LIMIT_CODES)})`,
  refused: sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND error_code NOT IN (${quoted(LIMIT_CODES)})`,
  failed: sql`outcome IN (${quoted(FAILED_OUTCOMES)})`,
  left: sql`outcome = ${sql.lit('client_abort')}`,
};

/**
 * Calls that a filter lets through, the newest first. The sums say in which quarters of an hour there can be any: only
 * those stretches of the ledger are looked through, and of them no more than a page may cost, however rare such calls are.
 */
export async function callLogOf(
  database: Kysely<Database>,
  filter: CallLogFilter,
  { dialect }: { readonly dialect: Dialect },
): Promise<CallLogPage> {
  const asked = { database, filter, rows: askedOfRows(filter, dialect) };
  if (filter.requestId !== undefined) return { calls: await oneCall(asked, filter.requestId), lookedTo: null };
  const { startMs = 0, endMs = Number.MAX_SAFE_INTEGER, limit } = filter;
  const newest = await lookThrough(asked, [[startMs, endMs]], {
    maxRows: Math.min(NEAR_ROWS * limit, MAX_NEAR_ROWS),
    wanted: limit,
  });
  const found = newest.calls.length;
  if (found === limit || newest.floor === undefined) return { calls: newest.calls, lookedTo: null };
  const rest = { ...asked, filter: { ...filter, before: newest.floor, limit: limit - found } };
  const maxRows = isOfErrors(filter) ? MAX_LOOKED_ERRORS : MAX_LOOKED_ROWS;
  const { calls, lookedTo } = await foundBySums(rest, maxRows - newest.rows);
  return { calls: [...newest.calls, ...calls], lookedTo };
}

async function foundBySums(asked: Asked, maxRows: number): Promise<CallLogPage> {
  const { database, filter } = asked;
  const { startMs = 0, limit } = filter;
  const found: LedgerRow[] = [];
  let leftRows = maxRows;
  let spanMs: number | undefined;
  let endMs = Math.min(filter.endMs ?? Number.POSITIVE_INFINITY, endOf(filter.before));
  for (let step = 0; step < MAX_STEPS; step++) {
    const near = await quartersWith(database, askedOfSums(filter), { startMs, endMs, spanMs });
    for (const some of growingGroups(stretchesOf(near.quarters))) {
      const { calls, rows, floor } = await lookThrough(asked, some, {
        maxRows: leftRows,
        wanted: limit - found.length,
      });
      found.push(...calls);
      if (found.length === limit) return { calls: found, lookedTo: null };
      if (floor !== undefined) return { calls: found, lookedTo: floor };
      leftRows -= rows;
    }
    if (near.lookedToMs === null) return { calls: found, lookedTo: null };
    // Of these quarters everything has been looked at.
    endMs = near.lookedToMs;
    spanMs = near.nextSpanMs;
  }
  return { calls: found, lookedTo: { startedAtMs: endMs, requestId: '' } };
}

/** The first ones are mostly enough; where they are not, there is no need to ask about each of the others by itself. */
function* growingGroups<T>(list: readonly T[]): Generator<readonly T[], undefined> {
  for (let from = 0, size = 1; from < list.length; from += size, size = Math.min(2 * size, MAX_GROUP)) {
    yield list.slice(from, from + size);
  }
}

/** A call, and what is known of it beside. */
export async function callOf(database: Kysely<Database>, requestId: string): Promise<LedgerEntry | undefined> {
  const row = await database
    .selectFrom('ledger')
    .leftJoin('header_set', 'header_set.id', 'ledger.headers_id')
    .selectAll('ledger')
    .select('header_set.headers')
    .where('request_id', '=', requestId)
    .executeTakeFirst();
  return row && { ...toLedgerRow(row), ...(row.headers === null ? {} : { headers: row.headers }) };
}

/** Calls of the same millisecond may come before one. */
const endOf = (before: CallCursor | undefined): number =>
  before === undefined ? Number.POSITIVE_INFINITY : before.startedAtMs + (before.requestId === '' ? 0 : 1);

async function oneCall({ database, rows: asked }: Asked, requestId: string): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerTable>`SELECT * FROM ledger
    WHERE request_id = ${requestId} AND ${asked}`.execute(database);
  return rows.map(toLedgerRow);
}

/** What rows and sums have in common. */
function askedOfBoth({ calls, ending, errorCode }: CallLogFilter): RawBuilder<unknown>[] {
  const all = [conditions(calls)];
  if (ending !== undefined) all.push(ENDING[ending]);
  if (errorCode !== undefined) all.push(sql`error_code = ${errorCode}`);
  return all;
}

function askedOfSums(filter: CallLogFilter): RawBuilder<unknown> {
  const all = askedOfBoth(filter);
  if (filter.errorText !== undefined) all.push(sql`error_code <> ''`);
  return sql.join(all, sql` AND `);
}

function askedOfRows(filter: CallLogFilter, dialect: Dialect): RawBuilder<unknown> {
  const { minMs, maxMs, errorText } = filter;
  const all = askedOfBoth(filter);
  if (minMs !== undefined) all.push(sql`duration_ms >= ${minMs}`);
  if (maxMs !== undefined) all.push(sql`duration_ms <= ${maxMs}`);
  if (errorText !== undefined) {
    // SQLite's own is of either case already, as far as letters of ASCII go.
    const like = dialect === 'postgres' ? sql`ILIKE` : sql`LIKE`;
    const pattern = `%${errorText.replaceAll(/[\\%_]/g, String.raw`\$&`)}%`;
    all.push(sql`(error_message ${like} ${pattern} ESCAPE '\\' OR error_code ${like} ${pattern} ESCAPE '\\')`);
  }
  return sql.join(all, sql` AND `);
}
