import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { getContainer } from '#lib/server/container.ts';
import { toNodeListener } from '#lib/server/gateway/mount-node.ts';
import { createHttpServer } from '#lib/server/http/node-server.ts';
import { COMPILE_CACHE } from './compile-cache.ts';

/**
 * The gateway as a process of its own, without Next: what can be killed, or stand beside another one. Run by itself
 * (`node e2e/support/gateway-process.ts`) it serves by the environment's settings and prints its origin.
 */
export interface GatewayProcess {
  readonly origin: string;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
  /** Ends it as an operator would: what is left is written. */
  stop(): Promise<void>;
}

/** @param env its settings; none of this process's own reaches it */
export async function startGatewayProcess(env: Readonly<Record<string, string>>): Promise<GatewayProcess> {
  const child = spawn(process.execPath, [import.meta.filename], {
    cwd: join(import.meta.dirname, '..', '..'),
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH ?? '',
      NODE_ENV: 'production',
      NODE_COMPILE_CACHE: COMPILE_CACHE,
      RUIJING_LOG: 'error',
      ...env,
    },
  });
  const exited = once(child, 'exit');
  const end = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    await exited;
  };
  const line = await Promise.race([
    once(child.stdout.setEncoding('utf8'), 'data').then(([text]) => String(text)),
    exited.then(() => Promise.reject(new Error('The gateway did not start'))),
  ]);
  return { origin: line.trim(), kill: () => end('SIGKILL'), stop: () => end('SIGTERM') };
}

if (import.meta.main) {
  const { config, services: open } = getContainer();
  const services = await open();
  const listener = toNodeListener(services.gateway, config.limits);
  const server = createHttpServer().on('request', (request, response) => void listener(request, response));
  process.on('SIGTERM', () => {
    server.closeAllConnections();
    server.close(() => void services.close().then(() => process.exit(0)));
  });
  server.listen(0, '127.0.0.1', () => {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    process.stdout.write(`http://127.0.0.1:${port}\n`);
  });
}
