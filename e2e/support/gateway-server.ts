import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { KINDS } from '#lib/contract/endpoints.ts';
import { scopeOf } from '#lib/domain/limits/subject.ts';
import { interruptedRow } from '#lib/domain/pricing/interrupted.ts';
import { type Config, readConfig } from '#lib/server/config.ts';
import { createEgress } from '#lib/server/egress.ts';
import { createGuards } from '#lib/server/gateway/guards.ts';
import { toNodeListener } from '#lib/server/gateway/mount-node.ts';
import { createHttpServer } from '#lib/server/http/node-server.ts';
import { createLog } from '#lib/server/log.ts';
import { createServices, type Services } from '#lib/server/services.ts';
import type { LimitStore } from '#lib/server/storage/limit-store.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import { openSqliteStorage } from '#lib/server/storage/sqlite/storage.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import type { Upstream } from '#lib/server/upstream/port.ts';
import { createRemote } from '#lib/server/upstream/remote.ts';
import type { UpstreamEntry } from '#lib/server/upstream/router.ts';
import { type CallFeed, createCallFeed } from '#lib/server/usage/call-feed.ts';

/** The gateway behind a real HTTP server, on a database of its own, without Next. */
export interface GatewayServer {
  readonly origin: string;
  readonly lines: readonly string[];
  readonly drain: AbortController;
  readonly storage: Storage;
  readonly limitStore: LimitStore;
  readonly services: Services;
  /** Holds the database where it is SQLite. */
  readonly dataDir: string;
  close(): Promise<void>;
}

/** Short enough that a test of a timer need not wait. */
export const SHORT_LIMITS: Partial<Config['limits']> = {
  connectMs: 1_000,
  firstByteMs: 1_000,
  streamIdleMs: 1_000,
  heartbeatMs: 10_000,
  uploadIdleMs: 1_000,
};

interface Opened extends Pick<GatewayServer, 'storage' | 'limitStore'> {
  /** Absent: of this server alone. */
  readonly feed?: CallFeed;
}

export interface GatewayServerOptions {
  /** One that serves everything; or several with what each serves. */
  readonly upstream: Upstream | readonly UpstreamEntry[];
  readonly limits?: Partial<Config['limits']>;
  readonly config?: Partial<Config>;
  /** Instead of SQLite and memory. */
  readonly open?: (config: Config) => Promise<Opened>;
}

export async function startGateway({
  upstream,
  limits,
  config: settings,
  open = openLocal,
}: GatewayServerOptions): Promise<GatewayServer> {
  const lines: string[] = [];
  const drain = new AbortController();
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-gateway-'));
  const defaults = readConfig({ RUIJING_DATA_DIR: dataDir });
  const config = { ...defaults, ...settings, limits: { ...defaults.limits, ...SHORT_LIMITS, ...limits } };
  const log = createLog('debug', (line) => lines.push(line));
  const { storage, limitStore, feed = createCallFeed({ isAlone: true }) } = await open(config);
  const upstreams = isList(upstream) ? upstream : [{ upstream, kinds: KINDS, models: undefined }];
  const guards = createGuards(undefined);
  const services = await createServices({
    config,
    log,
    guards,
    upstreams,
    drain: drain.signal,
    storage,
    limitStore,
    feed,
  });
  const listener = toNodeListener(services.gateway, config.limits);
  const server = createHttpServer().on('request', (request, response) => void listener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    lines,
    drain,
    storage,
    limitStore,
    services,
    dataDir,
    async close() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      });
      await services.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const isList = (upstream: GatewayServerOptions['upstream']): upstream is readonly UpstreamEntry[] =>
  Array.isArray(upstream);

async function openLocal({
  dataDir,
  prices,
  timeZone,
}: Config): Promise<Pick<GatewayServer, 'storage' | 'limitStore'>> {
  const storage = await openSqliteStorage(dataDir, {
    log: createLog('silent', () => undefined),
    timeZone,
    interrupted: (reservation) => interruptedRow(reservation, prices, Date.now()),
  });
  const limitStore = createMemoryLimits({
    pastUse: ({ id }, { unit, startMs, endMs }) => storage.ledger.used({ ...scopeOf(id), unit, startMs, endMs }),
  });
  return { storage, limitStore };
}

/** The remote adapter on a server of the tests. */
export function remoteTo(baseUrl: string, apiKey?: string): Upstream {
  return createRemote({ baseUrl: new URL(baseUrl), apiKey, egress: createEgress({ connectMs: 1_000 }) });
}
