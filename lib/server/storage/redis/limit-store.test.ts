import { Redis } from 'ioredis';
import { afterEach, describe, expect, test } from 'vitest';
import { removeTestKeys, testRedisPrefix, testRedisUrl } from '#e2e/support/services.ts';
import { startProxy } from '#e2e/support/tcp-proxy.ts';
import type { Amounts, Quota, Subject } from '#lib/domain/limits/subject.ts';
import { createLog } from '#lib/server/log.ts';
import type { Claim, Clock, LimitStore } from '#lib/server/storage/limit-store.ts';
import { createRedisLimits, type RedisLimitsOptions } from './limit-store.ts';

// What only a Redis that several processes share can show; what every store of limits does is in limit-store.test.ts above.

const HOUR_MS = 3_600_000;
const NOW = Date.now();
const DAY = { startMs: NOW - 12 * HOUR_MS, endMs: NOW + 12 * HOUR_MS };

const tokens = (limit: number): Quota => ({ unit: 'tokens', limit, ...DAY });
const micros = (limit: number): Quota => ({ unit: 'micros', limit, ...DAY });
const subject = (id: string, requestsPerMinute: number | null, ...quotas: Quota[]): Subject => ({
  id,
  requestsPerMinute,
  quotas,
});

const UNAVAILABLE = { code: 'storage_unavailable', status: 503 };
/** For what takes a moment on an idle machine. */
const PATIENT = { timeout: 15_000 };

const closing: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

let lastId = 0;
const newClaim = (subjects: readonly Subject[], used: Partial<Amounts> = {}, fields: Partial<Claim> = {}): Claim => ({
  requestId: `req_${++lastId}`,
  subjects,
  requests: 1,
  amounts: { tokens: 0, micros: 0, ...used },
  leaseMs: 60_000,
  ...fields,
});
const times = <T>(count: number, make: () => T): T[] => Array.from({ length: count }, make);

function open(options: Pick<RedisLimitsOptions, 'url' | 'prefix'> & Partial<RedisLimitsOptions>) {
  const lines: string[] = [];
  const log = createLog('info', (line) => lines.push(line));
  const asked: string[] = [];
  const pastUse = ({ id }: Subject) => Promise.resolve(void asked.push(id)).then(() => 0);
  const store = createRedisLimits({ log, pastUse, commandMs: 10_000, ...options });
  closing.push(() => store.close());
  const admits = async (claim: Claim) => (await store.claim(claim)).admitted;
  return { store, lines, asked, admits };
}

/** How a quota stands, asked without taking anything. */
async function standing(store: LimitStore, owner: readonly Subject[]) {
  const { standings } = await store.claim(newClaim(owner, {}, { requests: 0, leaseMs: 0 }));
  const [quota] = standings[0]?.quotas ?? [];
  return { used: quota?.used, reserved: quota?.reserved };
}

test('without a Redis requests a minute are counted here, quotas refuse, and it is said once', async () => {
  const { store, lines, admits } = open({ url: 'redis://127.0.0.1:1', prefix: 'none', commandMs: 50 });
  const free = [subject('owner:free:a', 3)];
  const admitted: boolean[] = [];
  for (let call = 0; call < 5; call++) admitted.push(await admits(newClaim(free)));
  expect(admitted).toEqual([true, true, true, false, false]);
  await expect(store.claim(newClaim([subject('owner:p:b', null, tokens(10))]))).rejects.toMatchObject(UNAVAILABLE);
  expect(await admits(newClaim([]))).toBe(true);
  await store.settle('req_any', { tokens: 1, micros: 0 });
  expect(store.degraded()).toBe(true);
  expect(lines.filter((line) => line.includes('limits degraded'))).toHaveLength(1);
});

const redisUrl = testRedisUrl();
if (redisUrl !== undefined) {
  const newPrefix = () => {
    const prefix = testRedisPrefix();
    closing.push(() => removeTestKeys(redisUrl, prefix));
    return prefix;
  };
  const newProxy = async () => {
    const proxy = await startProxy(redisUrl);
    closing.push(() => proxy.close());
    return proxy;
  };
  const keysOf = async (prefix: string) => {
    const redis = new Redis(redisUrl);
    const keys = await redis.keys(`${prefix}:*`);
    const all = await Promise.all(keys.map(async (key) => ({ key, ttlMs: await redis.pttl(key) })));
    await redis.quit();
    return all;
  };
  /** Wall time that only a test moves. */
  const testClock = () => {
    let passedMs = 0;
    const clock: Clock = { wallMs: () => NOW + passedMs, monotonicMs: () => passedMs };
    return {
      clock,
      pass: (ms: number) => {
        passedMs += ms;
      },
    };
  };

  describe('processes that share a Redis', () => {
    test('admit together exactly as many as there is room for', async () => {
      const shared = { url: redisUrl, prefix: newPrefix() };
      const [first, second] = [open(shared), open(shared)];
      const limited = [subject('key:k', null, micros(1e15)), subject('owner:p:a', 70, tokens(500))];
      const perMinute = [subject('owner:p:b', 50)];
      const racing = times(100, () => [
        first.admits(newClaim(limited, { tokens: 10 })),
        second.admits(newClaim(limited, { tokens: 10 })),
      ]).flat();
      expect((await Promise.all(racing)).filter(Boolean)).toHaveLength(50);
      const counted = times(100, () => [first.admits(newClaim(perMinute)), second.admits(newClaim(perMinute))]).flat();
      expect((await Promise.all(counted)).filter(Boolean)).toHaveLength(50);
    });

    test('settle each other’s claims, once', async () => {
      const shared = { url: redisUrl, prefix: newPrefix() };
      const [first, second] = [open(shared), open(shared)];
      const owner = [subject('owner:p:a', null, tokens(100))];
      const claim = newClaim(owner, { tokens: 60 });
      await first.store.claim(claim);
      await second.store.settle(claim.requestId, { tokens: 7, micros: 0 });
      await first.store.settle(claim.requestId, { tokens: 7, micros: 0 });
      expect(await standing(first.store, owner)).toEqual({ used: 7, reserved: 0 });
    });

    test('have back what one that died had claimed, when its lease has ended', async () => {
      const { clock, pass } = testClock();
      const shared = { url: redisUrl, prefix: newPrefix(), clock };
      const [dying, other] = [open(shared), open(shared)];
      const owner = [subject('owner:p:a', null, tokens(100))];
      const claim = newClaim(owner, { tokens: 100 }, { leaseMs: 30_000 });
      expect(await dying.admits(claim)).toBe(true);
      await dying.store.close();
      pass(29_999);
      expect(await other.admits(newClaim(owner, { tokens: 1 }))).toBe(false);
      pass(1);
      expect(await other.admits(newClaim(owner, { tokens: 100 }))).toBe(true);
    });

    test('count what is settled after its lease has ended, once, and give nothing back twice', async () => {
      const { clock, pass } = testClock();
      const { store, admits } = open({ url: redisUrl, prefix: newPrefix(), clock });
      const owner = [subject('owner:p:a', null, tokens(100))];
      const late = newClaim(owner, { tokens: 80 }, { leaseMs: 1_000 });
      expect(await admits(late)).toBe(true);
      pass(1_000);
      expect(await admits(newClaim(owner, { tokens: 15 }))).toBe(true);
      for (let call = 0; call < 2; call++) await store.settle(late.requestId, { tokens: 50, micros: 0 });
      expect(await standing(store, owner)).toEqual({ used: 50, reserved: 15 });
    });

    test('have everything back however many leases ended at once', async () => {
      const { clock, pass } = testClock();
      const { store, admits } = open({ url: redisUrl, prefix: newPrefix(), clock });
      const owner = [subject('owner:p:a', null, tokens(1_000))];
      await Promise.all(times(100, () => admits(newClaim(owner, { tokens: 10 }))));
      pass(60_000);
      await expect.poll(() => standing(store, owner), PATIENT).toEqual({ used: 0, reserved: 0 });
    });

    test('ask the ledger where Redis has forgotten, and never put its answer over what is known', async () => {
      const shared = { url: redisUrl, prefix: newPrefix() };
      const owner = [subject('owner:p:a', null, tokens(100))];
      const slow = Promise.withResolvers<number>();
      const first = open(shared);
      const asked = Promise.withResolvers<void>();
      const pastUse = () => {
        asked.resolve();
        return slow.promise;
      };
      const second = open({ ...shared, pastUse });
      const waiting = second.store.claim(newClaim(owner, { tokens: 50 }));
      await asked.promise;
      const claim = newClaim(owner, { tokens: 60 });
      await first.store.claim(claim);
      await first.store.settle(claim.requestId, { tokens: 60, micros: 0 });
      slow.resolve(0);
      expect(await waiting).toMatchObject({ admitted: false, standings: [{ quotas: [{ used: 60, reserved: 0 }] }] });
      await removeTestKeys(redisUrl, shared.prefix);
      expect(await first.admits(newClaim(owner, { tokens: 50 }))).toBe(true);
      expect(first.asked).toEqual(['owner:p:a', 'owner:p:a']);
    });

    test('leave no key behind for good', async () => {
      const prefix = newPrefix();
      const { store } = open({ url: redisUrl, prefix });
      const owner = [subject('owner:p:a', 10, tokens(100))];
      const claim = newClaim(owner, { tokens: 60 });
      await store.claim(claim);
      const all = await keysOf(prefix);
      expect(all).toHaveLength(4);
      for (const { key, ttlMs } of all) if (!key.endsWith(':leases')) expect(ttlMs).toBeGreaterThan(0);
      const ttlOf = (kind: string) => all.find(({ key }) => key.includes(`}:${kind}:`))?.ttlMs ?? 0;
      // The counter outlives the lease of the last claim, and the call the counter.
      expect(ttlOf('use')).toBeGreaterThan(claim.leaseMs);
      expect(ttlOf('call')).toBeGreaterThan(ttlOf('use') + claim.leaseMs);
      await store.settle(claim.requestId, { tokens: 1, micros: 0 });
      await standing(store, owner);
      const left = await keysOf(prefix);
      expect(left.map(({ key }) => key.split('}:')[1]?.replace(/\d+/, '…')).sort()).toEqual([
        'ended:…:owner:p:a',
        'log:owner:p:a',
        'use:owner:p:a',
      ]);
      for (const { ttlMs } of left) expect(ttlMs).toBeGreaterThan(0);
    });
  });

  test('the largest figures are exact', async () => {
    const past = 999_999_999_999_989;
    const { store, admits } = open({ url: redisUrl, prefix: newPrefix(), pastUse: () => Promise.resolve(past) });
    const owner = [subject('owner:p:a', null, micros(1e15))];
    const claim = newClaim(owner, { micros: 10 });
    expect(await admits(claim)).toBe(true);
    expect(await admits(newClaim(owner, { micros: 2 }))).toBe(false);
    expect(await standing(store, owner)).toEqual({ used: past, reserved: 10 });
    await store.settle(claim.requestId, { tokens: 0, micros: 3_000_000_001 });
    expect(await standing(store, owner)).toEqual({ used: past + 3_000_000_001, reserved: 0 });
  });

  test('Redis’ own clock tells how long to wait', async () => {
    const { store, admits } = open({ url: redisUrl, prefix: newPrefix() });
    const limited = [subject('owner:p:a', 1)];
    expect(await admits(newClaim(limited))).toBe(true);
    const [refused] = (await store.claim(newClaim(limited))).standings;
    expect(refused?.requestWaitMs).toBeGreaterThan(30_000);
    expect(refused?.requestWaitMs).toBeLessThan(60_000);
  });

  test('a lease ends by Redis’ own clock', async () => {
    const { admits } = open({ url: redisUrl, prefix: newPrefix() });
    const owner = [subject('owner:p:a', null, tokens(100))];
    expect(await admits(newClaim(owner, { tokens: 100 }, { leaseMs: 50 }))).toBe(true);
    await expect.poll(() => admits(newClaim(owner, { tokens: 100 })), PATIENT).toBe(true);
  });

  test('nobody waits longer than a minute when the clock is set back', async () => {
    const { clock, pass } = testClock();
    const { admits } = open({ url: redisUrl, prefix: newPrefix(), clock });
    const limited = [subject('owner:p:a', 1)];
    expect(await admits(newClaim(limited))).toBe(true);
    pass(-HOUR_MS);
    expect(await admits(newClaim(limited))).toBe(true);
    expect(await admits(newClaim(limited))).toBe(false);
  });

  describe('when Redis is lost', { timeout: 20_000 }, () => {
    const quick = { commandMs: 200, reopenMs: 100 };

    test('requests a minute hold here, quotas refuse, and what ends meanwhile is told when it is back', async () => {
      const proxy = await newProxy();
      const prefix = newPrefix();
      const { store, lines, admits } = open({ ...quick, url: proxy.url, prefix });
      const other = open({ url: redisUrl, prefix });
      const owner = [subject('owner:p:a', 5, tokens(100))];
      const free = [subject('owner:free:a', 2)];
      // The first commands of a process on a busy machine may take longer than the limit of this test.
      await expect.poll(() => admits(newClaim(free)).then(() => store.degraded()), PATIENT).toBe(false);
      const claim = newClaim(owner, { tokens: 60 });
      expect(await admits(claim)).toBe(true);
      const before = lines.length;

      proxy.cut();
      await store.settle(claim.requestId, { tokens: 20, micros: 0 });
      await expect(store.claim(newClaim(owner, { tokens: 1 }))).rejects.toMatchObject(UNAVAILABLE);
      const alone = [subject('owner:free:b', 2)];
      const admitted: boolean[] = [];
      for (let call = 0; call < 3; call++) admitted.push(await admits(newClaim(alone)));
      expect(admitted).toEqual([true, true, false]);
      expect(store.degraded()).toBe(true);
      expect(lines.slice(before).filter((line) => line.includes('limits degraded'))).toHaveLength(1);

      proxy.mend();
      await expect.poll(() => standing(other.store, owner), PATIENT).toEqual({ used: 20, reserved: 0 });
      await expect.poll(() => store.degraded(), PATIENT).toBe(false);
    });

    test('a claim whose answer was lost holds nothing when it is back', async () => {
      const proxy = await newProxy();
      const prefix = newPrefix();
      const { store, admits } = open({ ...quick, url: proxy.url, prefix });
      const other = open({ url: redisUrl, prefix });
      const owner = [subject('owner:p:a', null, tokens(100))];
      await expect.poll(() => admits(newClaim(owner)).catch(() => false), PATIENT).toBe(true);
      proxy.swallowAnswers();
      await expect(store.claim(newClaim(owner, { tokens: 90 }))).rejects.toMatchObject(UNAVAILABLE);
      expect(await standing(other.store, owner)).toEqual({ used: 0, reserved: 90 });
      // While it is away nobody waits for it again.
      const beganMs = performance.now();
      for (let call = 0; call < 20; call++)
        await expect(store.claim(newClaim(owner))).rejects.toMatchObject(UNAVAILABLE);
      expect(performance.now() - beganMs).toBeLessThan(10 * quick.commandMs);
      proxy.mend();
      await expect.poll(() => standing(other.store, owner), PATIENT).toEqual({ used: 0, reserved: 0 });
    });

    test('a connection that is dead without a word is replaced', async () => {
      const proxy = await newProxy();
      const { store, admits } = open({ ...quick, url: proxy.url, prefix: newPrefix() });
      const owner = [subject('owner:p:a', null, tokens(100))];
      await expect.poll(() => admits(newClaim(owner)).catch(() => false), PATIENT).toBe(true);
      proxy.freeze();
      await expect(store.claim(newClaim(owner))).rejects.toMatchObject(UNAVAILABLE);
      await expect.poll(() => admits(newClaim(owner)).catch(() => false), PATIENT).toBe(true);
    });

    test('a process that was busy for longer than the limit has not lost it', async () => {
      const { store, admits } = open({ url: redisUrl, prefix: newPrefix(), ...quick });
      const owner = [subject('owner:p:a', null, tokens(100))];
      await expect.poll(() => admits(newClaim(owner)).catch(() => false), PATIENT).toBe(true);
      await expect.poll(() => store.degraded(), PATIENT).toBe(false);
      const claimed = admits(newClaim(owner));
      const untilMs = performance.now() + 3 * quick.commandMs;
      setImmediate(() => {
        while (performance.now() < untilMs);
      });
      expect(await claimed).toBe(true);
      expect(store.degraded()).toBe(false);
    });
  });
}
