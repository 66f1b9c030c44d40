import { type Kysely, sql } from 'kysely';
import * as z from 'zod/mini';
import { REFUSAL_KINDS } from '#lib/contract/limits.ts';
import { MINUTE_FIGURES } from '#lib/domain/usage/rollup.ts';
import type { LimitHistory } from '#lib/server/storage/limits.ts';
import { storageUnavailable } from '#lib/server/storage/write-queue.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { MINUTE_COLUMNS } from './rows.ts';
import type { Database } from './schema.ts';

interface LimitHistoryDeps {
  /** What a read says that counts every call taken so far. */
  readonly afterFlush: <T>(read: () => Promise<T>) => Promise<T>;
}

// Postgres hands 64-bit integers and sums of them over as text.
const number = z.coerce.number();
const figures = z.record(z.enum(MINUTE_FIGURES), number);
const minutesSchema = z.array(z.intersection(z.object({ minute: number }), figures));
const refusalsSchema = z.array(
  z.intersection(z.object({ subject: z.string() }), z.record(z.enum(REFUSAL_KINDS), number)),
);
const quartersSchema = z.array(
  z.object({
    keyId: z.string(),
    owner: z.string(),
    plan: z.string(),
    quarter: number,
    tokens: number,
    costMicros: number,
  }),
);
const headersSchema = z.record(z.string(), z.string());

/** How limits were used, in either database. */
export function createLimitHistory(database: Kysely<Database>, { afterFlush }: LimitHistoryDeps): LimitHistory {
  const asked = async <T>(read: () => Promise<T>): Promise<T> => {
    try {
      return await read();
    } catch (cause) {
      throw storageUnavailable(cause);
    }
  };
  return {
    minutes: (subject, from, until) =>
      afterFlush(async () => {
        const rows = await database
          .selectFrom('limit_minute')
          .select(['minute', ...MINUTE_FIGURES.map((name) => sql`${sql.ref(MINUTE_COLUMNS[name])}`.as(name))])
          .where('subject', '=', subject)
          .where('minute', '>=', from)
          .where('minute', '<', until)
          .orderBy('minute')
          .execute();
        return minutesSchema.parse(rows);
      }),
    refusals: (fromMinute) =>
      afterFlush(async () => {
        const sums = REFUSAL_KINDS.map((kind) => sql`sum(${sql.ref(MINUTE_COLUMNS[kind])})`.as(kind));
        const any = sql<boolean>`${sql.join(
          REFUSAL_KINDS.map((kind) => sql.ref(MINUTE_COLUMNS[kind])),
          sql` + `,
        )} > 0`;
        const rows = await database
          .selectFrom('limit_minute')
          .select(['subject', ...sums])
          .where('minute', '>=', fromMinute)
          .where(any)
          .groupBy('subject')
          .execute();
        return refusalsSchema.parse(rows);
      }),
    callerQuarters: (from, until) =>
      afterFlush(async () => {
        const { rows } = await sql`SELECT key_id AS ${sql.ref('keyId')}, owner, plan, quarter,
            sum(prompt_tokens + completion_tokens) AS tokens, sum(cost_micros) AS ${sql.ref('costMicros')}
          FROM usage_quarter JOIN series ON series.id = usage_quarter.series_id
          WHERE quarter >= ${from} AND quarter < ${until} GROUP BY key_id, owner, plan, quarter`.execute(database);
        return quartersSchema.parse(rows).map(({ keyId, ...use }) => ({ ...use, keyId: keyId === '' ? null : keyId }));
      }),
    observe: ({ upstream, observedAtMs, headers }) =>
      asked(async () => {
        const row = { observed_at_ms: observedAtMs, limits: JSON.stringify(headers) };
        await database
          .insertInto('upstream_limit')
          .values({ upstream, ...row })
          // Another process may have seen a later answer.
          .onConflict((conflict) =>
            conflict.column('upstream').doUpdateSet(row).where('upstream_limit.observed_at_ms', '<', observedAtMs),
          )
          .execute();
      }),
    observed: () =>
      asked(async () => {
        const rows = await database.selectFrom('upstream_limit').selectAll().execute();
        return rows.map(({ upstream, observed_at_ms, limits }) => ({
          upstream,
          observedAtMs: number.parse(observed_at_ms),
          headers: headersSchema.parse(parseJson(limits)),
        }));
      }),
  };
}
