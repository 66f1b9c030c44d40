import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from '@playwright/test';
import { LAST_WORDS } from './chat-answer.ts';
import { percentile } from './statistics.ts';

/** What a page's main thread did while an answer streamed into it. */
export interface StreamCost {
  /** Seconds that it was busy. */
  readonly taskS: number;
  /** Script, style and layout of these. */
  readonly ownS: number;
  readonly wallS: number;
  /** Its longest task, 0 when none took 50 ms. */
  readonly longestTaskMs: number;
  readonly longTasks: number;
  /** From one frame to the next. */
  readonly frameMsP99: number;
}

export interface Asking {
  readonly characters: number;
  /** Characters an event. */
  readonly size: number;
  /** From one event to the next; 0: all at once. */
  readonly paceMs: number;
  /** How many times slower than it is the processor is made. */
  readonly throttle?: number;
}

declare global {
  interface Window {
    bench: { longTasksMs: number[]; frameMs: number[]; keyMs: number[] };
  }
}

const VIEWPORT = { width: 1280, height: 800 };

/** What the page's own loading still does is not the stream's. */
const SETTLE_MS = 1_500;

const ANSWER_LIMIT_MS = 240_000;

/** A page of a browser with nothing kept, and its DevTools. */
export async function newPage(browser: Browser): Promise<{ page: Page; devtools: CDPSession }> {
  const context = await browser.newContext({ viewport: VIEWPORT, locale: 'en' });
  const page = await context.newPage();
  await page.addInitScript(observe);
  const devtools = await context.newCDPSession(page);
  await devtools.send('Performance.enable');
  return { page, devtools };
}

/** Runs in the page. */
function observe(): void {
  const bench: Window['bench'] = { longTasksMs: [], frameMs: [], keyMs: [] };
  window.bench = bench;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) bench.longTasksMs.push(duration);
  }).observe({ type: 'longtask' });
  let last = performance.now();
  const frame = (now: number) => {
    bench.frameMs.push(now - last);
    last = now;
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
  addEventListener(
    'keydown',
    ({ timeStamp }) => {
      requestAnimationFrame(() => {
        // The message comes after the frame has been painted.
        const { port1, port2 } = new MessageChannel();
        port1.onmessage = () => bench.keyMs.push(performance.now() - timeStamp);
        port2.postMessage(null);
      });
    },
    true,
  );
}

/** Opens a chat page and waits until it is still. */
export async function openChat(page: Page, url: string): Promise<void> {
  await page.goto(url, { waitUntil: 'load' });
  await page.locator('textarea').first().waitFor();
  await page.waitForLoadState('networkidle');
  await sleep(SETTLE_MS);
}

/** Asks for an answer and waits for its last words. */
export async function ask(page: Page, { characters, size, paceMs }: Asking): Promise<void> {
  const box = page.locator('textarea').first();
  await box.fill(`WRITE:${characters}:${size}:${paceMs}`);
  await box.press('Enter');
  await page.waitForFunction((words) => document.body.textContent.includes(words), LAST_WORDS, {
    polling: 500,
    timeout: ANSWER_LIMIT_MS,
  });
}

/** One answer streamed into a chat page that nobody has used yet. */
export async function measureStream(browser: Browser, url: string, asking: Asking): Promise<StreamCost> {
  const { page, devtools } = await newPage(browser);
  try {
    await openChat(page, url);
    if (asking.throttle !== undefined) await devtools.send('Emulation.setCPUThrottlingRate', { rate: asking.throttle });
    await page.evaluate(() => {
      window.bench.longTasksMs.length = 0;
      window.bench.frameMs.length = 0;
    });
    const before = await metrics(devtools);
    const startMs = performance.now();
    await ask(page, asking);
    // Colours of the last code, the figures below the answer.
    await sleep(SETTLE_MS);
    const wallS = (performance.now() - startMs) / 1000;
    const after = await metrics(devtools);
    const { longTasksMs, frameMs } = await page.evaluate(() => window.bench);
    const spent = (name: string) => (after.get(name) ?? Number.NaN) - (before.get(name) ?? Number.NaN);
    return {
      taskS: spent('TaskDuration'),
      ownS: spent('ScriptDuration') + spent('LayoutDuration') + spent('RecalcStyleDuration'),
      wallS,
      longestTaskMs: Math.max(0, ...longTasksMs),
      longTasks: longTasksMs.length,
      frameMsP99: percentile(frameMs, 0.99),
    };
  } finally {
    await page.context().close();
  }
}

/** What DevTools has measured of a page since it began. */
export async function metrics(devtools: CDPSession): Promise<Map<string, number>> {
  const { metrics: all } = await devtools.send('Performance.getMetrics');
  return new Map(all.map(({ name, value }) => [name, value]));
}

/** Bytes of living objects. */
export async function heapBytes(devtools: CDPSession): Promise<number> {
  await devtools.send('HeapProfiler.collectGarbage');
  return (await metrics(devtools)).get('JSHeapUsedSize') ?? Number.NaN;
}
