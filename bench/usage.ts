import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Storage } from '#lib/server/storage/storage.ts';
import { ROOT } from './processes.ts';
import { startConsole } from './rivals.ts';
import { percentile } from './statistics.ts';
import { type Ingested, ingest, ingestLines } from './usage-ingest.ts';
import { DAYS, type Filled, fill, type LedgerPlace, openLedger } from './usage-ledger.ts';
import { type AskedPage, askLog, type LogPlace, logTable, placesInLog, slowestPage } from './usage-log.ts';
import { type AskedView, askViews, viewsTable } from './usage-views.ts';

/**
 * The questions of the usage page and of the log to a ledger of a month: a million calls on SQLite or, with `--postgres`,
 * ten million there; and calls that come in while views are looked at.
 */

const { values: options } = parseArgs({
  options: {
    calls: { type: 'string' },
    /** Address of a database that nobody needs: instead of SQLite. */
    postgres: { type: 'string' },
    /** A folder: keeps what was generated, and adds to it what came to pass since. */
    keep: { type: 'string' },
    rounds: { type: 'string', default: '3' },
    /** `ingest`, `views` or `log`: this part alone. */
    only: { type: 'string' },
  },
});

const count = Number(options.calls ?? (options.postgres === undefined ? 1_000_000 : 10_000_000));
const rounds = Number(options.rounds);
const wants = (part: 'ingest' | 'views' | 'log'): boolean => options.only === undefined || options.only === part;

/** Limits: of 95 % of all views; of 95 % of the times that any one page of the log is asked for. */
const MAX_VIEW_MS = 300;
const MAX_PAGE_MS = 100;
const INGEST = { perSecond: 2_000, seconds: 20 };
/** At the pace, but for what the clock's last tick takes. */
const MIN_PACE = 0.99;
/** What has ended is on disk within this time, however many views are being asked for. */
const MAX_BEHIND_MS = 1_000;
const PAGE_ASKS_A_ROUND = 10;

interface Result {
  readonly filled: Filled;
  readonly ingested: Ingested | undefined;
  readonly views: readonly AskedView[];
  readonly pages: readonly AskedPage[];
}

async function measure(folder: string): Promise<Result> {
  const { postgres, keep } = options;
  const dataDir = keep ?? join(folder, 'data');
  mkdirSync(dataDir, { recursive: true });
  const place = { dataDir, postgres };
  const withLedger = async <T>(work: (storage: Storage) => Promise<T>): Promise<T> => {
    const storage = await openLedger(place);
    try {
      return await work(storage);
    } finally {
      await storage.close();
    }
  };
  const filled = await withLedger((storage) => fill(storage, count, place));
  const places = wants('log') ? await withLedger(placesInLog) : [];
  const asked = wants('views') || wants('log') ? await ask(folder, place, places) : { views: [], pages: [] };
  // Last, since so many calls within seconds make its hour another one than the rest of the month is.
  const ingested = wants('ingest') ? await withLedger((storage) => ingest(storage, INGEST)) : undefined;
  return { filled, ingested, ...asked };
}

async function ask(folder: string, { dataDir, postgres }: LedgerPlace, places: readonly LogPlace[]) {
  const databaseUrl = postgres === undefined ? {} : { databaseUrl: postgres };
  const running = await startConsole(folder, { upstream: 'http://127.0.0.1:9', dataDir, ...databaseUrl });
  try {
    const views = wants('views') ? await askViews(running.origin, rounds) : [];
    return { views, pages: await askLog(running.origin, places, rounds * PAGE_ASKS_A_ROUND) };
  } finally {
    await running.stop();
  }
}

interface Verdict {
  readonly holds: boolean;
  readonly text: string;
}

function verdictsOn({ ingested, views, pages }: Result): Verdict[] {
  const atMost = (name: string, ms: number, max: number): Verdict => ({
    holds: ms <= max,
    text: `${name}: ${ms.toFixed(0)} ms (at most ${max})`,
  });
  const verdicts: Verdict[] = [];
  if (views.length > 0) {
    const times = views.map(({ ms }) => ms);
    verdicts.push(atMost('a view, p95', percentile(times, 0.95), MAX_VIEW_MS));
  }
  if (pages.length > 0) verdicts.push(atMost('the slowest page of the log, p95', slowestPage(pages), MAX_PAGE_MS));
  if (ingested === undefined) return verdicts;
  const { sent, refused, rows, summed, tokensAmiss, callsPerSecond, behindMs } = ingested;
  return [
    ...verdicts,
    {
      holds: callsPerSecond >= INGEST.perSecond * MIN_PACE && sent === INGEST.perSecond * INGEST.seconds,
      text: `calls a second: ${callsPerSecond.toFixed(0)} (${INGEST.perSecond}), refused: ${refused}`,
    },
    {
      holds: rows === sent && summed === sent && tokensAmiss === 0,
      text: `rows: ${rows} of ${sent}, in the sums: ${summed}, tokens amiss: ${tokensAmiss}`,
    },
    atMost('the writing is behind by', Math.max(...behindMs), MAX_BEHIND_MS),
  ];
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
  const build: { ensureBuild(): Promise<boolean> } = await import(new URL('../scripts/build.ts', import.meta.url).href);
  if (!(await build.ensureBuild())) return false;
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-usage-'));
  try {
    const result = await measure(folder);
    const { filled, ingested, views, pages } = result;
    const database = options.postgres === undefined ? 'SQLite' : 'Postgres';
    console.log(`${filled.calls.toLocaleString('en')} calls over ${DAYS} days on ${database}`);
    if (!Number.isNaN(filled.callsPerSecond))
      console.log(`written: ${Math.round(filled.callsPerSecond).toLocaleString('en')} a second`);
    console.log(`hours and days summed up in ${filled.rollUpSeconds.toFixed(1)} s`);
    if (ingested !== undefined) console.log(`\n${ingestLines(ingested)}`);
    if (views.length > 0) console.log(`\n${viewsTable(views)}`);
    if (pages.length > 0) console.log(`\n${logTable(pages)}`);
    const verdicts = verdictsOn(result);
    console.log(`\n${verdicts.map(({ holds, text }) => `${holds ? 'ok  ' : 'FAIL'} ${text}`).join('\n')}`);
    const slowest = views.toSorted((one, other) => other.ms - one.ms).slice(0, 20);
    save({ database, filled, ingested, verdicts, slowest, views, pages });
    return verdicts.every(({ holds }) => holds);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
