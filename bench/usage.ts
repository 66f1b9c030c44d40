import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GROUPINGS, METRICS, REPORT_RANGES } from '#lib/contract/usage-report.ts';
import { createLog } from '#lib/server/log.ts';
import { openPostgresStorage } from '#lib/server/storage/postgres/storage.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/storage.ts';
import type { Storage, StorageOptions } from '#lib/server/storage/storage.ts';
import { ROOT } from './processes.ts';
import { startConsole } from './rivals.ts';
import { median, percentile } from './statistics.ts';
import { generateCalls } from './usage-calls.ts';

/**
 * The usage page's questions to a ledger of a month: a million calls on SQLite or, with `--postgres`, ten million there. The
 * calls go through the ledger's own front door, so how fast it takes them is measured on the way.
 */

const { values: options } = parseArgs({
  options: {
    calls: { type: 'string' },
    /** Address of a database that nobody needs: instead of SQLite. */
    postgres: { type: 'string' },
    /** A folder, or with Postgres nothing: keeps what was generated, and takes it where it is there. */
    keep: { type: 'string' },
    rounds: { type: 'string', default: '3' },
  },
});

const DAYS = 30;
/** The console's default, and one whose days are kept nowhere. */
const ZONES = ['Asia/Shanghai', 'America/New_York'] as const;
const count = Number(options.calls ?? (options.postgres === undefined ? 1_000_000 : 10_000_000));
const rounds = Number(options.rounds);

const storageOptions: StorageOptions = {
  log: createLog('error', (entry) => console.error(entry)),
  timeZone: ZONES[0],
  interrupted: () => {
    throw new Error('No call is under way');
  },
};

interface Filled {
  /** 0: it was there. */
  readonly callsPerSecond: number;
  readonly rollUpSeconds: number;
}

async function fill(storage: Storage): Promise<Filled> {
  const seconds = async (work: () => Promise<void>) => {
    const beganMs = performance.now();
    await work();
    return (performance.now() - beganMs) / 1000;
  };
  const isThere = (await storage.ledger.rows('', 1)).length > 0;
  const writeSeconds = await seconds(async () => {
    if (isThere) return;
    let waiting = 0;
    for (const call of generateCalls({ count, days: DAYS, endMs: Date.now() })) {
      storage.ledger.settle(call);
      if (++waiting % AT_ONCE === 0) await storage.ledger.flush();
      if (waiting % (count / 10) === 0) process.stderr.write(`${waiting.toLocaleString('en')} calls\n`);
    }
    await storage.ledger.flush();
  });
  const rollUpSeconds = await seconds(() => storage.usage.rollUp(Date.now()));
  return { callsPerSecond: isThere ? 0 : count / writeSeconds, rollUpSeconds };
}

const AT_ONCE = 5_000;

interface Asked {
  readonly view: string;
  readonly ms: number;
}

/** Every view that the page's controls lead to, in a shuffled order, some rounds long. */
async function askAll(origin: string): Promise<Asked[]> {
  const ranges = REPORT_RANGES.filter((range) => range !== 'custom');
  const filters = [{}, { model: 'ruijing-gpt-2.0' }, { key: 'key-3' }, { person: 'person-1' }];
  const views = ranges.flatMap((range) =>
    GROUPINGS.flatMap((by) =>
      METRICS.flatMap((metric) =>
        ZONES.flatMap((zone) => filters.map((filter) => ({ range, by, metric, zone, ...filter }))),
      ),
    ),
  );
  const asked: Asked[] = [];
  for (let round = 0; round < rounds; round++) {
    for (const view of views) {
      const address = `${origin}/api/usage/report?${new URLSearchParams(view)}`;
      const beganMs = performance.now();
      const response = await fetch(address);
      const text = await response.text();
      if (!response.ok) throw new Error(`${address}: ${text}`);
      asked.push({ view: JSON.stringify(view), ms: performance.now() - beganMs });
    }
  }
  return asked;
}

/** Those of 95 % of all views. */
const MAX_P95_MS = 300;

interface Result extends Filled {
  readonly asked: readonly Asked[];
}

async function measure(folder: string): Promise<Result> {
  const { postgres, keep } = options;
  const dataDir = keep ?? join(folder, 'data');
  mkdirSync(dataDir, { recursive: true });
  const storage =
    postgres === undefined
      ? await openSqliteStorage(dataDir, storageOptions)
      : await openPostgresStorage(postgres, storageOptions);
  const filled = await fill(storage);
  await storage.close();
  const databaseUrl = postgres === undefined ? {} : { databaseUrl: postgres };
  const running = await startConsole(folder, { upstream: 'http://127.0.0.1:9', dataDir, ...databaseUrl });
  try {
    return { ...filled, asked: await askAll(running.origin) };
  } finally {
    await running.stop();
  }
}

function toTable(asked: readonly Asked[]): string {
  const row = (name: string, cells: readonly string[]) =>
    [name.padEnd(20), ...cells.map((cell) => cell.padStart(7))].join('');
  const timesOf = (part: string) => asked.filter(({ view }) => view.includes(part)).map(({ ms }) => ms);
  const figures = (name: string, times: readonly number[]) =>
    row(
      name,
      [median(times), percentile(times, 0.95), Math.max(...times)].map((ms) => ms.toFixed(0)),
    );
  return [
    row('view, ms', ['p50', 'p95', 'most']),
    ...REPORT_RANGES.filter((range) => range !== 'custom').map((range) =>
      figures(range, timesOf(`"range":"${range}"`)),
    ),
    ...ZONES.map((zone) => figures(zone, timesOf(zone))),
    figures('all', timesOf('')),
  ].join('\n');
}

function save(result: object): void {
  const results = join(ROOT, 'bench/results');
  mkdirSync(results, { recursive: true });
  const atTime = new Date().toISOString();
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  const file = join(results, `usage-${atTime.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ atTime, machine, ...result }, null, 2)}\n`);
  console.log(`\nSaved to ${file}`);
}

async function main(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-usage-'));
  try {
    const { asked, callsPerSecond, rollUpSeconds } = await measure(folder);
    const database = options.postgres === undefined ? 'SQLite' : 'Postgres';
    const p95 = percentile(
      asked.map(({ ms }) => ms),
      0.95,
    );
    const holds = p95 <= MAX_P95_MS;
    console.log(`${count.toLocaleString('en')} calls over ${DAYS} days on ${database}`);
    if (callsPerSecond > 0) console.log(`written: ${Math.round(callsPerSecond).toLocaleString('en')} a second`);
    console.log(`hours and days summed up in ${rollUpSeconds.toFixed(1)} s\n\n${toTable(asked)}\n`);
    console.log(`${holds ? 'ok  ' : 'FAIL'} a view, p95: ${p95.toFixed(0)} ms (at most ${MAX_P95_MS})`);
    const slowest = asked.toSorted((one, other) => other.ms - one.ms).slice(0, 5);
    save({ database, calls: count, callsPerSecond, rollUpSeconds, p95, slowest });
    return holds;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
