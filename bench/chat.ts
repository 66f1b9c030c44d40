import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { type Browser, chromium, type PlaywrightTestConfig } from '@playwright/test';
import { type Asking, measureStream, type StreamCost } from './chat-browser.ts';
import { type ChatFigures, holds, limitsOf, type PageFigures, toLines, toTable } from './chat-figures.ts';
import { buildPeers, startChatUpstream, startPages } from './chat-servers.ts';
import { measureHeap, measureLongThread } from './chat-thread.ts';
import { ROOT, type Running } from './processes.ts';
import { startConsole } from './rivals.ts';

/**
 * The chat page while a long answer streams into it, beside a bare page that appends the same text and pages of two
 * well-known renderers. They take turns within one run: absolute figures of a shared machine say little, ratios do.
 */

const { values: options } = parseArgs({
  options: {
    rounds: { type: 'string', default: '3' },
    /** Leaves out the other renderers. */
    'no-peers': { type: 'boolean', default: false },
    /** `stream`, `cost`, `thread` or `heap`: this part alone. */
    only: { type: 'string' },
  },
});
const rounds = Number(options.rounds);
const wants = (part: 'stream' | 'cost' | 'thread' | 'heap'): boolean =>
  options.only === undefined || options.only === part;
/** They take part in the streams alone. */
const comparesPeers = !options['no-peers'] && wants('stream');

const LONG = { characters: 60_000, size: 24, paceMs: 10 };
/** Four times as fast, or the two lengths would take minutes. */
const SHORTER = { characters: 50_000, size: 96, paceMs: 10 };
const LONGER = { ...SHORTER, characters: 100_000 };
const THROTTLE = 4;
const MESSAGES = 1_000;

async function main(): Promise<boolean> {
  const build: { ensureBuild(): Promise<boolean> } = await import(new URL('../scripts/build.ts', import.meta.url).href);
  if (!(await build.ensureBuild())) return false;
  const config: { default: PlaywrightTestConfig } = await import(
    new URL('../playwright.config.ts', import.meta.url).href
  );
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-bench-chat-'));
  const running: Running[] = [];
  const enter = async <One extends Running>(starting: Promise<One>): Promise<One> => {
    const one = await starting;
    running.push(one);
    return one;
  };
  const browser = await chromium.launch(config.default.use?.launchOptions);
  try {
    const upstream = (await enter(startChatUpstream(folder))).origin;
    const dataDir = join(folder, 'data');
    mkdirSync(dataDir);
    const origin = (await enter(startConsole(folder, { upstream, dataDir }))).origin;
    const peers = comparesPeers ? { peers: await buildPeers(folder) } : {};
    const pages = (await enter(startPages(folder, { upstream, ...peers }))).origin;
    const figures = await play(browser, { origin, pages });
    console.log(`${toTable(figures)}\n\n${toLines(limitsOf(figures))}`);
    save(figures);
    return limitsOf(figures).every(holds);
  } finally {
    await browser.close();
    await Promise.all(running.map((one) => one.stop()));
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Places {
  /** The console's. */
  readonly origin: string;
  /** Of the pages that it is compared with. */
  readonly pages: string;
}

async function play(browser: Browser, { origin, pages }: Places): Promise<ChatFigures> {
  const chat = `${origin}/chat`;
  const page = (name: string): PageFigures => ({ name, rounds: [] });
  const figures = {
    ours: page('Ruijing Console'),
    bare: page('bare page'),
    peers: comparesPeers ? [page('streamdown'), page('react-markdown')] : [],
    throttled: page('ours, throttled').rounds,
    bareThrottled: page('bare page, throttled').rounds,
    shorter: page('ours, shorter').rounds,
    longer: page('ours, longer').rounds,
  };
  const stream = async (into: StreamCost[], url: string, asking: Asking): Promise<void> => {
    into.push(await measureStream(browser, url, asking));
  };
  for (let round = 1; wants('stream') && round <= rounds; round++) {
    process.stderr.write(`round ${round} of ${rounds}\n`);
    await stream(figures.bare.rounds, `${pages}/bare`, LONG);
    await stream(figures.ours.rounds, chat, LONG);
    for (const peer of figures.peers) await stream(peer.rounds, `${pages}/${peer.name}`, LONG);
  }
  for (let round = 1; wants('cost') && round <= rounds; round++) {
    process.stderr.write(`lengths and a slow processor, round ${round} of ${rounds}\n`);
    await stream(figures.shorter, chat, SHORTER);
    await stream(figures.longer, chat, LONGER);
    await stream(figures.throttled, chat, { ...LONG, throttle: THROTTLE });
    await stream(figures.bareThrottled, `${pages}/bare`, { ...LONG, throttle: THROTTLE });
  }
  return {
    ...figures,
    ...(wants('thread') ? { thread: await measureLongThread(browser, origin, MESSAGES) } : {}),
    ...(wants('heap') ? { heap: await measureHeap(browser, origin) } : {}),
  };
}

function save(result: object): void {
  const folder = join(ROOT, 'bench/results');
  mkdirSync(folder, { recursive: true });
  const atTime = new Date().toISOString();
  const machine = { node: process.version, cpus: cpus().length, model: cpus()[0]?.model };
  const file = join(folder, `chat-${atTime.replaceAll(/[:.]/g, '-')}.json`);
  writeFileSync(file, `${JSON.stringify({ atTime, machine, ...result }, null, 2)}\n`);
  console.log(`\nSaved to ${file}`);
}

process.exitCode = (await main()) ? 0 : 1;
