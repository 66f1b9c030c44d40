import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GROUPINGS, REPORT_RANGES } from '#lib/contract/usage-report.ts';
import { createLog } from '#lib/server/log.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/storage.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { startConsole } from './rivals.ts';
import { percentile } from './statistics.ts';
import { generateCalls } from './usage-calls.ts';

const { values: options } = parseArgs({
  options: {
    calls: { type: 'string', default: '1000000' },
    keep: { type: 'string' },
  },
});

const count = Number(options.calls);
const DAYS = 30;
/** The console's default. */
const timeZone = 'Asia/Shanghai';

async function fill(storage: Storage): Promise<number> {
  const began = performance.now();
  let waiting = 0;
  for (const call of generateCalls({ count, days: DAYS, endMs: Date.now() })) {
    storage.ledger.settle(call);
    if (++waiting === 5_000) {
      waiting = 0;
      await storage.ledger.flush();
    }
  }
  await storage.ledger.flush();
  return (performance.now() - began) / 1000;
}

const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-usage-'));
const dataDir = options.keep ?? join(folder, 'data');
mkdirSync(dataDir, { recursive: true });
const storage = await openSqliteStorage(dataDir, {
  log: createLog('error', (line) => console.error(line)),
  timeZone,
  interrupted: () => {
    throw new Error('No call is under way');
  },
});
if ((await storage.ledger.rows('', 1)).length === 0) {
  const seconds = await fill(storage);
  console.log(`${count} calls written in ${seconds.toFixed(1)} s: ${Math.round(count / seconds)} a second`);
}
const rolling = performance.now();
await storage.usage.rollUp(Date.now());
console.log(`rolled up in ${((performance.now() - rolling) / 1000).toFixed(1)} s`);
await storage.close();

const running = await startConsole(folder, { upstream: 'http://127.0.0.1:9', dataDir });
try {
  const timings: { view: string; ms: number }[] = [];
  const views = REPORT_RANGES.filter((range) => range !== 'custom').flatMap((range) =>
    GROUPINGS.flatMap((by) =>
      ['requests', 'costMicros', 'duration'].flatMap((metric) => [
        { range, by, metric },
        { range, by, metric, model: 'ruijing-gpt-2.0' },
        { range, by, metric, zone: 'America/New_York' },
      ]),
    ),
  );
  for (let round = 0; round < 3; round++) {
    for (const view of views) {
      const address = `${running.origin}/api/usage/report?${new URLSearchParams(view)}`;
      const began = performance.now();
      const response = await fetch(address);
      const text = await response.text();
      if (!response.ok) throw new Error(text);
      timings.push({ view: JSON.stringify(view), ms: performance.now() - began });
    }
  }
  for (const range of REPORT_RANGES) {
    const of = timings.filter(({ view }) => view.includes(`"range":"${range}"`)).map(({ ms }) => ms);
    if (of.length > 0)
      console.log(
        range,
        'p50',
        percentile(of, 0.5).toFixed(0),
        'p95',
        percentile(of, 0.95).toFixed(0),
        'max',
        Math.max(...of).toFixed(0),
      );
  }
  console.log('slowest', timings.toSorted((a, b) => b.ms - a.ms).slice(0, 8));
  console.log(
    'p95',
    percentile(
      timings.map(({ ms }) => ms),
      0.95,
    ).toFixed(0),
  );
} finally {
  await running.stop();
  rmSync(folder, { recursive: true, force: true });
}
