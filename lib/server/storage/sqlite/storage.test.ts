import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { promisify } from 'node:util';
import { CompiledQuery } from 'kysely';
import { afterEach, expect, test } from 'vitest';
import { aReservation, aRow } from '#e2e/support/ledger-rows.ts';
import { createLog } from '#lib/server/log.ts';
import { createSqliteDialect } from './dialect.ts';
import { openSqliteStorage } from './storage.ts';

// What only a SQLite file beside this process and others can show; what every storage does is in storage.test.ts above.

const T0 = Date.parse('2026-11-23T08:00:00Z');

const reservation = (requestId: string) => aReservation({ requestId, startedAtMs: T0 });
const row = (requestId: string) => aRow({ requestId, startedAtMs: T0 });

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const lines: string[] = [];

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-sqlite-'));
  closing.push(() => rmSync(folder, { recursive: true }));
  return folder;
}

async function open(dataDir = newFolder()) {
  lines.length = 0;
  const log = createLog('debug', (line) => lines.push(line));
  const storage = await openSqliteStorage(dataDir, {
    log,
    timeZone: 'Asia/Shanghai',
    interrupted: ({ requestId }) => row(requestId),
    checkpointMs: 50,
  });
  closing.push(() => storage.close());
  return storage;
}

/** A connection as another program has it: a backup, or somebody who looks. */
function connectOutside(dataDir: string): DatabaseSync {
  const outside = new DatabaseSync(join(dataDir, 'ruijing.db'));
  closing.push(() => outside.close());
  return outside;
}

/** @returns for how long the event loop stood still while `work` went on, at most */
async function longestPauseOf(work: () => Promise<unknown>): Promise<number> {
  let longestMs = 0;
  let lastMs = performance.now();
  const look = () => {
    longestMs = Math.max(longestMs, performance.now() - lastMs);
    lastMs = performance.now();
  };
  const timer = setInterval(look, 5);
  await work();
  clearInterval(timer);
  look();
  return longestMs;
}

/** Far below what SQLite used to wait for a lock, 5 s; far above what a busy machine adds. */
const SHORT_MS = 1_000;

test('what calls ask for does not wait for what the console reads', async () => {
  const { ledger, keys, plans, settings } = await open();
  for (let index = 0; index < 5_000; index++) ledger.settle(row(`req_${index}`));
  await ledger.flush();
  let read = 0;
  const slow = Promise.all(Array.from({ length: 20 }, () => ledger.rows('', 5_000).then(() => read++)));
  await Promise.all([keys.find('abc'), plans.list(), settings.get('a')]);
  expect(read).toBe(0);
  await slow;
});

test('a reader outside, however long it reads, holds up no call', async () => {
  const dataDir = newFolder();
  const { ledger } = await open(dataDir);
  ledger.settle(row('first'));
  await ledger.flush();
  const outside = connectOutside(dataDir);
  outside.exec('BEGIN');
  outside.prepare('SELECT count(*) FROM ledger').get();
  const longestMs = await longestPauseOf(async () => {
    const untilMs = performance.now() + 1_000;
    for (let index = 0; performance.now() < untilMs; index++) await ledger.reserve(reservation(`req_${index}`));
  });
  expect(longestMs).toBeLessThan(SHORT_MS);
});

test('while somebody outside writes, calls wait and the loop goes on; afterwards all is written', async () => {
  const dataDir = newFolder();
  const { ledger } = await open(dataDir);
  const outside = connectOutside(dataDir);
  outside.exec('BEGIN IMMEDIATE');
  setTimeout(() => outside.exec('COMMIT'), 1_500);
  const longestMs = await longestPauseOf(async () => {
    ledger.settle(row('ended'));
    await Promise.all([ledger.reserve(reservation('began')), ledger.flush()]);
  });
  expect(longestMs).toBeLessThan(SHORT_MS);
  expect((await ledger.rows('', 9)).map(({ requestId }) => requestId)).toEqual(['ended']);
  expect(lines).toEqual([]);
});

test('a query to a thread that has ended is refused', async () => {
  const driver = createSqliteDialect(join(newFolder(), 'a.db')).createDriver();
  await driver.init();
  const connection = await driver.acquireConnection();
  const one = CompiledQuery.raw('SELECT 1 AS one');
  expect((await connection.executeQuery(one)).rows).toEqual([{ one: 1 }]);
  const underWay = connection.executeQuery(one);
  await driver.destroy();
  // It may have been answered just before; whichever, nobody waits for ever.
  await underWay.catch(() => undefined);
  await expect(connection.executeQuery(one)).rejects.toThrow('ended');
  await driver.releaseConnection(connection);
  // And who comes later does not wait for the one before, either.
  for (const _ of [1, 2]) await expect(driver.acquireConnection()).rejects.toThrow('closed');
});

test('a process that just exits has written what waited, all but the row that is refused', async () => {
  const dataDir = newFolder();
  const code = `void (async () => {
    const { createLog } = await import('#lib/server/log.ts');
    const { openSqliteStorage } = await import('#lib/server/storage/sqlite/storage.ts');
    const log = createLog('debug', (line) => process.stdout.write(line));
    const { ledger } = await openSqliteStorage(${JSON.stringify(dataDir)}, { log, timeZone: 'UTC' });
    const row = ${JSON.stringify(row(''))};
    for (const requestId of ['a', 'b', 'c']) ledger.settle({ ...row, requestId, costMicros: requestId === 'b' ? 2 ** 70 : 1 });
    process.exit();
  })()`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--eval', code]);
  expect(JSON.parse(stdout)).toMatchObject({ event: 'ledger row lost', requestId: 'b' });
  const { ledger } = await open(dataDir);
  expect((await ledger.rows('', 9)).map(({ requestId }) => requestId)).toEqual(['a', 'c']);
});
