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
import { callersOf, keyHistoryOf, lastUsesOf } from './key-queries.ts';
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
    database,
    /** Of the last one, or of the one that says this. */
    planOfLast: async (saying = '') => {
      const last = asked.findLast(({ sql: text }) => text.includes(saying) && !text.startsWith(explain));
      if (last === undefined) throw new Error('Nothing was asked');
      const { rows } = await database.executeQuery(CompiledQuery.raw(`${explain} ${last.sql}`, [...last.parameters]));
      return JSON.stringify(rows);
    },
  };
}

/** The sums of a window as they lie: by the table's own key. */
const BY_TIME = /usage_quarter_key|usage_quarter USING PRIMARY KEY/;

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

test.each(Object.entries(PLACES))(
  '%s: a key’s last use and history are found by its series, today by the day; none looks through the ledger or all sums',
  async (_, start) => {
    const { database, planOfLast } = await start();
    const lastQuarter = QUARTERS * QUARTER_MS;
    expect(await lastUsesOf(database, { owner: 'o7', keyIds: ['k7'] })).toEqual(new Map([['k7', lastQuarter]]));
    expect(await planOfLast()).toContain('usage_quarter_series');
    expect((await lastUsesOf(database, undefined)).size).toBe(SERIES);
    expect(await planOfLast()).toContain('usage_quarter_series');
    const history = await keyHistoryOf(database, { keyId: 'k7', startMs: lastQuarter - 3 * QUARTER_MS, limit: 50 });
    expect(history.quarters.map(({ requests, tokens }) => [requests, tokens])).toEqual(Array(4).fill([1, 5]));
    for (const part of ['group by "quarter"', 'group by "endpoint"']) {
      expect(await planOfLast(part), part).toContain('usage_quarter_series');
    }
    expect(await planOfLast('limit')).toContain('ledger_started_at');
    const own = { keyId: 'k7', owner: 'o7', startMs: lastQuarter - 3 * QUARTER_MS, limit: 50 };
    expect(await keyHistoryOf(database, own)).toEqual(history);
    for (const part of ['group by "quarter"', 'group by "endpoint"']) {
      expect(await planOfLast(part), part).toContain('usage_quarter_series');
    }
    expect(await planOfLast('limit')).toContain('ledger_started_at');
    const today = { day: [], hour: [], quarter: [lastQuarter - 2 * QUARTER_MS, lastQuarter - QUARTER_MS] };
    expect((await callersOf(database, {}, today)).map(({ requests }) => requests)).toEqual(Array(SERIES).fill(2));
    expect(await planOfLast()).toMatch(BY_TIME);
    const some = await callersOf(database, { of: { owner: 'o7', keyIds: ['k1', 'k2'] } }, today);
    expect(some.map(({ keyId }) => keyId).sort()).toEqual(['k1', 'k107', 'k2', 'k7']);
  },
  30_000,
);
