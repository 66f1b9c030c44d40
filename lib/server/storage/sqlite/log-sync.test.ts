import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, expect, test } from 'vitest';
import { LogSync } from './log-sync.ts';

const folder = mkdtempSync(join(tmpdir(), 'ruijing-log-'));
const file = join(folder, 'a.db');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('syncs the log of a database that is in use, again and again, and leaves its locks alone', async () => {
  const database = new DatabaseSync(file);
  database.exec('PRAGMA journal_mode = WAL; CREATE TABLE t (n INTEGER)');
  const log = new LogSync(file);
  for (let n = 0; n < 3; n++) {
    database.exec(`INSERT INTO t VALUES (${n})`);
    await log.sync();
  }
  database.exec('BEGIN IMMEDIATE');
  await log.close();
  const other = new DatabaseSync(file);
  expect(() => other.exec('BEGIN IMMEDIATE')).toThrow('locked');
  other.close();
  database.close();
});

test('a log that is not there yet is a failure, and looked for again the next time', async () => {
  const log = new LogSync(join(folder, 'b.db'));
  await expect(log.sync()).rejects.toThrow('ENOENT');
  await expect(log.sync()).rejects.toThrow('ENOENT');
  await log.close();
});
