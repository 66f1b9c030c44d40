import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompiledQuery, type Dialect, Kysely, sql } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { createTestSchema, testDatabaseUrl } from '#e2e/support/services.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { createLog } from '#lib/server/log.ts';
import type { UseQuery } from '#lib/server/storage/ledger.ts';
import { createPostgresDialect } from '#lib/server/storage/postgres/dialect.ts';
import { createPool } from '#lib/server/storage/postgres/pool.ts';
import { createSqliteDialect } from '#lib/server/storage/sqlite/dialect.ts';
import { migrate, migrationsFor } from './migrations.ts';
import { usedOf } from './queries.ts';
import type { Database } from './schema.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const SERIES = 200;
const QUARTERS = 300;

async function open(name: 'sqlite' | 'postgres', dialect: Dialect) {
  const asked: CompiledQuery[] = [];
  const database = new Kysely<Database>({ dialect, log: ({ query }) => void asked.push(query) });
  closing.push(() => database.destroy());
  await migrate(database, migrationsFor(name));
  // Numbers from 1 on: both databases know this form.
  const numbers = (count: number) =>
    sql`WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${sql.lit(count)})`;
  await sql`INSERT INTO series (key_id, owner, plan, endpoint, model, upstream, outcome, error_code, usage_source,
      status, sandbox, streamed) ${numbers(SERIES)}
    SELECT 'k' || i, 'o' || (i % 100), 'p' || (i % 2), 'chat.completions', 'm', 'u', 'ok', '', 'upstream', 200, 0, 0
    FROM n`.execute(database);
  await sql`INSERT INTO usage_quarter (quarter, series_id, requests, prompt_tokens, completion_tokens, cached_tokens,
      reasoning_tokens, images, audio_ms, cost_micros, unpriced, request_bytes, answer_bytes, duration_ms)
    ${numbers(QUARTERS)} SELECT n.i, series.id, 1, 2, 3, 0, 0, 0, 0, 7, 0, 0, 0, 0 FROM n, series`.execute(database);
  // Postgres does so by itself; SQLite never does, so there the plan must be good without.
  if (name === 'postgres') await sql`ANALYZE usage_quarter, series`.execute(database);
  const explain = name === 'sqlite' ? 'EXPLAIN QUERY PLAN' : 'EXPLAIN';
  return {
    used: (query: Partial<UseQuery>) =>
      usedOf(database, { unit: 'tokens', startMs: 0, endMs: QUARTERS * QUARTER_MS, ...query }),
    planOfLast: async () => {
      const last = asked.at(-1);
      if (last === undefined) throw new Error('Nothing was asked');
      const { rows } = await database.executeQuery(CompiledQuery.raw(`${explain} ${last.sql}`, [...last.parameters]));
      return JSON.stringify(rows);
    },
  };
}

const PLACES: Record<string, () => Promise<Awaited<ReturnType<typeof open>>>> = {
  SQLite: () => {
    const folder = mkdtempSync(join(tmpdir(), 'ruijing-queries-'));
    closing.push(() => rmSync(folder, { recursive: true }));
    return open('sqlite', createSqliteDialect(join(folder, 'a.db')));
  },
};
const databaseUrl = testDatabaseUrl();
if (databaseUrl !== undefined) {
  PLACES.Postgres = async () => {
    const schema = await createTestSchema(databaseUrl);
    closing.push(() => schema.drop());
    const log = createLog('silent', () => undefined);
    return open(
      'postgres',
      createPostgresDialect(createPool(schema.url, { log, connections: 1, statementMs: 20_000 })),
    );
  };
}

test.each(Object.entries(PLACES))(
  '%s: what somebody used in a month is found by their series, not by looking at everybody’s sums',
  async (_, start) => {
    const { used, planOfLast } = await start();
    // The last quarter of an hour begins where the window ends.
    const quarters = QUARTERS - 1;
    expect(await used({ keyId: 'k7' })).toBe(quarters * 5);
    expect(await planOfLast()).toContain('usage_quarter_series');
    expect(await used({ owner: 'o7', plan: 'p1', unit: 'micros' })).toBe(2 * quarters * 7);
    expect(await planOfLast()).toContain('usage_quarter_series');
    // Nearly everything: by the index each sum would be looked up by itself.
    expect(await used({ plan: 'p0' })).toBe((SERIES / 2) * quarters * 5);
    expect(await planOfLast()).not.toContain('usage_quarter_series');
    expect(await used({})).toBe(SERIES * quarters * 5);
  },
  30_000,
);
