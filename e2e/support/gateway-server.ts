import { createServer } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Config, readConfig } from '#lib/server/config.ts';
import { createEgress } from '#lib/server/egress.ts';
import { createGateway } from '#lib/server/gateway/gateway.ts';
import { createGuards } from '#lib/server/gateway/guards.ts';
import { createLog } from '#lib/server/log.ts';
import type { Upstream } from '#lib/server/upstream/port.ts';
import { createRemote } from '#lib/server/upstream/remote.ts';

/** The gateway behind a real HTTP server, without Next. */
export interface GatewayServer {
  readonly origin: string;
  readonly lines: readonly string[];
  readonly drain: AbortController;
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

export interface GatewayServerOptions {
  readonly upstream: Upstream;
  readonly limits?: Partial<Config['limits']>;
}

export async function startGateway({ upstream, limits }: GatewayServerOptions): Promise<GatewayServer> {
  const lines: string[] = [];
  const drain = new AbortController();
  const gateway = createGateway({
    upstream,
    guards: createGuards(undefined),
    limits: { ...readConfig({}).limits, ...SHORT_LIMITS, ...limits },
    log: createLog('debug', (line) => lines.push(line)),
    drain: drain.signal,
  });
  const server = createServer(getRequestListener(gateway, { overrideGlobalObjects: false }));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    lines,
    drain,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** The remote adapter on a server of the tests. */
export function remoteTo(baseUrl: string, apiKey?: string): Upstream {
  return createRemote({ baseUrl: new URL(baseUrl), apiKey, egress: createEgress({ connectMs: 1_000 }) });
}
