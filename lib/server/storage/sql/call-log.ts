import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Ending } from '#lib/contract/call-log.ts';
import type { LedgerEntry, LedgerRow } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type { CallCursor, CallLogFilter, CallLogPage } from '#lib/server/storage/usage.ts';
import { quartersWith } from './call-quarters.ts';
import { toLedgerRow } from './rows.ts';
import type { Database, LedgerTable } from './schema.ts';
import type { Dialect } from './tables.ts';
import { conditions, quoted } from './usage-queries.ts';

/** Rows that are looked through for one page at most: some tens of milliseconds. */
const MAX_LOOKED_ROWS = 20_000;
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
  const found: LedgerRow[] = [];
  let leftRows = MAX_LOOKED_ROWS;
  let spanMs: number | undefined;
  let endMs = Math.min(filter.endMs ?? Number.POSITIVE_INFINITY, endOf(filter.before));
  for (let step = 0; step < MAX_STEPS; step++) {
    const near = await quartersWith(database, askedOfSums(filter), { startMs: filter.startMs ?? 0, endMs, spanMs });
    for (const stretch of stretchesOf(near.quarters)) {
      const wanted = filter.limit - found.length;
      const floor = await floorOf(asked, stretch, leftRows);
      found.push(...(await callsIn(asked, stretch, { floor: floor.cursor, wanted })));
      if (found.length >= filter.limit) return { calls: found, lookedTo: null };
      if (floor.cursor !== undefined) return { calls: found, lookedTo: floor.cursor };
      leftRows -= floor.rows;
    }
    if (near.lookedToMs === null) return { calls: found, lookedTo: null };
    // Of these quarters everything has been looked at.
    endMs = near.lookedToMs;
    spanMs = near.nextSpanMs;
  }
  return { calls: found, lookedTo: { startedAtMs: endMs, requestId: '' } };
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

interface Asked {
  readonly database: Kysely<Database>;
  readonly filter: CallLogFilter;
  readonly rows: RawBuilder<unknown>;
}

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

type Stretch = readonly [startMs: number, endMs: number];

/** Rows of a stretch that a page may show, whatever else is asked of them. */
function boundsOf({ filter }: Asked, [fromMs, toMs]: Stretch): RawBuilder<unknown> {
  const { startMs = 0, endMs, before, errorText, errorCode, ending } = filter;
  const bounds = [
    sql`started_at_ms >= ${Math.max(fromMs, startMs)}`,
    sql`started_at_ms < ${Math.min(toMs, endMs ?? toMs)}`,
  ];
  // Calls with an error have an index of their own.
  if (errorText !== undefined || errorCode !== undefined || (ending !== undefined && ending !== 'ok')) {
    bounds.push(sql`error_code IS NOT NULL`);
  }
  if (before !== undefined)
    bounds.push(sql`(started_at_ms, request_id) < (${before.startedAtMs}, ${before.requestId})`);
  return sql.join(bounds, sql` AND `);
}

const countSchema = z.tuple([z.object({ count: z.coerce.number() })]);
const cursorsSchema = z.array(z.object({ started_at_ms: z.coerce.number(), request_id: z.string() }));

interface Floor {
  /** So many rows lie above it. */
  readonly rows: number;
  /** The oldest row that may be looked at; undefined: all of the stretch may. */
  readonly cursor: CallCursor | undefined;
}

async function floorOf(asked: Asked, stretch: Stretch, maxRows: number): Promise<Floor> {
  const { database } = asked;
  const bounds = boundsOf(asked, stretch);
  const counted = await sql`SELECT count(*) AS count FROM
    (SELECT 1 FROM ledger WHERE ${bounds} LIMIT ${maxRows + 1}) AS near`.execute(database);
  const [{ count }] = countSchema.parse(counted.rows);
  if (count <= maxRows) return { rows: count, cursor: undefined };
  const { rows } = await sql`SELECT started_at_ms, request_id FROM ledger WHERE ${bounds}
    ORDER BY started_at_ms DESC, request_id DESC LIMIT 1 OFFSET ${Math.max(maxRows - 1, 0)}`.execute(database);
  const [last] = cursorsSchema.parse(rows);
  return { rows: maxRows, cursor: last && { startedAtMs: last.started_at_ms, requestId: last.request_id } };
}

interface Look {
  readonly floor: CallCursor | undefined;
  readonly wanted: number;
}

async function callsIn(asked: Asked, stretch: Stretch, { floor, wanted }: Look): Promise<LedgerRow[]> {
  const above =
    floor === undefined ? sql`` : sql`AND (started_at_ms, request_id) >= (${floor.startedAtMs}, ${floor.requestId})`;
  const { rows } = await sql<LedgerTable>`SELECT * FROM ledger
    WHERE ${boundsOf(asked, stretch)} ${above} AND ${asked.rows}
    ORDER BY started_at_ms DESC, request_id DESC LIMIT ${wanted}`.execute(asked.database);
  return rows.map(toLedgerRow);
}

/** Quarters that follow each other, as one stretch. @param quarters the newest first */
function stretchesOf(quarters: readonly number[]): Stretch[] {
  const stretches: [number, number][] = [];
  for (const quarter of quarters) {
    const last = stretches.at(-1);
    const startMs = quarter * QUARTER_MS;
    if (last?.[0] === startMs + QUARTER_MS) last[0] = startMs;
    else stretches.push([startMs, startMs + QUARTER_MS]);
  }
  return stretches;
}
