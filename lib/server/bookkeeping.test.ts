import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { keepBooks } from './bookkeeping.ts';
import { createLog } from './log.ts';
import { createMemoryLimits } from './storage/memory/limit-store.ts';
import { openSqliteStorage } from './storage/sqlite/storage.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const DAY_MS = 86_400_000;

const row = (requestId: string, startedAtMs: number) => aRow({ requestId, startedAtMs });

test('what is too old goes soon after the start, so also from a process that never lives for an hour', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-books-'));
  closing.push(() => rmSync(dataDir, { recursive: true }));
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  const storage = await openSqliteStorage(dataDir, { log, interrupted: ({ requestId }) => row(requestId, 0) });
  closing.push(() => storage.close());
  const { ledger } = storage;
  ledger.settle(row('old', Date.now() - 3 * DAY_MS));
  ledger.settle(row('new', Date.now()));
  await ledger.flush();
  const config = { currency: 'CNY', retention: { rowDays: 2, sumDays: 2 } };
  const limitStore = createMemoryLimits({ pastUse: () => Promise.resolve(0) });
  closing.push(await keepBooks({ config, log, storage, limitStore, firstPruneMs: 1 }));
  await expect.poll(async () => (await ledger.rows('', 9)).map(({ requestId }) => requestId)).toEqual(['new']);
  expect(lines).toEqual([]);
});
