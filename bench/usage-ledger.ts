import { Client } from 'pg';
import { createLog } from '#lib/server/log.ts';
import { openPostgresStorage } from '#lib/server/storage/postgres/storage.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/storage.ts';
import type { Storage, StorageOptions } from '#lib/server/storage/storage.ts';
import { generateCalls } from './usage-calls.ts';

/** A ledger of a month, whose calls go through its own front door. */

export const DAYS = 30;
/** The console's default. */
export const TIME_ZONE = 'Asia/Shanghai';

const storageOptions: StorageOptions = {
  log: createLog('error', (entry) => console.error(entry)),
  timeZone: TIME_ZONE,
  interrupted: () => {
    throw new Error('No call is under way');
  },
};

export interface LedgerPlace {
  readonly dataDir: string;
  /** Address of a database that nobody needs; undefined: SQLite in the folder. */
  readonly postgres: string | undefined;
}

export const openLedger = ({ dataDir, postgres }: LedgerPlace): Promise<Storage> =>
  postgres === undefined ? openSqliteStorage(dataDir, storageOptions) : openPostgresStorage(postgres, storageOptions);

export interface Filled {
  /** How many calls there are by now. */
  readonly calls: number;
  /** NaN: next to none were lacking. */
  readonly callsPerSecond: number;
  readonly rollUpSeconds: number;
}

/** Rows that are taken before it is waited for their writing. */
const AT_ONCE = 5_000;
/** Fewer say nothing of the pace. */
const MIN_TIMED = 100_000;

/** Writes what the month lacks until now: all of it or, where it was kept, the hours since. @param count of a whole month */
export async function fill({ ledger, usage }: Storage, count: number, { postgres }: LedgerPlace): Promise<Filled> {
  const {
    calls: [newest],
  } = await usage.calls({ calls: { withSandbox: true }, limit: 1 });
  let written = 0;
  const writeSeconds = await secondsOf(async () => {
    for (const call of generateCalls({ count, days: DAYS, endMs: Date.now(), afterMs: newest?.startedAtMs ?? 0 })) {
      ledger.settle(call);
      if (++written % AT_ONCE === 0) await ledger.flush();
      if (written % (count / 10) === 0) process.stderr.write(`${written.toLocaleString('en')} calls\n`);
    }
    await ledger.flush();
  });
  if (postgres !== undefined && written > count / 2) await runSql(postgres, FORGET_LONG_SUMS);
  const rollUpSeconds = await secondsOf(() => usage.rollUp(Date.now()));
  if (postgres !== undefined) await runSql(postgres, VACUUM);
  const thisDay = Math.floor(Date.now() / DAY_MS) * DAY_MS;
  const all = { startMs: thisDay - 2 * DAYS * DAY_MS, endMs: thisDay + DAY_MS, withSandbox: true };
  const { requests } = await ledger.totals(all);
  return { calls: requests, callsPerSecond: written < MIN_TIMED ? Number.NaN : written / writeSeconds, rollUpSeconds };
}

/**
 * Calls of a month that are written within minutes all come late: each changes sums that are otherwise written once, and
 * every change leaves a dead row. They are made anew, as they would be at a month's own pace.
 */
const FORGET_LONG_SUMS = [
  'TRUNCATE usage_hour, usage_day, usage_timing',
  "DELETE FROM meta WHERE name = 'usage_rolled'",
] as const;
/** What a server does by itself, unless that is switched off. */
const VACUUM = ['VACUUM ANALYZE'] as const;

async function runSql(postgres: string, statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString: postgres });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

const DAY_MS = 86_400_000;

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const beganMs = performance.now();
  await work();
  return (performance.now() - beganMs) / 1000;
}
