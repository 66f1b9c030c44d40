import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { CallCursor, CallLogFilter } from '#lib/server/storage/usage.ts';
import { toLedgerRow } from './rows.ts';
import type { Database, LedgerTable } from './schema.ts';

/** Looking through stretches of the ledger, one row after the other. */

export interface Asked {
  readonly database: Kysely<Database>;
  readonly filter: CallLogFilter;
  /** What must be true of a row. */
  readonly rows: RawBuilder<unknown>;
}

/** Unix milliseconds. */
export type Stretch = readonly [startMs: number, endMs: number];

/** Calls with an error have an index of their own: they are few, and lie far apart. */
export const isOfErrors = ({ errorText, errorCode, ending }: CallLogFilter): boolean =>
  errorText !== undefined || errorCode !== undefined || (ending !== undefined && ending !== 'ok');

/** Rows of a stretch that a page may show, whatever else is asked of them. */
function boundsOf({ filter }: Asked, [fromMs, toMs]: Stretch): RawBuilder<unknown> {
  const { startMs = 0, endMs, before } = filter;
  // Postgres begins at the plain bound, however much closer the cursor is.
  const lastMs = before === undefined ? toMs : Math.min(toMs, before.startedAtMs + 1);
  const bounds = [
    sql`started_at_ms >= ${Math.max(fromMs, startMs)}`,
    sql`started_at_ms < ${Math.min(lastMs, endMs ?? lastMs)}`,
  ];
  if (isOfErrors(filter)) bounds.push(sql`error_code IS NOT NULL`);
  if (before !== undefined)
    bounds.push(sql`(started_at_ms, request_id) < (${before.startedAtMs}, ${before.requestId})`);
  return sql.join(bounds, sql` AND `);
}

export interface Looked {
  /** The newest first. */
  readonly calls: readonly LedgerRow[];
  /** So many rows were looked at, at most. */
  readonly rows: number;
  /** The oldest of them, where there are others below it; undefined: all of them were. */
  readonly floor: CallCursor | undefined;
}

interface Look {
  readonly maxRows: number;
  /** So many calls are enough. */
  readonly wanted: number;
}

/** @param stretches the newest first */
export async function lookThrough(asked: Asked, stretches: readonly Stretch[], look: Look): Promise<Looked> {
  const { maxRows, wanted } = look;
  const rows = await countOf(asked, stretches, maxRows + 1);
  if (rows <= maxRows) return { calls: await callsIn(asked, stretches, { wanted }), rows, floor: undefined };
  const [only, ...others] = stretches;
  if (only === undefined || others.length > 0) return await lookOneByOne(asked, stretches, look);
  const floor = await floorOf(asked, only, maxRows);
  return { calls: await callsIn(asked, stretches, { wanted, floor }), rows: maxRows, floor };
}

async function lookOneByOne(asked: Asked, stretches: readonly Stretch[], { maxRows, wanted }: Look): Promise<Looked> {
  const calls: LedgerRow[] = [];
  let rows = 0;
  for (const stretch of stretches) {
    const one = await lookThrough(asked, [stretch], { maxRows: maxRows - rows, wanted: wanted - calls.length });
    calls.push(...one.calls);
    rows += one.rows;
    if (calls.length === wanted || one.floor !== undefined) return { calls, rows, floor: one.floor };
  }
  return { calls, rows, floor: undefined };
}

const countSchema = z.tuple([z.object({ count: z.coerce.number() })]);
const cursorsSchema = z.array(z.object({ started_at_ms: z.coerce.number(), request_id: z.string() }));

async function countOf(asked: Asked, stretches: readonly Stretch[], most: number): Promise<number> {
  const parts = stretches.map((stretch) => sql`SELECT 1 FROM ledger WHERE ${boundsOf(asked, stretch)}`);
  const counted = await sql`SELECT count(*) AS count FROM
    (${sql.join(parts, sql` UNION ALL `)} LIMIT ${most}) AS near`.execute(asked.database);
  const [{ count }] = countSchema.parse(counted.rows);
  return count;
}

/** The last of so many rows. */
async function floorOf(asked: Asked, stretch: Stretch, rows: number): Promise<CallCursor | undefined> {
  const found = await sql`SELECT started_at_ms, request_id FROM ledger WHERE ${boundsOf(asked, stretch)}
    ORDER BY started_at_ms DESC, request_id DESC LIMIT 1 OFFSET ${Math.max(rows - 1, 0)}`.execute(asked.database);
  const [last] = cursorsSchema.parse(found.rows);
  return last && { startedAtMs: last.started_at_ms, requestId: last.request_id };
}

async function callsIn(
  asked: Asked,
  stretches: readonly Stretch[],
  { wanted, floor }: { readonly wanted: number; readonly floor?: CallCursor | undefined },
): Promise<LedgerRow[]> {
  const above =
    floor === undefined ? sql`` : sql`AND (started_at_ms, request_id) >= (${floor.startedAtMs}, ${floor.requestId})`;
  const newest = sql`ORDER BY started_at_ms DESC, request_id DESC LIMIT ${wanted}`;
  const parts = stretches.map(
    ([fromMs, toMs]) => sql`SELECT * FROM (SELECT * FROM ledger
      WHERE ${boundsOf(asked, [Math.max(fromMs, floor?.startedAtMs ?? 0), toMs])} ${above} AND ${asked.rows} ${newest}) AS stretch`,
  );
  const { rows } = await sql<LedgerTable>`${sql.join(parts, sql` UNION ALL `)} ${newest}`.execute(asked.database);
  return rows.map(toLedgerRow);
}

/** Quarters that follow each other, as one stretch. @param quarters the newest first */
export function stretchesOf(quarters: readonly number[]): Stretch[] {
  const stretches: [number, number][] = [];
  for (const quarter of quarters) {
    const last = stretches.at(-1);
    const startMs = quarter * QUARTER_MS;
    if (last?.[0] === startMs + QUARTER_MS) last[0] = startMs;
    else stretches.push([startMs, startMs + QUARTER_MS]);
  }
  return stretches;
}
