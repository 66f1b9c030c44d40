import fc from 'fast-check';
import { afterAll, afterEach, describe, expect, test } from 'vitest';
import { removeTestKeys, testRedisPrefix, testRedisUrl } from '#e2e/support/services.ts';
import { refusalOf } from '#lib/domain/limits/standing.ts';
import type { Amounts, Quota, Subject } from '#lib/domain/limits/subject.ts';
import { createLog } from '#lib/server/log.ts';
import type { Claim, Clock, LimitStore, PastUse } from './limit-store.ts';
import { createMemoryLimits } from './memory/limit-store.ts';
import { createRedisLimits } from './redis/limit-store.ts';

// The behaviour of every limit store, the same tests on each.

const DAY = { startMs: Date.parse('2026-11-22T16:00:00Z'), endMs: Date.parse('2026-11-23T16:00:00Z') };
const MONTH = { startMs: Date.parse('2026-10-31T16:00:00Z'), endMs: Date.parse('2026-11-30T16:00:00Z') };
const NOON = Date.parse('2026-11-23T04:00:00Z');

interface TestClock extends Clock {
  pass(ms: number): void;
}

/** Wall and monotonic time that only a test moves. */
function testClock(): TestClock {
  let passedMs = 0;
  return {
    wallMs: () => NOON + passedMs,
    monotonicMs: () => passedMs,
    pass: (ms) => {
      passedMs += ms;
    },
  };
}

interface Adapter {
  readonly create: (pastUse: PastUse, clock: Clock) => LimitStore | Promise<LimitStore>;
  /** Removes what all of them have left. */
  readonly clean?: () => Promise<void>;
}

const log = createLog('silent', () => undefined);
const redisUrl = testRedisUrl();

function redisAdapter(url: string): Adapter {
  const suite = testRedisPrefix();
  let stores = 0;
  return {
    create: (pastUse, clock) =>
      // Time enough for a machine that does ten other things.
      createRedisLimits({ url, prefix: `${suite}:${++stores}`, pastUse, log, clock, commandMs: 10_000 }),
    clean: () => removeTestKeys(url, suite),
  };
}

const ADAPTERS: Record<string, Adapter> = {
  memory: { create: (pastUse, clock) => createMemoryLimits({ pastUse, clock }) },
  ...(redisUrl === undefined ? {} : { Redis: redisAdapter(redisUrl) }),
};

const tokens = (limit: number, window = DAY): Quota => ({ unit: 'tokens', limit, ...window });
const micros = (limit: number): Quota => ({ unit: 'micros', limit, ...DAY });
const subject = (id: string, requestsPerMinute: number | null, ...quotas: Quota[]): Subject => ({
  id,
  requestsPerMinute,
  quotas,
});

const NOTHING: Amounts = { tokens: 0, micros: 0 };

for (const [name, { create, clean }] of Object.entries(ADAPTERS)) {
  describe(`limits in ${name}`, () => {
    const stores: LimitStore[] = [];
    let lastId = 0;

    afterEach(async () => {
      for (const store of stores.splice(0)) await store.close();
    });
    afterAll(() => clean?.());

    const start = async (pastUse: PastUse = () => Promise.resolve(0)) => {
      const clock = testClock();
      const store = await create(pastUse, clock);
      stores.push(store);
      const claim = async (
        subjects: readonly Subject[],
        amounts: Partial<Amounts> = {},
        fields: Partial<Claim> = {},
      ) => {
        const requestId = `req_${++lastId}`;
        const all = { ...NOTHING, ...amounts };
        const verdict = await store.claim({
          requestId,
          subjects,
          requests: 1,
          amounts: all,
          leaseMs: 60_000,
          ...fields,
        });
        const refusal = verdict.admitted ? undefined : refusalOf(verdict, all, clock.wallMs());
        return { requestId, verdict, refusal };
      };
      return { clock, store, claim };
    };

    /** With a ledger that has each call's row as soon as it ends: two micros for each token. */
    const startWithBooks = async () => {
      const rows: { readonly atMs: number; readonly ids: readonly string[]; readonly used: Amounts }[] = [];
      const place = await start(({ id }, { unit, startMs, endMs }) => {
        const counted = rows.filter(({ ids, atMs }) => ids.includes(id) && startMs <= atMs && atMs < endMs);
        return Promise.resolve(counted.reduce((sum, { used }) => sum + used[unit], 0));
      });
      const { clock, store } = place;
      const end = async ({ requestId, verdict }: Awaited<ReturnType<typeof place.claim>>, total: number) => {
        const used = { tokens: total, micros: 2 * total };
        const settled = store.settle(requestId, used);
        rows.push({ atMs: clock.wallMs(), ids: verdict.standings.map((standing) => standing.subject.id), used });
        await settled;
      };
      return { ...place, end };
    };

    test('a caller without limits is always admitted', async () => {
      const { claim } = await start();
      expect((await claim([], { tokens: 1e12 })).verdict).toEqual({ admitted: true, standings: [] });
    });

    test('so many requests within any minute, and the wait told is exact to the millisecond', async () => {
      const { claim, clock } = await start();
      const free = [subject('owner:free:a', 3)];
      for (const remaining of [2, 1, 0]) {
        const { verdict } = await claim(free);
        expect(verdict.standings[0]?.requests).toBe(3 - remaining);
        clock.pass(10_000);
      }
      const { refusal } = await claim(free);
      expect(refusal).toMatchObject({ code: 'rate_limit_exceeded', waitMs: 30_000 });
      clock.pass(29_999);
      expect((await claim(free)).refusal).toMatchObject({ waitMs: 1 });
      clock.pass(1);
      expect((await claim(free)).verdict.admitted).toBe(true);
      expect((await claim(free)).refusal).toMatchObject({ waitMs: 10_000 });
    });

    test('tokens are held from the claim on, and become what was used', async () => {
      const { claim, store } = await start();
      const owner = [subject('owner:p:a', null, tokens(100))];
      const first = await claim(owner, { tokens: 60 });
      expect((await claim(owner, { tokens: 60 })).refusal).toMatchObject({ code: 'quota_exceeded', usedUp: false });
      await store.settle(first.requestId, { tokens: 10, micros: 0 });
      const second = await claim(owner, { tokens: 60 });
      expect(second.verdict.standings[0]?.quotas[0]).toMatchObject({ used: 10, reserved: 60 });
      await store.settle(second.requestId, { tokens: 95, micros: 0 });
      expect((await claim(owner, { tokens: 1 })).refusal).toMatchObject({
        code: 'quota_exceeded',
        usedUp: true,
        waitMs: DAY.endMs - NOON,
      });
    });

    test('what is settled twice, or was never claimed, counts once or not at all', async () => {
      const { claim, store } = await start();
      const owner = [subject('owner:p:a', null, tokens(100))];
      const { requestId } = await claim(owner, { tokens: 50 });
      await store.settle(requestId, { tokens: 20, micros: 0 });
      await store.settle(requestId, { tokens: 20, micros: 0 });
      await store.settle('req_unknown', { tokens: 20, micros: 0 });
      expect((await claim(owner, { tokens: 1 })).verdict.standings[0]?.quotas[0]).toMatchObject({
        used: 20,
        reserved: 1,
      });
    });

    test('a call larger than the limit itself may be made when nothing else is used', async () => {
      const { claim, store } = await start();
      const owner = [subject('owner:p:a', null, tokens(100))];
      const { requestId, verdict } = await claim(owner, { tokens: 5_000 });
      expect(verdict).toMatchObject({ admitted: true, standings: [{ quotas: [{ reserved: 100 }] }] });
      await store.settle(requestId, { tokens: 1, micros: 0 });
      expect((await claim(owner, { tokens: 5_000 })).refusal?.code).toBe('quota_exceeded');
    });

    test('money is held like tokens, with a code of its own', async () => {
      const { claim } = await start();
      const both = [subject('key:k', null, tokens(1_000), micros(50))];
      expect((await claim(both, { tokens: 10, micros: 40 })).verdict.admitted).toBe(true);
      expect((await claim(both, { tokens: 10, micros: 40 })).refusal?.code).toBe('spend_limit_exceeded');
    });

    test('what was used counts though nothing was claimed of it', async () => {
      const { claim, store } = await start();
      const both = [subject('key:k', null, tokens(1_000), micros(50))];
      const { requestId } = await claim(both, { tokens: 10 });
      await store.settle(requestId, { tokens: 8, micros: 30 });
      const { verdict } = await claim(both);
      expect(verdict.standings[0]?.quotas).toMatchObject([
        { used: 8, reserved: 0 },
        { used: 30, reserved: 0 },
      ]);
    });

    test('a limit that is lowered holds at once, for what was used before as well', async () => {
      const { claim, clock } = await start();
      for (let call = 0; call < 4; call++) {
        await claim([subject('key:k', 10, tokens(100))], { tokens: 10 }, { leaseMs: 600_000 });
        clock.pass(1_000);
      }
      const { refusal } = await claim([subject('key:k', 2, tokens(100))]);
      expect(refusal).toMatchObject({ code: 'rate_limit_exceeded', waitMs: 58_000 });
      clock.pass(58_000);
      expect((await claim([subject('key:k', 2, tokens(40))], { tokens: 1 })).refusal?.code).toBe('quota_exceeded');
      expect((await claim([subject('key:k', 2, tokens(41))])).verdict.admitted).toBe(true);
    });

    test('a refusal by one subject changes nothing of the others', async () => {
      const { claim } = await start();
      const key = subject('key:k', 2, tokens(1_000));
      const owner = subject('owner:p:a', 10, tokens(50));
      await claim([key, owner], { tokens: 40 });
      for (let round = 0; round < 5; round++) {
        expect((await claim([key, owner], { tokens: 40 })).refusal?.code).toBe('quota_exceeded');
      }
      const { verdict } = await claim([key], { tokens: 5 });
      expect(verdict).toMatchObject({
        admitted: true,
        standings: [{ requests: 2, quotas: [{ used: 0, reserved: 45 }] }],
      });
    });

    test('a call that does not count looks without taking', async () => {
      const { claim } = await start();
      const owner = [subject('owner:p:a', 1, tokens(10))];
      await claim(owner, { tokens: 10 });
      const look = await claim(owner, {}, { requests: 0 });
      expect(look.verdict).toMatchObject({ admitted: true, standings: [{ requests: 1, quotas: [{ reserved: 10 }] }] });
    });

    test('where no tokens are left a call is refused whatever it claims; a look never is', async () => {
      const { claim, store } = await start();
      const owner = [subject('owner:p:a', null, tokens(100))];
      const { requestId } = await claim(owner, { tokens: 100 });
      expect((await claim(owner)).refusal).toMatchObject({ code: 'quota_exceeded', usedUp: false });
      await store.settle(requestId, { tokens: 100, micros: 0 });
      expect((await claim(owner)).refusal).toMatchObject({ code: 'quota_exceeded', usedUp: true });
      const look = await claim(owner, { tokens: 5 }, { requests: 0, leaseMs: 0 });
      expect(look.verdict).toMatchObject({ admitted: true, standings: [{ quotas: [{ used: 100, reserved: 0 }] }] });
    });

    test('what costs nothing goes on where everything is spent', async () => {
      const { claim, store } = await start();
      const key = [subject('key:k', null, micros(50))];
      const { requestId } = await claim(key, { tokens: 1, micros: 50 });
      await store.settle(requestId, { tokens: 1, micros: 70 });
      expect((await claim(key, { tokens: 1, micros: 1 })).refusal?.code).toBe('spend_limit_exceeded');
      expect((await claim(key, { tokens: 1 })).verdict.admitted).toBe(true);
    });

    test('a call that came before midnight claims after it, of the day that it came on', async () => {
      const { claim, clock } = await start((_, { startMs }) => Promise.resolve(startMs === DAY.startMs ? 90 : 0));
      clock.pass(DAY.endMs - NOON + 3_600_000);
      const { verdict } = await claim([subject('owner:p:a', null, tokens(100))], { tokens: 10 });
      expect(verdict).toMatchObject({ admitted: true, standings: [{ quotas: [{ used: 90, reserved: 10 }] }] });
    });

    test('what a call uses reaches every quota that was set while it was under way', async () => {
      const { claim, clock, end } = await startWithBooks();
      const before = await claim([subject('owner:p:a', null, tokens(1_000)), subject('plan:p', null)], { tokens: 80 });
      const after = [
        subject('owner:p:a', null, tokens(1_000, MONTH), micros(9_000)),
        subject('plan:p', 5, tokens(500)),
      ];
      const other = await claim(after, { tokens: 80, micros: 70 });
      await end(other, 100);
      await end(before, 200);
      const stand = { owner: [{ used: 300 }, { used: 600 }], plan: [{ used: 300 }] };
      const look = await claim(after, {}, { requests: 0, leaseMs: 0 });
      expect(look.verdict.standings).toMatchObject([{ quotas: stand.owner }, { quotas: stand.plan }]);
      // And again by days: that counter was there before, and has missed nothing.
      const day = await claim([subject('owner:p:a', null, tokens(1_000))], {}, { requests: 0, leaseMs: 0 });
      expect(day.verdict.standings).toMatchObject([{ quotas: [{ used: 300, reserved: 0 }] }]);
      expect(clock.wallMs()).toBe(NOON);
    });

    for (const seen of [true, false]) {
      test(`a call that ends while the ledger is asked counts once; the ledger saw ${seen ? 'it' : 'nothing of it'}`, async () => {
        const [asked, first] = [Promise.withResolvers<void>(), Promise.withResolvers<number>()];
        const answers = [first.promise, Promise.resolve(200)];
        const { claim, store } = await start((_, { startMs }) => {
          if (startMs === DAY.startMs) return Promise.resolve(0);
          asked.resolve();
          return answers.shift() ?? Promise.resolve(200);
        });
        const { requestId } = await claim([subject('owner:p:a', null, tokens(1_000))], { tokens: 80 });
        const claiming = claim([subject('owner:p:a', null, tokens(1_000, MONTH))], { tokens: 80 });
        await asked.promise;
        await store.settle(requestId, { tokens: 200, micros: 0 });
        first.resolve(seen ? 200 : 0);
        expect((await claiming).verdict.standings).toMatchObject([{ quotas: [{ used: 200, reserved: 80 }] }]);
      });
    }

    test('what the ledger knows is asked once per window, and counts', async () => {
      const asked: string[] = [];
      const { claim } = await start((who, { unit, startMs }) => {
        asked.push(`${who.id} ${unit} ${startMs}`);
        return Promise.resolve(90);
      });
      const owner = [subject('owner:p:a', null, tokens(100))];
      const verdicts = await Promise.all(Array.from({ length: 20 }, () => claim(owner, { tokens: 5 })));
      expect(verdicts.filter(({ verdict }) => verdict.admitted)).toHaveLength(2);
      const tomorrow = { startMs: DAY.endMs, endMs: DAY.endMs + 86_400_000 };
      await claim([subject('owner:p:a', null, tokens(100, tomorrow))], { tokens: 5 });
      expect(asked).toEqual([`owner:p:a tokens ${DAY.startMs}`, `owner:p:a tokens ${tomorrow.startMs}`]);
    });

    test('when the ledger cannot be asked, the call is refused and the next one asks again', async () => {
      let broken = true;
      const { claim } = await start(() => (broken ? Promise.reject(new Error('down')) : Promise.resolve(0)));
      const owner = [subject('owner:p:a', null, tokens(100))];
      await expect(claim(owner)).rejects.toThrow();
      broken = false;
      expect((await claim(owner)).verdict.admitted).toBe(true);
    });

    test('of many callers at once exactly as many are admitted as there is room for', async () => {
      const { claim } = await start();
      const limited = [subject('key:k', 70), subject('owner:p:a', null, tokens(500))];
      const results = await Promise.all(Array.from({ length: 200 }, () => claim(limited, { tokens: 10 })));
      expect(results.filter(({ verdict }) => verdict.admitted)).toHaveLength(50);
    });

    test('who waits exactly as long as told is admitted, whatever came before', async () => {
      const step = fc.record({ waitMs: fc.integer({ min: 0, max: 40_000 }), calls: fc.integer({ min: 1, max: 5 }) });
      await fc.assert(
        fc.asyncProperty(fc.array(step, { maxLength: 8 }), fc.integer({ min: 1, max: 6 }), async (steps, limit) => {
          const { claim, clock } = await start();
          const limited = [subject(`owner:${++lastId}`, limit)];
          for (const { waitMs, calls } of steps) {
            clock.pass(waitMs);
            for (let call = 0; call < calls; call++) await claim(limited);
          }
          for (let round = 0; round < 3; round++) {
            const { refusal } = await claim(limited);
            if (refusal === undefined) continue;
            clock.pass(refusal.waitMs);
            expect((await claim(limited)).verdict.admitted).toBe(true);
          }
        }),
        { numRuns: 50 },
      );
    });
  });
}
