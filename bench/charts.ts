import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { cpus, tmpdir } from 'node:os';
import { extname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type PlaywrightTestConfig } from '@playwright/test';
import { build } from 'vite';
import { newPage } from './chat-browser.ts';
import { ROOT } from './processes.ts';

/**
 * A month of minutes in ten lines, drawn by the console's chart and by uPlot alone, in one run: how long the longest task
 * of the page's main thread is while they are drawn, drawn anew in another width and theme, and pointed at.
 */

const { values: options } = parseArgs({ options: { rounds: { type: 'string', default: '3' } } });

const SCALES = [1, 2] as const;
const MAX_TASK_MS = 50;
/** Drawing in slices goes on for as long. */
const SETTLE_MS = 2_500;

const TYPES: Readonly<Record<string, string>> = { '.js': 'text/javascript', '.css': 'text/css' };

async function servePage(folder: string): Promise<{ origin: string; close: () => void }> {
  const outDir = join(folder, 'page');
  await build({
    configFile: false,
    root: join(ROOT, 'bench/charts-page'),
    mode: 'production',
    logLevel: 'warn',
    css: { postcss: ROOT },
    build: { outDir, emptyOutDir: true, target: 'esnext' },
  });
  const server = createServer(({ url = '/' }, response) => {
    const type = TYPES[extname(url)];
    response.writeHead(200, { 'content-type': type ?? 'text/html' });
    response.end(readFileSync(join(outDir, type === undefined ? 'index.html' : url)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return { origin: `http://127.0.0.1:${address.port}`, close: () => server.close() };
}

interface Drawn {
  readonly what: string;
  readonly scale: number;
  readonly longestTaskMs: number;
}

async function draw(
  browser: Browser,
  url: string,
  { scale, isBare }: { scale: number; isBare: boolean },
): Promise<Drawn[]> {
  const { page, devtools } = await newPage(browser);
  const drawn: Drawn[] = [];
  const measure = async (what: string, act: () => Promise<unknown>) => {
    await page.evaluate(() => {
      window.bench.longTasksMs.length = 0;
    });
    await act();
    await sleep(SETTLE_MS);
    const tasks = await page.evaluate(() => window.bench.longTasksMs);
    if (!(await page.evaluate(hasLines))) throw new Error(`Nothing is drawn: ${what}`);
    drawn.push({ what: isBare ? `uPlot alone: ${what}` : what, scale, longestTaskMs: Math.max(0, ...tasks) });
  };
  try {
    const size = { width: 1_280, height: 800, deviceScaleFactor: scale, mobile: false };
    await devtools.send('Emulation.setDeviceMetricsOverride', size);
    await page.goto(isBare ? `${url}/bare` : url);
    await sleep(SETTLE_MS);
    await measure('drawn', () => page.getByRole('button', { name: 'Draw' }).click());
    if (isBare) return drawn;
    await measure('in another width', () =>
      devtools.send('Emulation.setDeviceMetricsOverride', { ...size, width: 900 }),
    );
    await measure('in the other theme', () => page.emulateMedia({ colorScheme: 'dark' }));
    await measure('one line less', () => page.getByRole('button', { name: /Series 3/ }).click());
    await measure('pointed at', async () => {
      const box = await page.getByRole('application').boundingBox();
      if (box === null) throw new Error('There is no chart');
      for (let step = 0; step <= 40; step++) await page.mouse.move(box.x + (box.width * step) / 40, box.y + 80);
    });
    return drawn;
  } finally {
    await page.context().close();
  }
}

/** Runs in the page: a canvas has colour in it. */
function hasLines(): boolean {
  const canvas = document.querySelector('canvas');
  const pixels = canvas?.getContext('2d')?.getImageData(0, 0, canvas.width, canvas.height).data ?? [];
  return pixels.some((value) => value > 0);
}

async function main(): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-charts-'));
  const { origin, close } = await servePage(folder);
  // The browser that the end-to-end tests take.
  const config: { default: PlaywrightTestConfig } = await import(
    new URL('../playwright.config.ts', import.meta.url).href
  );
  const browser = await chromium.launch(config.default.use?.launchOptions);
  try {
    const drawn: Drawn[] = [];
    for (let round = 0; round < Number(options.rounds); round++) {
      for (const scale of SCALES) {
        for (const isBare of [false, true]) drawn.push(...(await draw(browser, origin, { scale, isBare })));
      }
    }
    const kinds = [...new Set(drawn.map(({ what, scale }) => `${what} @${scale}x`))];
    const longestOf = (kind: string) =>
      Math.max(...drawn.filter(({ what, scale }) => `${what} @${scale}x` === kind).map((one) => one.longestTaskMs));
    console.log('10 lines of 43,200 points: longest task of the main thread, ms; 0: none took 50\n');
    for (const kind of kinds) console.log(`${kind.padEnd(34)}${longestOf(kind).toFixed(0).padStart(6)}`);
    const longest = Math.max(...kinds.filter((kind) => !kind.startsWith('uPlot')).map(longestOf));
    const holds = longest <= MAX_TASK_MS;
    console.log(`\n${holds ? 'ok  ' : 'FAIL'} longest task: ${longest.toFixed(0)} ms (at most ${MAX_TASK_MS})`);
    save({ longest, drawn });
    return holds;
  } finally {
    await browser.close();
    close();
    rmSync(folder, { recursive: true, force: true });
  }
}

function save(result: object): void {
  const results = join(ROOT, 'bench/results');
  mkdirSync(results, { recursive: true });
  const atTime = new Date().toISOString();
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  const file = join(results, `charts-${atTime.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ atTime, machine, ...result }, null, 2)}\n`);
  console.log(`Saved to ${file}`);
}

process.exitCode = (await main()) ? 0 : 1;
