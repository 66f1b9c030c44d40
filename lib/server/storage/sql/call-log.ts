import { type Kysely, type RawBuilder, sql } from 'kysely';
import * as z from 'zod/mini';
import type { Ending } from '#lib/contract/call-log.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { FAILED_OUTCOMES, LIMIT_CODES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type { CallLogFilter } from '#lib/server/storage/usage.ts';
import { toLedgerRow } from './rows.ts';
import type { Database, LedgerTable } from './schema.ts';
import { conditions, quoted } from './usage-queries.ts';

/** Stretches of the ledger that one page looks through at most. */
const MAX_STRETCHES = 50;

const ENDING: Readonly<Record<Ending, RawBuilder<unknown>>> = {
  ok: sql`outcome = ${sql.lit('ok')}`,
  limited: sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND error_code IN (${quoted(LIMIT_CODES)})`,
  refused: sql`outcome = ${sql.lit(REFUSED_OUTCOME)} AND error_code NOT IN (${quoted(LIMIT_CODES)})`,
  failed: sql`outcome IN (${quoted(FAILED_OUTCOMES)})`,
  left: sql`outcome = ${sql.lit('client_abort')}`,
};

const quarterRowsSchema = z.array(z.object({ quarter: z.coerce.number(), calls: z.coerce.number() }));

/**
 * Calls that a filter lets through, the newest first. The sums say in which quarters of an hour there are any: only those
 * stretches of the ledger are looked through, however rare such calls are.
 *
 * @returns no more than `limit`; fewer only where there are no more
 */
export async function callLogOf(database: Kysely<Database>, filter: CallLogFilter): Promise<LedgerRow[]> {
  if (filter.requestId !== undefined) return await oneCall(database, filter, filter.requestId);
  const found: LedgerRow[] = [];
  let endMs = Math.min(filter.endMs ?? Number.POSITIVE_INFINITY, endOf(filter.before));
  while (found.length < filter.limit && endMs > (filter.startMs ?? 0)) {
    const wanted = filter.limit - found.length;
    const quarters = await quartersWith(database, filter, { endMs, wanted });
    const last = quarters.at(-1);
    if (last === undefined) return found;
    found.push(...(await callsIn(database, filter, { quarters, endMs, wanted })));
    // Whatever these quarters hold has been looked at, unless there was enough.
    endMs = last * QUARTER_MS;
  }
  return found;
}

/** Calls of the same millisecond may come before one. */
const endOf = (before: CallLogFilter['before']): number =>
  before === undefined ? Number.POSITIVE_INFINITY : before.startedAtMs + 1;

async function oneCall(database: Kysely<Database>, filter: CallLogFilter, requestId: string): Promise<LedgerRow[]> {
  const { rows } = await sql<LedgerTable>`SELECT * FROM ledger
    WHERE request_id = ${requestId} AND ${asked(filter)}`.execute(database);
  return rows.map(toLedgerRow);
}

function asked({ calls, ending, errorCode }: CallLogFilter): RawBuilder<unknown> {
  const all = [conditions(calls)];
  if (ending !== undefined) all.push(ENDING[ending]);
  if (errorCode !== undefined) all.push(sql`error_code = ${errorCode}`);
  return sql.join(all, sql` AND `);
}

/** The newest quarters in which there are such calls, until there are enough of them. */
async function quartersWith(
  database: Kysely<Database>,
  filter: CallLogFilter,
  { endMs, wanted }: { readonly endMs: number; readonly wanted: number },
): Promise<number[]> {
  const bounds = [sql`quarter >= ${Math.floor((filter.startMs ?? 0) / QUARTER_MS)}`];
  if (Number.isFinite(endMs)) bounds.push(sql`quarter < ${Math.ceil(endMs / QUARTER_MS)}`);
  const { rows } = await sql`SELECT quarter, sum(requests) AS calls
    FROM usage_quarter JOIN series ON series.id = usage_quarter.series_id
    WHERE ${sql.join(bounds, sql` AND `)} AND ${asked(filter)}
    GROUP BY quarter ORDER BY quarter DESC LIMIT ${MAX_STRETCHES}`.execute(database);
  const quarters: number[] = [];
  let calls = 0;
  for (const row of quarterRowsSchema.parse(rows)) {
    quarters.push(row.quarter);
    calls += row.calls;
    // The first and the last of them may be outside of what is asked for in part.
    if (calls >= wanted && quarters.length > 1) break;
  }
  return quarters;
}

interface Looked {
  readonly quarters: readonly number[];
  readonly endMs: number;
  readonly wanted: number;
}

async function callsIn(database: Kysely<Database>, filter: CallLogFilter, { quarters, endMs, wanted }: Looked) {
  const { startMs = 0, before } = filter;
  const bounds = [sql`started_at_ms >= ${startMs}`];
  if (Number.isFinite(endMs)) bounds.push(sql`started_at_ms < ${endMs}`);
  if (before !== undefined)
    bounds.push(sql`(started_at_ms, request_id) < (${before.startedAtMs}, ${before.requestId})`);
  const parts = stretchesOf(quarters).map(
    ([fromMs, toMs]) => sql`SELECT * FROM (SELECT * FROM ledger
      WHERE started_at_ms >= ${fromMs} AND started_at_ms < ${toMs}
        AND ${sql.join(bounds, sql` AND `)} AND ${asked(filter)}
      ORDER BY started_at_ms DESC, request_id DESC LIMIT ${wanted}) AS stretch`,
  );
  const { rows } = await sql<LedgerTable>`${sql.join(parts, sql` UNION ALL `)}
    ORDER BY started_at_ms DESC, request_id DESC LIMIT ${wanted}`.execute(database);
  return rows.map(toLedgerRow);
}

/** Quarters that follow each other, as one stretch. @param quarters the newest first */
function stretchesOf(quarters: readonly number[]): (readonly [startMs: number, endMs: number])[] {
  const stretches: [number, number][] = [];
  for (const quarter of quarters) {
    const last = stretches.at(-1);
    const startMs = quarter * QUARTER_MS;
    if (last?.[0] === startMs + QUARTER_MS) last[0] = startMs;
    else stretches.push([startMs, startMs + QUARTER_MS]);
  }
  return stretches;
}
