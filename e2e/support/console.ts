import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { COMPILE_CACHE } from './compile-cache.ts';

const ROOT = join(import.meta.dirname, '..', '..');

/** Two cores and several consoles starting at once. */
const START_LIMIT_MS = 30_000;

/** Longer than the server's own drain; what still lives then hangs. */
const STOP_LIMIT_MS = 15_000;

/** The line that `server.ts` prints once it listens. */
const ADDRESS = /^Ruijing Console .*?(http:\/\/\S+)$/m;

const SETTINGS = [
  'DATABASE_URL',
  'REDIS_URL',
  'HOST',
  'PORT',
  'RUIJING_ADMIN_EMAIL',
  'RUIJING_ADMIN_PASSWORD',
  'RUIJING_API_KEY',
  'RUIJING_BASE_URL',
  'RUIJING_CURRENCY',
  'RUIJING_DATA_DIR',
  'RUIJING_LOG',
  'RUIJING_ORIGIN',
  'RUIJING_PRICES',
  'RUIJING_RESET_LINK_FOR',
  'RUIJING_RETENTION_DAYS',
  'RUIJING_SANDBOX',
  'RUIJING_SANDBOX_TOKENS_PER_SECOND',
  'RUIJING_SECRET',
  'RUIJING_TIMEOUTS',
  'RUIJING_TIME_ZONE',
  'RUIJING_TRUSTED_PROXIES',
  'RUIJING_UPSTREAMS',
  'RUIJING_WEBHOOK_HOSTS',
];

/** A console of its own process and settings. */
export interface RunningConsole {
  /** Origin without a slash at the end. */
  readonly url: string;
  readonly pid: number;
  /** Everything it has printed so far. */
  logs(): string;
  /** Ends it as an operator would (SIGTERM). */
  stop(): Promise<void>;
}

export interface ConsoleOptions {
  /** Its settings: none of this process's own, nor of `.env.local`, reaches it. */
  readonly env: Readonly<Record<string, string>>;
  /** A free one when absent. */
  readonly port?: number;
}

/**
 * Starts `server.ts` on the production build that stands in `.next` and waits until it says that it listens.
 *
 * @throws when it ends or stays silent instead, with what it printed
 */
export async function startConsole({ env, port = 0 }: ConsoleOptions): Promise<RunningConsole> {
  const ownDir = env.RUIJING_DATA_DIR === undefined ? mkdtempSync(join(tmpdir(), 'ruijing-console-')) : undefined;
  const child = spawn(process.execPath, [join(ROOT, 'server.ts')], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...neutralEnvironment(), PORT: String(port), RUIJING_DATA_DIR: ownDir, ...env },
  });
  const stop = async () => {
    await end(child);
    if (ownDir !== undefined) rmSync(ownDir, { recursive: true, force: true });
  };
  let printed = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    printed += text;
  });
  try {
    const url = await listening(child, () => ADDRESS.exec(printed)?.[1]);
    return { url, pid: child.pid ?? 0, logs: () => printed, stop };
  } catch (cause) {
    await stop();
    throw new Error(`The console did not start:\n${printed}`, { cause });
  }
}

/**
 * This process's environment without settings of the console. Those are set empty, which is "not set" to the console,
 * since `.env.local` may only fill in what is absent.
 */
function neutralEnvironment(): NodeJS.ProcessEnv {
  return {
    ...process.env,
    ...Object.fromEntries(SETTINGS.map((name) => [name, ''])),
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: COMPILE_CACHE,
  };
}

async function listening(child: ChildProcess, address: () => string | undefined): Promise<string> {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const timer = setTimeout(() => reject(new Error(`It said nothing for ${START_LIMIT_MS / 1000} s.`)), START_LIMIT_MS);
  child.stdout?.on('data', () => {
    const url = address();
    if (url !== undefined) resolve(url);
  });
  child.once('exit', () => reject(new Error('It ended.')));
  child.once('error', reject);
  return await promise.finally(() => clearTimeout(timer));
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
}
