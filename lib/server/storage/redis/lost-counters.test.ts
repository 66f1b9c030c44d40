import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { removeTestKeys, testRedisPrefix, testRedisUrl } from '#e2e/support/services.ts';
import { startProxy } from '#e2e/support/tcp-proxy.ts';
import type { Subject } from '#lib/domain/limits/subject.ts';
import { createLog } from '#lib/server/log.ts';
import type { PastUse } from '#lib/server/storage/limit-store.ts';
import { createRedisLimits } from './limit-store.ts';
import { ROW_LAG_MS } from './settle-scripts.ts';

// What a Redis that forgets, or remembers what is long past, does to quotas: nothing.

const log = createLog('silent', () => undefined);
/** For what takes a moment on an idle machine. */
const PATIENT = { timeout: 15_000 };
const OWNER: Subject = {
  id: 'owner:p:a',
  requestsPerMinute: null,
  quotas: [{ unit: 'tokens', limit: 100, startMs: Date.now() - 3_600_000, endMs: Date.now() + 3_600_000 }],
};

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let lastId = 0;

function open(url: string, prefix: string, pastUse: PastUse) {
  const store = createRedisLimits({ url, prefix, log, pastUse, commandMs: 2_000, reopenMs: 50 });
  closing.push(() => store.close());
  const claim = async (tokens: number, fields: { readonly leaseMs?: number; readonly requests?: 0 | 1 } = {}) => {
    const requestId = `req_${++lastId}`;
    const amounts = { tokens, micros: 0 };
    const claimed = { requestId, subjects: [OWNER], requests: 1 as const, amounts, leaseMs: 60_000, ...fields };
    const { admitted, standings } = await store.claim(claimed);
    const { used = 0, reserved = 0 } = standings[0]?.quotas[0] ?? {};
    return { requestId, admitted, used, reserved };
  };
  const settle = (requestId: string, tokens: number) => store.settle(requestId, { tokens, micros: 0 });
  const look = async () => {
    const { used, reserved } = await claim(0, { leaseMs: 0, requests: 0 });
    return { used, reserved };
  };
  return { store, claim, settle, look };
}

/** A ledger that has a row as soon as a call has ended. */
function openWithBooks(url: string, prefix: string) {
  const books = { used: 0 };
  const place = open(url, prefix, () => Promise.resolve(books.used));
  const end = async (requestId: string, tokens: number) => {
    const settled = place.settle(requestId, tokens);
    books.used += tokens;
    await settled;
  };
  const call = async (tokens: number) => {
    const { requestId, admitted } = await place.claim(tokens);
    if (admitted) await end(requestId, tokens);
    return admitted;
  };
  return { ...place, books, end, call };
}

const redisUrl = testRedisUrl();
if (redisUrl !== undefined) {
  const newPrefix = () => {
    const prefix = testRedisPrefix();
    closing.push(() => removeTestKeys(redisUrl, prefix));
    return prefix;
  };
  const withRedis = async <T>(work: (redis: Redis) => Promise<T>): Promise<T> => {
    const redis = new Redis(redisUrl);
    const result = await work(redis);
    await redis.quit();
    return result;
  };
  /** The counters alone: Redis evicts key by key. */
  const evict = (prefix: string) =>
    withRedis(async (redis) => {
      const keys = await redis.keys(`${prefix}:*use:*`);
      expect(keys).toHaveLength(1);
      await redis.del(keys);
    });

  describe('a counter that Redis has evicted', () => {
    test('while a call was under way knows of its use once, and owes nothing', async () => {
      const prefix = newPrefix();
      const { claim, end, look } = openWithBooks(redisUrl, prefix);
      const { requestId } = await claim(90);
      await evict(prefix);
      expect(await look()).toEqual({ used: 0, reserved: 0 });
      await end(requestId, 90);
      expect(await look()).toEqual({ used: 90, reserved: 0 });
      expect((await claim(90)).admitted).toBe(false);
    });

    test('and that nobody has asked for since knows of it from the ledger alone', async () => {
      const prefix = newPrefix();
      const { claim, end, look } = openWithBooks(redisUrl, prefix);
      const { requestId } = await claim(90);
      await evict(prefix);
      await end(requestId, 90);
      expect(await look()).toEqual({ used: 90, reserved: 0 });
    });

    test('gets nothing back from a lease that ends, having lent nothing', async () => {
      const prefix = newPrefix();
      const { claim, look } = openWithBooks(redisUrl, prefix);
      await claim(90, { leaseMs: 50 });
      await evict(prefix);
      await claim(30);
      const leases = async () => {
        await look();
        return await withRedis((redis) => redis.zcard(`${prefix}:{limits}:leases`));
      };
      await expect.poll(leases, PATIENT).toBe(1);
      expect(await look()).toEqual({ used: 0, reserved: 30 });
    });

    for (const answers of [
      [0, 70],
      [70, 70],
    ]) {
      test(`is not loaded before another process’s row is sure to be there: the ledger says ${answers.join(', then ')}`, async () => {
        const prefix = newPrefix();
        const first = openWithBooks(redisUrl, prefix);
        const second = open(redisUrl, prefix, () => Promise.resolve(answers.shift() ?? 70));
        const left = answers.length;
        await first.call(70);
        await evict(prefix);
        expect(await second.look()).toEqual({ used: 70, reserved: 0 });
        expect(answers).toHaveLength(left - 2);
      });
    }
  });

  describe('a Redis that has lost everything', { timeout: 20_000 }, () => {
    test('hears from the process what a call that it has lost used, once though it is told twice', async () => {
      const prefix = newPrefix();
      const proxy = await startProxy(redisUrl);
      closing.push(() => proxy.close());
      const { claim, end, look, store } = openWithBooks(proxy.url, prefix);
      const other = open(redisUrl, prefix, () => Promise.resolve(0));
      const { requestId } = await claim(60);
      await removeTestKeys(redisUrl, prefix);
      expect(await other.look()).toEqual({ used: 0, reserved: 0 });
      proxy.swallowAnswers('"held"');
      await end(requestId, 60);
      expect(store.degraded()).toBe(true);
      proxy.mend();
      await expect.poll(() => store.degraded(), PATIENT).toBe(false);
      await expect.poll(() => look().catch(() => undefined), PATIENT).toEqual({ used: 60, reserved: 0 });
    });

    test('and hears late of a call that the ledger has told it of counts that call once', async () => {
      const prefix = newPrefix();
      const proxy = await startProxy(redisUrl);
      closing.push(() => proxy.close());
      const { claim, end, store, books } = openWithBooks(proxy.url, prefix);
      const other = open(redisUrl, prefix, () => Promise.resolve(books.used));
      const { requestId } = await claim(60);
      proxy.cut();
      await end(requestId, 60);
      const endedMs = performance.now();
      await evict(prefix);
      await expect.poll(() => performance.now() - endedMs).toBeGreaterThan(2 * ROW_LAG_MS);
      expect(await other.look()).toEqual({ used: 60, reserved: 0 });
      proxy.mend();
      await expect.poll(() => store.degraded(), PATIENT).toBe(false);
      const calls = () => withRedis((redis) => redis.keys(`${prefix}:*call:*`));
      await expect.poll(calls, PATIENT).toEqual([]);
      expect(await other.look()).toEqual({ used: 60, reserved: 0 });
    });

    test('and was away when a call ended counts it once when it is back', async () => {
      const prefix = newPrefix();
      const proxy = await startProxy(redisUrl);
      closing.push(() => proxy.close());
      const { claim, end, look, store } = openWithBooks(proxy.url, prefix);
      const { requestId } = await claim(60);
      proxy.cut();
      await end(requestId, 60);
      await removeTestKeys(redisUrl, prefix);
      proxy.mend();
      await expect.poll(() => store.degraded(), PATIENT).toBe(false);
      for (let round = 0; round < 3; round++) expect(await look()).toEqual({ used: 60, reserved: 0 });
    });
  });
}

/** Redis as a process of its own; undefined, and a line that says so, where it is not installed. */
function redisServer() {
  if (spawnSync('redis-server', ['--version']).status !== 0) {
    console.warn('redis-server is not installed: left out is what happens when Redis is started again.');
    return;
  }
  return async () => {
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const address = probe.address();
    const port = address !== null && typeof address === 'object' ? address.port : 0;
    probe.close();
    const dir = mkdtempSync(join(tmpdir(), 'ruijing-redis-'));
    let server: ChildProcess | undefined;
    const start = async () => {
      // Snapshots only when told to.
      server = spawn('redis-server', ['--port', String(port), '--dir', dir, '--save', '1000000 1'], {
        stdio: 'ignore',
      });
      const redis = new Redis(port, '127.0.0.1', { maxRetriesPerRequest: null });
      redis.on('error', () => undefined);
      await redis.ping();
      await redis.quit();
    };
    const kill = async () => {
      if (server === undefined) return;
      const ended = once(server, 'exit');
      server.kill('SIGKILL');
      await ended;
    };
    closing.push(async () => {
      await kill();
      rmSync(dir, { recursive: true, force: true });
    });
    await start();
    return { url: `redis://127.0.0.1:${port}`, start, kill };
  };
}

const startRedis = redisServer();
if (startRedis !== undefined) {
  describe('a Redis that was started again from an older snapshot', { timeout: 30_000 }, () => {
    const snapshot = async (url: string) => {
      const redis = new Redis(url);
      await redis.save();
      await redis.quit();
    };

    test('asks the ledger for what has been used since', async () => {
      const redis = await startRedis();
      const { call, store, look, books } = openWithBooks(redis.url, 'x');
      expect(await call(10)).toBe(true);
      await snapshot(redis.url);
      expect(await call(80)).toBe(true);
      await redis.kill();
      await redis.start();
      await expect
        .poll(
          () =>
            look()
              .then(() => store.degraded())
              .catch(() => true),
          PATIENT,
        )
        .toBe(false);
      const admitted: boolean[] = [];
      for (let round = 0; round < 3; round++) admitted.push(await call(30));
      expect(admitted).toEqual([false, false, false]);
      expect(await call(10)).toBe(true);
      expect([books.used, await look()]).toEqual([100, { used: 100, reserved: 0 }]);
    });

    test('counts calls that were under way meanwhile once, whether it remembers them or not', async () => {
      const redis = await startRedis();
      const { claim, end, store, look } = openWithBooks(redis.url, 'x');
      const remembered = await claim(30);
      const settled = await claim(5);
      await snapshot(redis.url);
      await end(settled.requestId, 5);
      const lost = await claim(30);
      await redis.kill();
      await redis.start();
      await expect
        .poll(
          () =>
            look()
              .then(() => store.degraded())
              .catch(() => true),
          PATIENT,
        )
        .toBe(false);
      expect(await look()).toEqual({ used: 5, reserved: 0 });
      for (const { requestId } of [remembered, lost]) await end(requestId, 20);
      expect(await look()).toEqual({ used: 45, reserved: 0 });
    });
  });
}
