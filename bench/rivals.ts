import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { issueKey } from './account.ts';
import { MODEL } from './load.ts';
import { freePort, ROOT, type Running, startProcess } from './processes.ts';

/** Who is measured, each in a process of its own, all in front of the same upstream. */
export interface Rival extends Running {
  readonly name: string;
  /** What its callers send along. */
  readonly headers: Readonly<Record<string, string>>;
  /** What it does besides forwarding. */
  readonly does: string;
}

const UPSTREAM_KEY = 'k';

export async function startUpstream(folder: string): Promise<Rival> {
  const running = await startProcess({ file: join(ROOT, 'bench/upstream.ts'), printsTo: join(folder, 'upstream.log') });
  return { ...running, name: 'no gateway', headers: {}, does: 'nothing in between' };
}

export async function startBareProxy(folder: string, upstream: string): Promise<Rival> {
  const running = await startProcess({
    file: join(ROOT, 'bench/bare-proxy.ts'),
    env: { UPSTREAM: upstream },
    printsTo: join(folder, 'bare-proxy.log'),
  });
  return { ...running, name: 'bare proxy', headers: {}, does: 'forwards' };
}

export interface ConsoleOptions {
  readonly upstream: string;
  readonly dataDir: string;
  /** Of a Postgres; absent: SQLite in the folder. */
  readonly databaseUrl?: string;
}

/** Of processes that share a database; nobody else ever reaches these. */
const SECRET = 'bench-only-0123456789-abcdefghijklmnop';

/** The flags that `npm start` gives to V8. */
const startFlags = (): string[] => readFileSync(join(ROOT, 'package.json'), 'utf8').match(/--max-[\w-]+=\d+/g) ?? [];

/** The console on the build that stands in `.next`, its settings the defaults but for the upstream. */
export async function startConsole(folder: string, { upstream, dataDir, databaseUrl }: ConsoleOptions): Promise<Rival> {
  // Empty ones count as not set, and keep `.env.local` from filling them in.
  const inherited = Object.keys(process.env).filter((name) => name.startsWith('RUIJING_'));
  const unset = Object.fromEntries(
    [...inherited, 'RUIJING_LOG', 'RUIJING_ORIGIN', 'RUIJING_TIMEOUTS', 'DATABASE_URL', 'REDIS_URL', 'HOST'].map(
      (name) => [name, ''],
    ),
  );
  // The key has a spending cap, which needs a price.
  const prices = join(folder, 'prices.json');
  writeFileSync(prices, JSON.stringify({ [MODEL]: { promptPerMillionTokens: 1, completionPerMillionTokens: 2 } }));
  const running = await startProcess({
    file: join(ROOT, 'server.ts'),
    flags: startFlags(),
    env: {
      ...unset,
      PORT: '0',
      RUIJING_BASE_URL: `${upstream}/v1`,
      RUIJING_API_KEY: UPSTREAM_KEY,
      RUIJING_DATA_DIR: dataDir,
      RUIJING_PRICES: prices,
      ...(databaseUrl === undefined ? {} : { DATABASE_URL: databaseUrl, RUIJING_SECRET: SECRET }),
    },
    printsTo: join(folder, 'console.log'),
  });
  const key = await issueKey(running.origin).catch(async (error: unknown) => {
    // Nobody else knows of it yet.
    await running.stop();
    throw error;
  });
  return {
    ...running,
    name: 'Ruijing Console',
    headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
    does: key === undefined ? 'no keys: measured without auth' : 'key, limits, ledger, log',
  };
}

/** @param packageDir where `@portkey-ai/gateway` is installed */
export async function startPortkey(folder: string, { upstream, packageDir }: PortkeyOptions): Promise<Rival> {
  const port = await freePort();
  const running = await startProcess({
    file: join(packageDir, 'build/start-server.js'),
    args: ['--headless', `--port=${port}`],
    env: { TRUSTED_CUSTOM_HOSTS: new URL(upstream).hostname },
    printsTo: join(folder, 'portkey.log'),
    origin: `http://127.0.0.1:${port}`,
  });
  const headers = {
    authorization: `Bearer ${UPSTREAM_KEY}`,
    'x-portkey-provider': 'openai',
    'x-portkey-custom-host': `${upstream}/v1`,
  };
  return { ...running, name: 'Portkey', headers, does: 'forwards by header' };
}

export interface PortkeyOptions {
  readonly upstream: string;
  readonly packageDir: string;
}
