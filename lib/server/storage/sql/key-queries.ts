import { type Kysely, sql } from 'kysely';
import * as z from 'zod/mini';
import { CALL_SUMS, type CallKind, type CallSums, callKindSchema, callSumsSchema } from '#lib/contract/key-use.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import type { SpanStarts } from '#lib/domain/usage/spans.ts';
import { addUp, type CallerUse, FAILED_OUTCOMES, REFUSED_OUTCOME } from '#lib/domain/usage/sums.ts';
import type { CallersQuery, KeyHistory, KeyQuery, OwnUseQuery } from '#lib/server/storage/ledger.ts';
import { toLedgerRow } from './rows.ts';
import type { Database } from './schema.ts';
import { sumsIn } from './summed-spans.ts';

/**
 * What the page of keys asks, the same words for both databases: of the sums, which a million calls hardly make longer,
 * and of the ledger only those quarters of an hour that the sums say are worth a look.
 */

const FAILED = sql.join(FAILED_OUTCOMES.map((outcome) => sql.lit(outcome)));

const SUMS = {
  requests: sql`sum(requests)`,
  refused: sql`sum(CASE WHEN outcome = ${sql.lit(REFUSED_OUTCOME)} THEN requests ELSE 0 END)`,
  failed: sql`sum(CASE WHEN outcome IN (${FAILED}) THEN requests ELSE 0 END)`,
  tokens: sql`sum(prompt_tokens + completion_tokens)`,
  costMicros: sql`sum(cost_micros)`,
  unpriced: sql`sum(unpriced)`,
} as const satisfies Record<keyof CallSums, unknown>;

// Postgres sums 64-bit integers into a decimal, which its driver hands over as text; figures that are none do not pass.
const SELECTED = CALL_SUMS.map((name) => sql<number>`CAST(${SUMS[name]} AS double precision)`.as(name));

const quartersIn = (database: Kysely<Database>) =>
  database.selectFrom('usage_quarter').innerJoin('series', 'series.id', 'usage_quarter.series_id').select(SELECTED);

const CALLER_COLUMNS = [
  ...(['series_id', 'requests', 'prompt_tokens', 'completion_tokens', 'cost_micros', 'unpriced'] as const),
];
const callerSchema = z.extend(callSumsSchema, { key_id: z.string(), owner: z.string(), plan: z.string() });

/** What each caller used in a window. @param units of the window, at least one */
export async function callersOf(
  database: Kysely<Database>,
  { of }: Pick<CallersQuery, 'of'>,
  units: SpanStarts,
): Promise<CallerUse[]> {
  let sums = database
    .selectFrom(sumsIn(units, CALLER_COLUMNS).as('part'))
    .innerJoin('series', 'series.id', 'part.series_id')
    .select([...SELECTED, 'key_id', 'owner', 'plan'])
    .groupBy(['key_id', 'owner', 'plan']);
  if (of !== undefined) {
    const { owner, keyIds } = of;
    sums = sums.where(({ eb, or }) =>
      or([eb('owner', '=', owner), ...(keyIds.length === 0 ? [] : [eb('key_id', 'in', keyIds)])]),
    );
  }
  return z
    .array(callerSchema)
    .parse(await sums.execute())
    .map(({ key_id, ...use }) => ({ ...use, keyId: key_id === '' ? null : key_id }));
}

/** The last quarter of an hour of each key: by an index, one step a series. */
export async function lastUsesOf(
  database: Kysely<Database>,
  of: OwnUseQuery | undefined,
): Promise<ReadonlyMap<string, number>> {
  if (of?.keyIds.length === 0) return new Map();
  const last = sql<number | null>`(SELECT max(quarter) FROM usage_quarter WHERE series_id = series.id)`;
  let series = database.selectFrom('series').select(['key_id', last.as('quarter')]);
  series =
    of === undefined
      ? series.where('key_id', '<>', '')
      : series.where('key_id', 'in', of.keyIds).where('owner', '=', of.owner);
  const found = await database
    .selectFrom(series.as('used'))
    .select(({ fn }) => ['key_id', fn.max('quarter').as('quarter')])
    .where('quarter', 'is not', null)
    .groupBy('key_id')
    .execute();
  return new Map(found.map(({ key_id, quarter }) => [key_id, Number(quarter) * QUARTER_MS]));
}

/** What was done with a key since an instant. */
export async function keyHistoryOf(database: Kysely<Database>, query: KeyQuery): Promise<KeyHistory> {
  const { keyId, owner, startMs, limit } = query;
  let ofKey = quartersIn(database)
    .where('key_id', '=', keyId)
    .where('quarter', '>=', Math.floor(startMs / QUARTER_MS));
  if (owner !== undefined) ofKey = ofKey.where('owner', '=', owner);
  const found = await ofKey.select('quarter').groupBy('quarter').orderBy('quarter').execute();
  const quarters = found.map(({ quarter, ...sums }) => ({
    ...callSumsSchema.parse(sums),
    startMs: Number(quarter) * QUARTER_MS,
  }));
  const [first] = quarters;
  if (first === undefined) return { quarters, kinds: [], calls: [], firstCallMs: null };
  const rows = await ofKey
    .select(['endpoint', 'model', 'sandbox', 'status', 'outcome', 'error_code'])
    .groupBy(['endpoint', 'model', 'sandbox', 'status', 'outcome', 'error_code'])
    .orderBy('requests', 'desc')
    .orderBy('endpoint')
    .orderBy('model')
    .orderBy('status')
    .limit(limit)
    .execute();
  const kinds = rows.map(
    ({ sandbox, status, error_code, ...row }): CallKind =>
      callKindSchema.parse({
        ...row,
        sandbox: Number(sandbox) === 1,
        status: Number(status),
        errorCode: error_code === '' ? null : error_code,
      }),
  );
  return {
    quarters,
    kinds,
    calls: await newestCalls(database, query, quarters),
    firstCallMs: await firstCall(database, query, first.startMs),
  };
}

function callsOf(database: Kysely<Database>, { keyId, owner }: KeyQuery, startMs: number) {
  const calls = database.selectFrom('ledger').where('key_id', '=', keyId).where('started_at_ms', '>=', startMs);
  return owner === undefined ? calls : calls.where('owner', '=', owner);
}

/** The ledger is looked through by time, whoever called: no further back than the sums say there are enough. */
async function newestCalls(
  database: Kysely<Database>,
  query: KeyQuery,
  quarters: KeyHistory['quarters'],
): Promise<LedgerRow[]> {
  const { limit } = query;
  const enough = quarters.findLastIndex((_, index) => addUp(quarters.slice(index)).requests >= limit);
  const rows = await callsOf(database, query, quarters[Math.max(enough, 0)]?.startMs ?? 0)
    .selectAll()
    .orderBy('started_at_ms', 'desc')
    .orderBy('request_id', 'desc')
    .limit(limit)
    .execute();
  return rows.map(toLedgerRow);
}

/** @param quarterMs the quarter of an hour that it is in */
async function firstCall(database: Kysely<Database>, query: KeyQuery, quarterMs: number): Promise<number | null> {
  const row = await callsOf(database, query, quarterMs)
    .select('started_at_ms')
    .where('started_at_ms', '<', quarterMs + QUARTER_MS)
    .orderBy('started_at_ms')
    .limit(1)
    .executeTakeFirst();
  return row === undefined ? null : Number(row.started_at_ms);
}
