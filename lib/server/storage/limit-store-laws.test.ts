import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { removeTestKeys, testRedisPrefix, testRedisUrl } from '#e2e/support/services.ts';
import { NO_LIMITS, type PlanLimits } from '#lib/contract/plans.ts';
import { claimOf, needsRoom, refusalOf } from '#lib/domain/limits/standing.ts';
import { type Amounts, type Quota, type Subject, subjectsOf } from '#lib/domain/limits/subject.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { createLog } from '#lib/server/log.ts';
import type { Clock, LimitStore, PastUse } from './limit-store.ts';
import { createMemoryLimits } from './memory/limit-store.ts';
import { createRedisLimits } from './redis/limit-store.ts';

// What holds of every limit store whatever comes: claims, ends, waits and changed limits in any order.

const calendar = createCalendar('Asia/Shanghai');
const NOON = Date.parse('2026-11-23T04:00:00Z');
const log = createLog('silent', () => undefined);

const redisUrl = testRedisUrl();
const suite = testRedisPrefix();
afterAll(() => (redisUrl === undefined ? undefined : removeTestKeys(redisUrl, suite)));

interface Adapter {
  readonly create: (pastUse: PastUse, clock: Clock) => LimitStore;
  readonly runs: number;
  /** What the pool's spending is held to where nothing else is said. */
  readonly spending: number | null;
}

let stores = 0;
const ADAPTERS: Record<string, Adapter> = {
  memory: { create: (pastUse, clock) => createMemoryLimits({ pastUse, clock }), runs: 200, spending: null },
  ...(redisUrl === undefined
    ? {}
    : {
        Redis: {
          create: (pastUse, clock) =>
            createRedisLimits({
              url: redisUrl,
              prefix: `${suite}:${++stores}`,
              pastUse,
              log,
              clock,
              commandMs: 10_000,
            }),
          runs: 30,
          // Calls without any quota are not told to Redis.
          spending: 1e12,
        },
      }),
};

const upTo = (max: number) => fc.integer({ min: 1, max });
/** Small, so that sums often come to a limit exactly. */
const amounts = fc.record({ tokens: fc.nat(6), micros: fc.nat(6) });
const limits: fc.Arbitrary<PlanLimits> = fc.record({
  requestsPerMinute: fc.option(upTo(5)),
  tokens: fc.option(upTo(15)),
  tokenWindow: fc.constantFrom('day', 'month'),
  spendMicrosPerMonth: fc.option(upTo(15)),
});
const PLACES = ['first key', 'second key', 'plan', 'pool'] as const;
const who = fc.nat(1);
const step = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('claim'), who, amounts }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('end'), which: fc.nat(), amounts }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('limits'), place: fc.constantFrom(...PLACES), limits }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('wait'), ms: fc.oneof(fc.nat(70_000), fc.nat(3 * 86_400_000)) }),
  },
);

interface UnderWay {
  readonly requestId: string;
  readonly atMs: number;
  readonly subjects: readonly Subject[];
  readonly amounts: Amounts;
}

const holds = ({ startMs, endMs }: Quota, atMs: number) => startMs <= atMs && atMs < endMs;
const sum = (figures: readonly number[]) => figures.reduce((total, figure) => total + figure, 0);

/** A store, what the ledger says, and what is under way. */
class World {
  readonly limits: Record<(typeof PLACES)[number], PlanLimits> = {
    'first key': NO_LIMITS,
    'second key': NO_LIMITS,
    plan: NO_LIMITS,
    pool: NO_LIMITS,
  };
  readonly underWay: UnderWay[] = [];
  readonly store: LimitStore;
  #passedMs = 0;
  #lastId = 0;
  readonly #rows: UnderWay[] = [];

  constructor(create: (pastUse: PastUse, clock: Clock) => LimitStore) {
    const pastUse: PastUse = (subject, quota) => Promise.resolve(this.#used(subject, quota));
    this.store = create(pastUse, { wallMs: () => this.#nowMs(), monotonicMs: () => this.#passedMs });
  }

  pass(ms: number): void {
    this.#passedMs += ms;
  }

  async claim(caller: number, wanted: Amounts) {
    const subjects = this.#subjects(caller);
    const requestId = `req_${++this.#lastId}`;
    // No lease ends.
    const claim = { requestId, subjects, requests: 1 as const, amounts: wanted, leaseMs: 1e11 };
    const verdict = await this.store.claim(claim);
    if (verdict.admitted) this.underWay.push({ requestId, atMs: this.#nowMs(), subjects, amounts: wanted });
    return { verdict, refusal: verdict.admitted ? undefined : refusalOf(verdict, wanted, this.#nowMs()) };
  }

  /** As the gateway does: the ledger has the row in the same turn. */
  async end(call: UnderWay, used: Amounts): Promise<void> {
    this.underWay.splice(this.underWay.indexOf(call), 1);
    const settled = this.store.settle(call.requestId, used);
    this.#rows.push({ ...call, amounts: used });
    await settled;
  }

  async look(caller: number) {
    const subjects = this.#subjects(caller);
    const claim = { requestId: 'look', subjects, requests: 0 as const, amounts: { tokens: 0, micros: 0 }, leaseMs: 0 };
    const { standings } = await this.store.claim(claim);
    return standings;
  }

  /** Every counter says what the ledger and the calls under way add up to. */
  async check(caller: number): Promise<void> {
    for (const { subject, quotas } of await this.look(caller)) {
      for (const { quota, used, reserved } of quotas) {
        expect({ used, reserved }).toEqual({ used: this.#used(subject, quota), reserved: this.#held(subject, quota) });
      }
    }
  }

  #nowMs(): number {
    return NOON + this.#passedMs;
  }

  #subjects(caller: number): readonly Subject[] {
    const keyLimits = this.limits[caller === 0 ? 'first key' : 'second key'];
    const plan = { id: 'p', limits: this.limits.plan, pool: this.limits.pool };
    return subjectsOf({ keyId: `k${caller}`, keyLimits, owner: 'o', plan }, calendar, this.#nowMs());
  }

  #used({ id }: Subject, quota: Quota): number {
    const rows = this.#rows.filter(({ atMs, subjects }) => holds(quota, atMs) && subjects.some((one) => one.id === id));
    return sum(rows.map((row) => row.amounts[quota.unit]));
  }

  #held({ id }: Subject, quota: Quota): number {
    return sum(
      this.underWay.flatMap((call) =>
        call.subjects
          .filter((subject) => subject.id === id)
          .flatMap(({ quotas }) => quotas)
          .filter(
            ({ unit, startMs, endMs }) =>
              `${unit} ${startMs} ${endMs}` === `${quota.unit} ${quota.startMs} ${quota.endMs}`,
          )
          .map((claimed) => claimOf(claimed, call.amounts)),
      ),
    );
  }
}

async function claimAndCheck(world: World, caller: number, wanted: Amounts) {
  const before = await world.look(caller);
  const claimed = await world.claim(caller, wanted);
  const after = await world.look(caller);
  if (claimed.refusal !== undefined) expect(after).toEqual(before);
  for (const { subject, requests, quotas } of claimed.verdict.admitted ? after : []) {
    expect(requests).toBeLessThanOrEqual(subject.requestsPerMinute ?? Number.POSITIVE_INFINITY);
    for (const { quota, used, reserved } of quotas) {
      if (needsRoom(quota, wanted)) expect(used + reserved).toBeLessThanOrEqual(quota.limit);
    }
  }
  return claimed;
}

for (const [name, { create, runs, spending }] of Object.entries(ADAPTERS)) {
  test(`limits in ${name} hold, forget nothing, and let in who waits as long as told`, {
    timeout: 120_000,
  }, async () => {
    const property = fc.asyncProperty(fc.array(step, { maxLength: 40 }), amounts, async (steps, wanted) => {
      const world = new World(create);
      const set = (place: (typeof PLACES)[number], { spendMicrosPerMonth, ...others }: PlanLimits) => {
        const most = place === 'pool' ? (spendMicrosPerMonth ?? spending) : spendMicrosPerMonth;
        world.limits[place] = { ...others, spendMicrosPerMonth: most };
      };
      set('pool', NO_LIMITS);
      for (const one of steps) {
        if (one.kind === 'claim') await claimAndCheck(world, one.who, one.amounts);
        else if (one.kind === 'limits') set(one.place, one.limits);
        else if (one.kind === 'wait') world.pass(one.ms);
        else {
          const call = world.underWay[one.which % world.underWay.length];
          if (call !== undefined) await world.end(call, one.amounts);
        }
        await world.check(0);
        await world.check(1);
      }
      for (const call of [...world.underWay]) await world.end(call, call.amounts);
      for (const caller of [0, 1, 0, 1]) {
        await world.check(caller);
        const { refusal } = await claimAndCheck(world, caller, wanted);
        if (refusal !== undefined) {
          world.pass(refusal.waitMs);
          expect((await claimAndCheck(world, caller, wanted)).refusal).toBeUndefined();
        }
        for (const call of [...world.underWay]) await world.end(call, wanted);
      }
      await world.store.close();
    });
    await fc.assert(property, { numRuns: process.env.FULL === '1' ? 10 * runs : runs });
  });
}
