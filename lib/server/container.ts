import { env } from 'node:process';
import { KINDS } from '#lib/contract/endpoints.ts';
import type { DocsLanguage, DocsPage } from '#lib/domain/docs/page.ts';
import { scopeOf } from '#lib/domain/limits/subject.ts';
import { interruptedRow } from '#lib/domain/pricing/interrupted.ts';
import { type Config, isDevelopment, readConfig } from './config.ts';
import { loadDocs } from './docs.ts';
import { createEgress } from './egress.ts';
import { createGuards, type Guards } from './gateway/guards.ts';
import { createLineWriter, createLog, type Log } from './log.ts';
import { createRemotePictures, type RemotePictures } from './remote-picture.ts';
import { loadSecret, redisPrefixOf } from './secret.ts';
import { createServices, type Services } from './services.ts';
import type { LimitStore, PastUse } from './storage/limit-store.ts';
import { createMemoryLimits } from './storage/memory/limit-store.ts';
import { openPostgresStorage } from './storage/postgres/storage.ts';
import { createFeedRelay } from './storage/redis/feed-relay.ts';
import { createRedisLimits } from './storage/redis/limit-store.ts';
import { openSqliteStorage } from './storage/sqlite/storage.ts';
import type { Storage, StorageOptions } from './storage/storage.ts';
import { createRemote } from './upstream/remote.ts';
import type { UpstreamEntry } from './upstream/router.ts';
import { createSandbox } from './upstream/sandbox/sandbox.ts';
import { createVision, type Vision } from './upstream/sandbox/vision/vision.ts';
import { withVisionAdapter } from './upstream/vision-adapter.ts';
import { type CallFeed, createCallFeed } from './usage/call-feed.ts';

/** What there is one of per process. */
export interface Container {
  readonly config: Config;
  readonly log: Log;
  readonly docs: Readonly<Record<DocsLanguage, readonly DocsPage[]>>;
  readonly guards: Guards;
  readonly upstreams: readonly UpstreamEntry[];
  readonly remotePictures: RemotePictures;
  /** What the sandbox sees with; nothing of it is loaded before it is needed. */
  readonly vision: Vision;
  /** What needs the storage, opened at the first call. @throws when it cannot be opened; the next call tries again */
  readonly services: () => Promise<Services>;
  /** Aborted with an `ApiError` when the process ends; open streams then end with it. */
  readonly drain: AbortController;
}

/** Also in development one per process, since files and counters are. */
interface Opened {
  readonly storage: Storage;
  readonly limitStore: LimitStore;
  readonly feed: CallFeed;
}

// Next's bundle and `server.ts` each load their own copy of this module; the symbols lead both to the same things.
const CONTAINER: unique symbol = Symbol.for('ruijing.container');
const OPENED: unique symbol = Symbol.for('ruijing.storage');
const shared: typeof globalThis & { [CONTAINER]?: Container; [OPENED]?: Promise<Opened> | undefined } = globalThis;
const own: { [CONTAINER]?: Container } = {};
// In development each copy has its own: Next loads a changed module anew, and the change counts at once.
const shelf = isDevelopment(env) ? own : shared;

/**
 * The process's container, made at the first call.
 *
 * @throws ConfigError when a setting cannot be used
 */
export function getContainer(): Container {
  shelf[CONTAINER] ??= createContainer(readConfig(env));
  return shelf[CONTAINER];
}

/** The gateway as Next's route mounts it. */
export async function serveGateway(request: Request): Promise<Response> {
  const { services } = getContainer();
  return await (await services()).fetch(request);
}

function createContainer(config: Config): Container {
  const log = createLog(config.logLevel, createLineWriter(process.stdout));
  const docs = loadDocs();
  const guards = createGuards(config.origin);
  const drain = new AbortController();
  const remotePictures = createRemotePictures({ limits: config.limits });
  const vision = createVision({ limits: config.limits });
  const upstreams = createUpstreams({ config, docs, pictures: remotePictures, vision });
  let services: Promise<Services> | undefined;
  return {
    config,
    log,
    docs,
    guards,
    upstreams,
    remotePictures,
    vision,
    drain,
    services() {
      services ??= open(config, log)
        .then((opened) => createServices({ config, log, guards, upstreams, drain: drain.signal, ...opened }))
        .catch((error: unknown) => {
          services = undefined;
          throw error;
        });
      return services;
    },
  };
}

function open(config: Config, log: Log): Promise<Opened> {
  shared[OPENED] ??= openStorage(config, log).catch((error: unknown) => {
    shared[OPENED] = undefined;
    throw error;
  });
  return shared[OPENED];
}

/** The only place that names an adapter. */
async function openStorage(config: Config, log: Log): Promise<Opened> {
  const { databaseUrl, redisUrl, dataDir, prices, timeZone } = config;
  const options: StorageOptions = {
    log,
    timeZone,
    interrupted: (reservation) => interruptedRow(reservation, prices, Date.now()),
  };
  const storage =
    databaseUrl === undefined
      ? await openSqliteStorage(dataDir, options)
      : await openShared(databaseUrl, { options, redisUrl, log });
  const pastUse: PastUse = (subject, { unit, startMs, endMs }) =>
    storage.ledger.used({ ...scopeOf(subject.id), unit, startMs, endMs });
  if (redisUrl === undefined) {
    const feed = createCallFeed({ isAlone: databaseUrl === undefined });
    return { storage, limitStore: createMemoryLimits({ pastUse }), feed };
  }
  const redis = { url: redisUrl, prefix: redisPrefixOf(loadSecret(config.secret, dataDir)), log };
  const feed = createCallFeed({ relay: createFeedRelay(redis), isAlone: false });
  return { storage, limitStore: createRedisLimits({ ...redis, pastUse }), feed };
}

interface SharedOptions {
  readonly options: StorageOptions;
  readonly redisUrl: string | undefined;
  readonly log: Log;
}

/** Postgres; several processes on it need Redis, or each would let the whole of every limit through. */
async function openShared(databaseUrl: string, { options, redisUrl, log }: SharedOptions): Promise<Storage> {
  const storage = await openPostgresStorage(databaseUrl, options);
  if (redisUrl === undefined) {
    const others = await storage.liveInstances();
    if (others > 0)
      log.error('limits hold in each process only: set REDIS_URL for all of them', { processes: others + 1 });
    else log.info('limits hold in this process only: set REDIS_URL before a second one shares this database');
  }
  return storage;
}

interface UpstreamDeps extends Pick<Container, 'config' | 'docs' | 'vision'> {
  readonly pictures: RemotePictures;
}

function createUpstreams({ config, docs, pictures, vision }: UpstreamDeps): UpstreamEntry[] {
  const remotes = createRemotes(config);
  if (remotes.length > 0 && !config.sandbox) return remotes;
  const { sandboxTokensPerSecond: tokensPerSecond, limits } = config;
  const sandbox = createSandbox({ docs, tokensPerSecond, slowMs: limits.sandboxSlowMs, vision, pictures });
  const unserved = KINDS.filter((kind) => !remotes.some(({ kinds }) => kinds.includes(kind)));
  return unserved.length === 0 ? remotes : [...remotes, { upstream: sandbox, kinds: unserved, models: undefined }];
}

function createRemotes({ upstreams, limits }: Config): UpstreamEntry[] {
  if (upstreams.length === 0) return [];
  const egress = createEgress({ connectMs: limits.connectMs });
  return upstreams.map(({ kinds, models, visionModel, ...remote }) => ({
    upstream: withVisionAdapter(createRemote({ ...remote, egress }), { model: visionModel }),
    kinds,
    models,
  }));
}
