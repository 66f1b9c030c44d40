import { env } from 'node:process';
import type { DocsLanguage, DocsPage } from '#lib/domain/docs/page.ts';
import { type Config, isDevelopment, readConfig } from './config.ts';
import { loadDocs } from './docs.ts';
import { createEgress } from './egress.ts';
import { createGateway, type Gateway } from './gateway/gateway.ts';
import { createGuards, type Guards } from './gateway/guards.ts';
import { createLog, type Log } from './log.ts';
import type { Upstream } from './upstream/port.ts';
import { createRemote } from './upstream/remote.ts';
import { createSandbox } from './upstream/sandbox/sandbox.ts';

/** What there is one of per process. */
export interface Container {
  readonly config: Config;
  readonly log: Log;
  readonly docs: Readonly<Record<DocsLanguage, readonly DocsPage[]>>;
  readonly guards: Guards;
  readonly upstream: Upstream;
  readonly gateway: Gateway;
  /** Aborted with an `ApiError` when the process ends; open streams then end with it. */
  readonly drain: AbortController;
}

// Next's bundle and `server.ts` each load their own copy of this module; the symbol leads both to the same container.
const KEY: unique symbol = Symbol.for('ruijing.container');
const shared: typeof globalThis & { [KEY]?: Container } = globalThis;
const own: { [KEY]?: Container } = {};
// In development each copy has its own: Next loads a changed module anew, and the change counts at once.
const shelf = isDevelopment(env) ? own : shared;

/**
 * The process's container, made at the first call.
 *
 * @throws ConfigError when a setting cannot be used
 */
export function getContainer(): Container {
  shelf[KEY] ??= createContainer(readConfig(env));
  return shelf[KEY];
}

function createContainer(config: Config): Container {
  const log = createLog(config.logLevel, (line) => process.stdout.write(`${line}\n`));
  const docs = loadDocs();
  const guards = createGuards(config.origin);
  const drain = new AbortController();
  const upstream = createUpstream(config, docs);
  const gateway = createGateway({ upstream, guards, limits: config.limits, log, drain: drain.signal });
  return { config, log, docs, guards, upstream, gateway, drain };
}

/** The only place that names an adapter. */
function createUpstream({ upstream, limits, sandboxTokensPerSecond }: Config, docs: Container['docs']): Upstream {
  if (upstream.kind === 'remote') {
    return createRemote({ ...upstream, egress: createEgress({ connectMs: limits.connectMs }) });
  }
  return createSandbox({ docs, tokensPerSecond: sandboxTokensPerSecond, slowMs: limits.sandboxSlowMs });
}
