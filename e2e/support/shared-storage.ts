import { randomBytes } from 'node:crypto';
import { scopeOf } from '#lib/domain/limits/subject.ts';
import { interruptedRow } from '#lib/domain/pricing/interrupted.ts';
import { createLog } from '#lib/server/log.ts';
import { redisPrefixOf } from '#lib/server/secret.ts';
import { openPostgresStorage } from '#lib/server/storage/postgres/storage.ts';
import { createFeedRelay } from '#lib/server/storage/redis/feed-relay.ts';
import { createRedisLimits } from '#lib/server/storage/redis/limit-store.ts';
import { createCallFeed } from '#lib/server/usage/call-feed.ts';
import type { GatewayServerOptions } from './gateway-server.ts';
import { createTestSchema, removeTestKeys, testDatabaseUrl, testRedisUrl } from './services.ts';

/** A schema and keys of their own, for gateways that share them. */
export interface Shared {
  /** Settings of a process that shares them. */
  readonly env: Readonly<Record<string, string>>;
  readonly open: NonNullable<GatewayServerOptions['open']>;
  remove(): Promise<void>;
}

/**
 * @param staleMs after so long without a sign of life a process has died
 * @throws Error without the machine's Postgres and Redis: who calls this has looked
 */
export async function openShared(staleMs = 30_000): Promise<Shared> {
  const [databaseUrl, redisUrl] = [testDatabaseUrl(), testRedisUrl()];
  if (databaseUrl === undefined || redisUrl === undefined) throw new Error('Neither Postgres nor Redis was named');
  const schema = await createTestSchema(databaseUrl);
  const secret = randomBytes(32).toString('hex');
  const prefix = redisPrefixOf(secret);
  const log = createLog('silent', () => undefined);
  return {
    env: { DATABASE_URL: schema.url, REDIS_URL: redisUrl, RUIJING_SECRET: secret },
    async open({ prices }) {
      const interrupted: Parameters<typeof openPostgresStorage>[1]['interrupted'] = (reservation) =>
        interruptedRow(reservation, prices, Date.now());
      const storage = await openPostgresStorage(schema.url, { log, timeZone: 'Asia/Shanghai', interrupted, staleMs });
      const limitStore = createRedisLimits({
        url: redisUrl,
        prefix,
        log,
        pastUse: ({ id }, { unit, startMs, endMs }) => storage.ledger.used({ ...scopeOf(id), unit, startMs, endMs }),
      });
      const feed = createCallFeed({ relay: createFeedRelay({ url: redisUrl, prefix, log }), isAlone: false });
      return { storage, limitStore, feed };
    },
    async remove() {
      await schema.drop();
      await removeTestKeys(redisUrl, prefix);
    },
  };
}

/** Where a console's storage is, and its end. */
export interface StoragePlace {
  /** Settings of a process that uses it. */
  readonly env: Readonly<Record<string, string>>;
  remove(): Promise<void>;
}

/** Every kind of storage that this machine has: what holds on one must hold on each. */
export const storages = (): readonly { readonly name: string; readonly open: () => Promise<StoragePlace> }[] => [
  // A data directory of its own each console has anyway.
  { name: 'SQLite', open: () => Promise.resolve({ env: {}, remove: () => Promise.resolve() }) },
  ...(testDatabaseUrl() === undefined || testRedisUrl() === undefined
    ? []
    : [{ name: 'Postgres and Redis', open: () => openShared() }]),
];
