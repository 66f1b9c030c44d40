import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import env from '@next/env';
import next from 'next';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { ConfigError } from '#lib/server/config-error.ts';
import { type Container, getContainer } from '#lib/server/container.ts';
import { foundTeam, resetLink } from '#lib/server/founding.ts';
import { toNodeListener } from '#lib/server/gateway/mount-node.ts';
import { baseHeaders } from '#lib/server/gateway/responses.ts';
import { createHttpServer } from '#lib/server/http/node-server.ts';
import { setApiPolicy, setContentSecurityPolicy, setSecurityHeaders } from '#lib/server/http/page-headers.ts';
import { peerOf, withPeer } from '#lib/server/http/peer.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import type { Services } from '#lib/server/services.ts';
import { createStaticHandler } from '#lib/server/static.ts';

const ROOT = fileURLToPath(new URL('.', import.meta.url));

/** What is left over for an answer that nothing above could give. */
const LAST_RESORT_MS = 2_000;

const IDLE_SWEEP_MS = 50;

type Listener = (request: IncomingMessage, response: ServerResponse) => Promise<unknown>;

async function main(dev: boolean): Promise<void> {
  env.loadEnvConfig(ROOT, dev);
  const container = getContainer();
  const { config, log } = container;
  const services = await container.services();
  await foundTeam(config, services);
  const resetPath = await resetLink(config, services);

  const server = createHttpServer();
  // Longer than any call may take: a socket on which nothing moves until then has lost its other end.
  server.timeout = config.limits.streamMaxMs + config.limits.clientStallMs;
  const app = next({ dev, dir: ROOT, hostname: config.host, port: config.port, httpServer: server });
  await app.prepare();
  const serve = createListener(container, { dev, services, next: app.getRequestHandler() });
  server.on('request', (request, response) => {
    serve(request, response).catch((error: unknown) => answerError(response, error));
  });
  if (!dev) server.on('upgrade', (_, socket) => socket.destroy());
  server.on('error', (error: NodeJS.ErrnoException) => fail(explainListenError(error, config.host, config.port)));

  // A fault in one call must not end the others (ASVS 16.5.4).
  process.on('uncaughtException', (error) => log.error('uncaught', { cause: String(error.stack) }));
  process.on('unhandledRejection', (reason) => log.error('unhandled', { cause: String(reason) }));
  endGracefully(container, { server, services });

  server.listen(config.port, config.host, () => {
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : config.port;
    const host = config.host.includes(':') ? `[${config.host}]` : config.host;
    process.stdout.write(`Ruijing Console · 锐境控制台: http://${host}:${port}\n`);
    // For whoever started it, not for the log: it opens an account.
    if (resetPath !== undefined) {
      const origin = config.origin?.origin ?? `http://${host}:${port}`;
      process.stdout.write(`Set a new password, once, within a day · 重设密码: ${origin}${resetPath}\n`);
    }
  });
}

interface ListenerOptions {
  readonly dev: boolean;
  readonly services: Services;
  readonly next: Listener;
}

/** The gateway and static files are served here; pages and the console's own API are Next's. */
function createListener({ config, guards }: Container, { dev, services, next: servePage }: ListenerOptions): Listener {
  const serveGateway = toNodeListener(services.gateway, config.limits);
  const serveStatic = dev ? () => Promise.resolve(false) : createStaticHandler({ buildDir: `${ROOT}.next` });
  const serveOther: Listener = async (request, response) => {
    // An absolute-form target asks for a proxy, which this is not (T-SSRF-10); two slashes begin another host's address.
    if (!/^\/(?!\/)/.test(request.url ?? '')) throw new ApiError('route_not_found', 'There is no such address.');
    const [path = '/'] = request.url?.split('?', 1) ?? [];
    const header = (name: string) => {
      const value = request.headers[name];
      return Array.isArray(value) ? value.join(', ') : value;
    };
    const call = { method: request.method ?? 'GET', header };
    guards.host(call);
    setSecurityHeaders(response);
    guards.pageOrigin(call);
    if (await serveStatic(request, response)) return;
    const isApi = /^\/(?:api|v1)\//.test(path);
    checkMethod(call.method, isApi ? API_METHODS : PAGE_METHODS, response);
    // Where Next says nothing, as on a redirect.
    if (!isApi) response.setHeader('cache-control', 'private, no-store');
    // Before the headers that Next would believe are taken away.
    const peer = peerOf(request.socket.remoteAddress ?? '', header('x-forwarded-for'), config.trustedProxies);
    setContentSecurityPolicy(request, response, dev);
    if (isApi) setApiPolicy(response);
    return withPeer(peer, () => servePage(request, response));
  };
  // In development the gateway runs inside Next, so that a change of its code is picked up. It has guards of its own.
  if (dev) return serveOther;
  return (request, response) => (GATEWAY.test(request.url ?? '') ? serveGateway : serveOther)(request, response);
}

const GATEWAY = /^\/v1(?:[/?]|$)/;

/** Pages are only read: what else Next would do with a body (server actions) is none of this console's (T-FW-02). */
function checkMethod(method: string, allowed: readonly string[], response: ServerResponse): void {
  if (allowed.includes(method)) return;
  response.setHeader('allow', allowed.join(', '));
  throw new ApiError('method_not_allowed', `${method} is not allowed here.`);
}

const PAGE_METHODS = ['GET', 'HEAD'];
const API_METHODS = [...PAGE_METHODS, 'POST', 'PUT', 'PATCH', 'DELETE'];

function answerError(response: ServerResponse, thrown: unknown): void {
  const error = toApiError(thrown);
  if (error.code === 'internal_error') getContainer().log.error('unexpected', { cause: String(error.cause) });
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(error.status, { ...baseHeaders(newRequestId()), 'content-type': 'application/json' });
  response.end(JSON.stringify(error.toBody()));
}

interface Ending {
  readonly server: Server;
  readonly services: Services;
}

/** The first signal lets open answers come to their end; the second, or too long a wait, ends at once. */
function endGracefully({ config, drain, log }: Container, { server, services }: Ending): void {
  let ending = false;
  const exit = () => {
    // What calls used is written before the process ends, however long their answers took.
    services.close().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error('storage not closed', { cause: String(error) });
        process.exit(1);
      },
    );
  };
  const onSignal = () => {
    if (ending) process.exit(1);
    ending = true;
    log.info('draining', { drainMs: config.limits.drainMs });
    server.close(exit);
    // Connections that were busy and are idle now would be kept for the next call that never comes.
    setInterval(() => server.closeIdleConnections(), IDLE_SWEEP_MS).unref();
    setTimeout(() => {
      drain.abort(new ApiError('draining', 'The server is restarting.'));
      setTimeout(exit, LAST_RESORT_MS).unref();
    }, config.limits.drainMs).unref();
  };
  process.on('SIGTERM', onSignal);
  process.on('SIGINT', onSignal);
}

function explainListenError(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === 'EADDRINUSE') return `Port ${port} on ${host} is taken. Set another one: PORT=3001 npm start`;
  if (error.code === 'EACCES') return `Port ${port} needs rights that this user lacks. Set another one with PORT.`;
  return `Cannot listen on ${host}:${port}: ${error.message}`;
}

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(1);
}

// Next would exit on its own at the first signal and cut every open stream.
process.env.NEXT_MANUAL_SIG_HANDLE = 'true';

main(process.argv.includes('--dev')).catch((error: unknown) => {
  fail(error instanceof ConfigError ? error.message : String(error instanceof Error ? error.stack : error));
});
