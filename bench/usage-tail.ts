import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type CDPSession, chromium, type Page, type PlaywrightTestConfig } from '@playwright/test';
import { MOVING_CALLS } from '#lib/domain/usage/live-calls.ts';
import { metrics, newPage } from './chat-browser.ts';
import { MODEL } from './load.ts';
import type { Running } from './processes.ts';
import { type Rival, startConsole, startUpstream } from './rivals.ts';

/** The log's page while 200 calls a second end: how much of its main thread is idle, and whether it shows them all. */

const { values: options } = parseArgs({
  options: {
    rate: { type: 'string', default: '200' },
    seconds: { type: 'string', default: '20' },
  },
});
const rate = Number(options.rate);
const seconds = Number(options.seconds);

const MIN_IDLE = 0.8;
/** Calls are sent in small groups, as they come when many call at once. */
const GROUP_MS = 20;
const SETTLE_MS = 2_000;

/** Calls at an even pace, whatever each of them takes. */
async function load({ origin, headers }: Rival, until: { stopped: boolean }): Promise<number> {
  const body = JSON.stringify({ model: MODEL, messages: [{ role: 'user', content: 'hello' }] });
  const call = async () => {
    const response = await fetch(`${origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body,
    });
    await response.arrayBuffer();
  };
  const beganMs = performance.now();
  const calls: Promise<void>[] = [];
  while (!until.stopped) {
    const due = Math.floor(((performance.now() - beganMs) * rate) / 1000);
    while (calls.length < due) calls.push(call());
    await sleep(GROUP_MS);
  }
  await Promise.all(calls);
  return calls.length / ((performance.now() - beganMs) / 1000);
}

interface Looked {
  /** Of the main thread's time. */
  readonly idle: number;
  readonly longestTaskMs: number;
  readonly longTasks: number;
  readonly rows: number;
}

async function look(page: Page, devtools: CDPSession): Promise<Looked> {
  await page.evaluate(() => {
    window.bench.longTasksMs.length = 0;
  });
  const before = await metrics(devtools);
  const beganMs = performance.now();
  await sleep(seconds * 1000);
  const after = await metrics(devtools);
  const wallS = (performance.now() - beganMs) / 1000;
  const spent = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
  const busyS = spent('TaskDuration');
  const shares = ['ScriptDuration', 'LayoutDuration', 'RecalcStyleDuration'].map(
    (name) => `${name.replace('Duration', '').toLowerCase()} ${((spent(name) / wallS) * 100).toFixed(1)} %`,
  );
  console.log(`busy with: ${shares.join(', ')}`);
  const tasks = await page.evaluate(() => window.bench.longTasksMs);
  const rows = await page.locator('tbody tr').count();
  return { idle: 1 - busyS / wallS, longestTaskMs: Math.max(0, ...tasks), longTasks: tasks.length, rows };
}

async function main(): Promise<boolean> {
  const build: { ensureBuild(): Promise<boolean> } = await import(new URL('../scripts/build.ts', import.meta.url).href);
  if (!(await build.ensureBuild())) return false;
  const config: { default: PlaywrightTestConfig } = await import(
    new URL('../playwright.config.ts', import.meta.url).href
  );
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-tail-'));
  const running: Running[] = [];
  const browser = await chromium.launch(config.default.use?.launchOptions);
  try {
    const upstream = await startUpstream(folder);
    running.push(upstream);
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const console_ = await startConsole(folder, { upstream: upstream.origin, dataDir });
    running.push(console_);
    const { page, devtools } = await newPage(browser);
    await page.goto(`${console_.origin}/logs?live=1`, { waitUntil: 'load' });
    await page.locator('main, body').first().waitFor();
    await sleep(SETTLE_MS);
    const nothing = await look(page, devtools);
    const until = { stopped: false };
    const loading = load(console_, until);
    await page
      .locator('tbody tr')
      .nth(MOVING_CALLS - 1)
      .waitFor({ timeout: 30_000 });
    const looked = await look(page, devtools);
    until.stopped = true;
    const made = await loading;
    const holds = looked.idle >= MIN_IDLE && looked.rows === MOVING_CALLS;
    const percent = (share: number) => `${(share * 100).toFixed(1)} %`;
    console.log(`${made.toFixed(0)} calls a second for ${seconds} s, ${looked.rows} rows shown`);
    console.log(`long tasks: ${looked.longTasks}, the longest ${looked.longestTaskMs.toFixed(0)} ms`);
    console.log(`idle without calls: ${percent(nothing.idle)}`);
    console.log(`${holds ? 'ok  ' : 'FAIL'} idle: ${percent(looked.idle)} (at least ${percent(MIN_IDLE)})`);
    return holds;
  } finally {
    await browser.close();
    for (const one of running.reverse()) await one.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

process.exitCode = (await main()) ? 0 : 1;
