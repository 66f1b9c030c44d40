import { Kysely, sql } from 'kysely';
import { Client } from 'pg';
import { afterEach, describe, expect, test } from 'vitest';
import { aReservation, aRow } from '#e2e/support/ledger-rows.ts';
import { createTestSchema, runSql, testDatabaseUrl } from '#e2e/support/services.ts';
import { startProxy } from '#e2e/support/tcp-proxy.ts';
import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import { createLog } from '#lib/server/log.ts';
import { createPostgresDialect } from './dialect.ts';
import { createPool } from './pool.ts';
import { openPostgresStorage, type PostgresOptions } from './storage.ts';

// What only a Postgres that several processes share can show; what every storage does is in storage.test.ts above.

const T0 = Date.parse('2026-11-23T08:00:00Z');
const today = { startMs: T0 - 8 * 3_600_000, endMs: T0 + 16 * 3_600_000 };

const reservation = (requestId: string) => aReservation({ requestId });
const row = (requestId: string, fields: Partial<LedgerRow> = {}) => aRow({ requestId, ...fields });

const interrupted = ({ requestId }: Reservation): LedgerRow =>
  row(requestId, { outcome: 'interrupted', status: 500, completionTokens: 0 });

const ids = (count: number, prefix = 'req') => Array.from({ length: count }, (_, index) => `${prefix}_${index}`);

/** For what takes a second on an idle machine. */
const PATIENT = { timeout: 15_000 };

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const lines: string[] = [];
const log = createLog('debug', (line) => lines.push(line));

async function open(url: string, options: Partial<PostgresOptions> = {}) {
  const storage = await openPostgresStorage(url, { log, timeZone: 'Asia/Shanghai', interrupted, ...options });
  closing.push(() => storage.close());
  return storage;
}

test('a server that is not there is told of when the storage is opened', async () => {
  await expect(open('postgres://nobody@127.0.0.1:1/none')).rejects.toThrow();
});

const databaseUrl = testDatabaseUrl();
if (databaseUrl !== undefined) {
  const newSchema = async () => {
    const schema = await createTestSchema(databaseUrl);
    closing.push(() => schema.drop());
    return schema.url;
  };
  const newProxy = async (url: string) => {
    const proxy = await startProxy(url);
    closing.push(() => proxy.close());
    return proxy;
  };
  const tokens = { unit: 'tokens', ...today } as const;

  describe('processes that share a Postgres', { timeout: 20_000 }, () => {
    test('may all start at once on an empty database', async () => {
      const url = await newSchema();
      const storages = await Promise.all(ids(5).map(() => open(url)));
      for (const { plans } of storages) expect(await plans.list()).toHaveLength(4);
      for (const { liveInstances } of storages) expect(await liveInstances()).toBe(4);
    });

    test('add to the same sums at once, nothing lost, nothing twice, and nobody in the other’s way', async () => {
      const url = await newSchema();
      lines.length = 0;
      const [first, second] = await Promise.all([open(url), open(url)]);
      const rounds = 50;
      for (let round = 0; round < rounds; round++) {
        const shared = ids(20, `both_${round}`);
        // New series in each round, and rows that both have, in opposite orders.
        const rows = shared.map((id, index) => row(id, { model: `m${round}_${index % 5}`, durationMs: index * 40 }));
        for (const own of rows) first.ledger.settle(own);
        for (const own of rows.toReversed()) second.ledger.settle(own);
        for (const id of ids(20, `first_${round}`)) first.ledger.settle(row(id));
        for (const id of ids(20, `second_${round}`)) second.ledger.settle(row(id));
        await Promise.all([first.ledger.flush(), second.ledger.flush()]);
      }
      expect(await first.ledger.used(tokens)).toBe(rounds * 60 * 30);
      expect(await runSql(url, 'SELECT sum(requests)::int FROM usage_quarter')).toEqual([rounds * 60]);
      expect(await runSql(url, "SELECT sum(tokens)::int FROM limit_minute WHERE subject LIKE 'plan:%'")).toEqual([
        rounds * 60 * 30,
      ]);
      expect(lines.filter((line) => /wait|unavailable/.test(line))).toEqual([]);
    });

    test('add what comes late to the sums of hours and days while another one makes these', async () => {
      const url = await newSchema();
      const storage = await open(url);
      const startedAtMs = Math.floor(Date.now() / 86_400_000 - 5) * 86_400_000;
      for (const id of ids(10)) storage.ledger.settle(row(id, { startedAtMs }));
      await storage.ledger.flush();
      // Another process adds a late call, and has not committed yet.
      const pool = createPool(url, { log, connections: 1, statementMs: 5_000 });
      const client = await pool.connect();
      await client.query('BEGIN');
      for (const table of ['usage_quarter', 'usage_hour', 'usage_day']) {
        await client.query(`UPDATE ${table} SET requests = requests + 1`);
      }
      const rolled = storage.usage.rollUp(Date.now());
      const waits = () =>
        runSql(url, "SELECT count(*)::int FROM pg_locks WHERE NOT granted AND relation = 'usage_hour'::regclass");
      await expect.poll(waits).toEqual([1]);
      await client.query('COMMIT');
      client.release();
      await pool.end();
      await rolled;
      for (const table of ['usage_quarter', 'usage_hour', 'usage_day']) {
        expect(await runSql(url, `SELECT sum(requests)::int FROM ${table}`), table).toEqual([11]);
      }
    });

    test('close the books of one that fell silent; what it settles later changes nothing, and it goes on', async () => {
      const url = await newSchema();
      const proxy = await newProxy(url);
      const short = { beatMs: 50, staleMs: 1_000 };
      const stalled = await open(proxy.url, short);
      const other = await open(url, short);
      await stalled.ledger.reserve(reservation('stalled'));
      proxy.cut();
      await expect.poll(() => other.ledger.heal(), PATIENT).toMatchObject([{ requestId: 'stalled' }]);
      expect(await other.liveInstances()).toBe(0);
      proxy.mend();
      stalled.ledger.settle(row('stalled'));
      await expect.poll(() => stalled.ledger.used(tokens).catch(() => -1), PATIENT).toBe(10);
      await stalled.ledger.reserve(reservation('next'));
      expect(await other.ledger.heal()).toEqual([]);
      expect(await other.liveInstances()).toBe(1);
    });

    test('show themselves before they reserve when they were not seen for long', async () => {
      const url = await newSchema();
      const silent = await open(url, { beatMs: 3_600_000, staleMs: 1_000 });
      const other = await open(url, { beatMs: 50, staleMs: 1_000 });
      await expect.poll(() => other.liveInstances(), PATIENT).toBe(0);
      await silent.ledger.reserve(reservation('alive'));
      expect(await other.liveInstances()).toBe(1);
      expect(await other.ledger.heal()).toEqual([]);
    });

    test('do not judge others after they were cut off themselves', async () => {
      const url = await newSchema();
      const gone = await openPostgresStorage(url, { log, timeZone: 'Asia/Shanghai', interrupted });
      await gone.ledger.reserve(reservation('left'));
      await gone.close();
      const deaf = await open(url, { beatMs: 3_600_000, staleMs: 1_000 });
      const other = await open(url, { beatMs: 50, staleMs: 1_000 });
      await expect.poll(() => other.liveInstances(), PATIENT).toBe(0);
      expect(await deaf.ledger.heal()).toEqual([]);
      expect(await deaf.ledger.heal()).toMatchObject([{ requestId: 'left' }]);
    });
  });

  describe('when Postgres is lost', { timeout: 20_000 }, () => {
    test('calls are refused, ended ones are kept, and all is written once when it is back', async () => {
      const url = await newSchema();
      const proxy = await newProxy(url);
      const { ledger, keys } = await open(proxy.url);
      await ledger.reserve(reservation('under-way'));
      proxy.cut();
      const unavailable = { code: 'storage_unavailable', status: 503 };
      await expect(ledger.reserve(reservation('refused'))).rejects.toMatchObject(unavailable);
      await expect(ledger.used(tokens)).rejects.toMatchObject(unavailable);
      await expect(keys.find('k')).rejects.toMatchObject(unavailable);
      for (const id of ['under-way', ...ids(1_500)]) ledger.settle(row(id));
      await expect(ledger.flush()).rejects.toThrow();
      proxy.mend();
      await expect.poll(() => ledger.used(tokens).catch(() => -1), PATIENT).toBe(1_501 * 30);
      await ledger.reserve(reservation('again'));
      expect(await runSql(url, 'SELECT request_id FROM reservation')).toEqual(['again']);
    });

    test('a commit whose answer was lost counts once', async () => {
      const url = await newSchema();
      const proxy = await newProxy(url);
      const { ledger } = await open(proxy.url);
      proxy.swallowAnswers('COMMIT\u0000');
      ledger.settle(row('lost'));
      const flushed = ledger.flush();
      flushed.catch(() => undefined);
      await expect.poll(() => runSql(url, 'SELECT request_id FROM ledger'), PATIENT).toEqual(['lost']);
      proxy.cut();
      await expect(flushed).rejects.toThrow();
      proxy.mend();
      ledger.settle(row('next'));
      await expect.poll(() => ledger.used(tokens).catch(() => -1), PATIENT).toBe(60);
    });

    test('a reservation whose answer was lost is taken back', async () => {
      const url = await newSchema();
      const proxy = await newProxy(url);
      const { ledger } = await open(proxy.url);
      await ledger.reserve(reservation('first'));
      proxy.swallowAnswers();
      const lost = ledger.reserve(reservation('lost'));
      const reserved = () => runSql(url, 'SELECT request_id FROM reservation ORDER BY 1');
      await expect.poll(reserved, PATIENT).toEqual(['first', 'lost']);
      proxy.cut();
      await expect(lost).rejects.toMatchObject({ code: 'storage_unavailable' });
      proxy.mend();
      await ledger.reserve(reservation('next'));
      expect(await reserved()).toEqual(['first', 'next']);
    });

    test('a call whose question a frozen server swallows learns so within seconds, as 503', async () => {
      const proxy = await newProxy(await newSchema());
      const { keys } = await open(proxy.url);
      await keys.find('k');
      proxy.freeze();
      const begunMs = performance.now();
      await expect(keys.find('k')).rejects.toMatchObject({ code: 'storage_unavailable', status: 503 });
      expect(performance.now() - begunMs).toBeLessThan(15_000);
      await expect.poll(() => keys.find('k').catch(String), PATIENT).toBeUndefined();
    });

    test('what calls ask for does not wait for what the console reads', async () => {
      const url = await newSchema();
      const { keys, plans, settings, ledger } = await open(url);
      const locking = new Client({ connectionString: url });
      await locking.connect();
      await locking.query('BEGIN; LOCK TABLE ledger');
      let read = 0;
      const slow = ids(20).map(() => ledger.rows('', 1).then(() => read++));
      await Promise.all([keys.find('k'), plans.list(), settings.get('a')]);
      expect(read).toBe(0);
      await locking.end();
      await Promise.all(slow);
    });

    test('a connection whose answers never come is given up, and another one takes its place', async () => {
      const proxy = await newProxy(await newSchema());
      const pool = createPool(proxy.url, { log, connections: 1, statementMs: 100 });
      closing.push(() => pool.end());
      const database = new Kysely({ dialect: createPostgresDialect(pool) });
      const one = async () => (await sql`SELECT 1 AS one`.execute(database)).rows;
      await one();
      proxy.freeze();
      await expect(one()).rejects.toThrow('timeout');
      await expect.poll(() => one().catch(String), PATIENT).toEqual([{ one: 1 }]);
    });

    test('the server gives up a statement that takes too long', async () => {
      const pool = createPool(databaseUrl, { log, connections: 1, statementMs: 50 });
      closing.push(() => pool.end());
      await expect(pool.query('SELECT pg_sleep(5)')).rejects.toThrow(/statement timeout/);
    });
  });

  test('figures are exact or refused, never rounded', async () => {
    const pool = createPool(databaseUrl, { log, connections: 1, statementMs: 1_000 });
    closing.push(() => pool.end());
    const { rows } = await pool.query('SELECT 9007199254740991::int8 AS most, sum(7::int8) AS sum');
    expect(rows).toEqual([{ most: Number.MAX_SAFE_INTEGER, sum: 7 }]);
    await expect(pool.query('SELECT 9007199254740993::int8')).rejects.toThrow(RangeError);
  });

  test('a model’s name that Postgres cannot hold does not hold up the ledger', async () => {
    const { ledger } = await open(await newSchema());
    await ledger.reserve({ ...reservation('nul'), model: 'a\u0000b' });
    ledger.settle(row('nul', { model: 'a\u0000b' }));
    ledger.settle(row('other', { model: 'a\uFFFDb' }));
    await ledger.flush();
    expect(await ledger.used(tokens)).toBe(60);
  });
}
