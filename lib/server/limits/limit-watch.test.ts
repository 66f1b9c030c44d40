import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { testDatabaseUrl, testRedisUrl } from '#e2e/support/services.ts';
import { openShared } from '#e2e/support/shared-storage.ts';
import { type LimitGauge, type Limits, limitMinutesSchema, limitsSchema } from '#lib/contract/limit-watch.ts';
import { LIMIT_SCOPES, REFUSAL_KINDS } from '#lib/contract/limits.ts';
import { isCounted, refusalKindOf } from '#lib/domain/limits/refusal-kind.ts';
import { kindOf, subjectIds } from '#lib/domain/limits/subject.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { MINUTE_FIGURES, MINUTE_MS } from '#lib/domain/usage/rollup.ts';
import type { Doer } from '#lib/server/keys.ts';
import { createLog } from '#lib/server/log.ts';
import { pause } from '#lib/std/pause.ts';
import { createLimitWatch } from './limit-watch.ts';

const ANSWER = {
  id: 'c',
  object: 'chat.completion',
  model: 'm',
  choices: [{ index: 0, message: { role: 'assistant', content: 'hi' }, finish_reason: 'stop' }],
  usage: { prompt_tokens: 30, completion_tokens: 70, total_tokens: 100 },
};

const developer = (id: string): Doer => ({
  ...LOCAL_DOER,
  principal: { id, name: id, email: `${id}@example.com`, role: 'developer', plan: 'free', sessionId: 's' },
});

const PLACES: readonly (readonly [
  string,
  () => Promise<{ open?: GatewayServerOptions['open']; remove: () => Promise<void> }>,
])[] = [
  ['SQLite', () => Promise.resolve({ remove: () => Promise.resolve() })],
  ...(testDatabaseUrl() === undefined || testRedisUrl() === undefined
    ? []
    : ([['Postgres and Redis', () => openShared()]] as const)),
];

for (const [name, newPlace] of PLACES) {
  describe(`limits as they stand, on ${name}`, () => {
    let fake: FakeUpstream;
    let gateway: GatewayServer;
    const closing: (() => Promise<void>)[] = [];
    beforeEach(async () => {
      fake = await startFakeUpstream();
      fake.script('m', (response) => sendJson(response, ANSWER));
      const { open, remove } = await newPlace();
      gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream'), ...(open && { open }) });
      closing.push(
        remove,
        () => fake.close(),
        () => gateway.close(),
      );
    });
    afterEach(async () => {
      for (const close of closing.splice(0).reverse()) await close();
    });

    const issue = async (owner: string, plan = 'free') =>
      (await gateway.services.keys.create({ name: `${owner}’s`, owner, plan }, LOCAL_DOER)).key;
    const chat = (key: string, model = 'm') =>
      fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
        body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }], max_tokens: 100 }),
      });
    const now = async (by = LOCAL_DOER) => limitsSchema.parse(await gateway.services.limitWatch.now(by));
    const gaugeOf = ({ gauges }: Limits, owner: string, kind: LimitGauge['kind']) =>
      gauges.find((gauge) => gauge.person?.id === owner && gauge.kind === kind);
    const settled = () => gateway.storage.ledger.flush();

    test('what one used and was refused stands with them, and with nobody else', async () => {
      const [ann, ben] = [await issue('ann'), await issue('ben')];
      for (let call = 0; call < 5; call++) await chat(ann);
      expect((await chat(ben)).status).toBe(200);
      await settled();
      const limits = await now();
      expect(gaugeOf(limits, 'ann', 'requests')).toMatchObject({
        ...{ scope: 'owner', plan: { id: 'free' }, window: 'minute', limit: 3, used: 3, reserved: 0 },
        refused: { rate: 2, quota: 0, spend: 0, upstream: 0, overload: 0 },
        timeToLimit: { reachedAt: limits.at },
      });
      expect(Date.parse(gaugeOf(limits, 'ann', 'requests')?.opensAt ?? '')).toBeGreaterThan(Date.parse(limits.at));
      expect(gaugeOf(limits, 'ann', 'tokens')).toMatchObject({ window: 'day', limit: 10_000, used: 300 });
      expect(gaugeOf(limits, 'ben', 'requests')).toMatchObject({ used: 1, opensAt: null, refused: { rate: 0 } });
      expect(gaugeOf(limits, 'ben', 'tokens')).toMatchObject({ used: 100 });
      expect(limits.first).toBe(gaugeOf(limits, 'ann', 'requests')?.id);
      expect(limits.refused).toEqual({ rate: 2, quota: 0, spend: 0, upstream: 0, overload: 0 });
      expect((await now(developer('ben'))).refused.rate).toBe(0);
    });

    test('developers are told of what holds their own calls, and of nothing else', async () => {
      await issue('ann');
      await issue('ben', 'professional');
      const subjects = (await now(developer('ann'))).gauges.map(({ subject }) => subject);
      expect(new Set(subjects)).toEqual(new Set(['owner:free:ann']));
      const { limitWatch } = gateway.services;
      const asked = (subject: string) => limitWatch.minutes({ subject, range: '1h' }, developer('ann'));
      expect((await asked('owner:free:ann')).subject).toBe('owner:free:ann');
      await expect(asked('owner:professional:ben')).rejects.toMatchObject({ code: 'not_found', param: 'subject' });
    });

    test('a limit of the upstream is told apart from one of ours, and what it says of it is told as it was', async () => {
      fake.script('busy', (response) => {
        response
          .writeHead(429, { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '-1', 'retry-after': '7' })
          .end('{}');
      });
      fake.script('ill', (response) => void response.writeHead(503).end('{}'));
      const ann = await issue('ann', 'professional');
      expect((await chat(ann, 'busy')).status).toBe(429);
      expect((await chat(ann, 'ill')).status).toBe(503);
      await settled();
      const limits = await now();
      const refused = { rate: 0, quota: 0, spend: 0, upstream: 1, overload: 1 };
      expect(gaugeOf(limits, 'ann', 'requests')).toMatchObject({ used: 2, refused });
      expect(limits.refused).toEqual(refused);
      expect(limits.upstreams).toEqual([
        {
          upstream: new URL(fake.url).host,
          observedAt: expect.any(String),
          requests: { limit: 60, remaining: null, resetsAt: null },
          tokens: { limit: null, remaining: null, resetsAt: null },
        },
      ]);
    });

    test('whoever looks is told of a call within two seconds, of a new key, and of one that is gone', async () => {
      const ann = await issue('ann');
      const { limitWatch, keys } = gateway.services;
      const news = limitWatch.follow(LOCAL_DOER, () => Promise.resolve(true));
      closing.push(async () => void (await news.return(undefined)));
      const first = (await news.next()).value;
      expect(gaugeOf(limitsSchema.parse(first), 'ann', 'requests')?.used).toBe(0);
      await chat(ann);
      const within = async (what: (limits: Limits) => boolean) => {
        const untilMs = performance.now() + 2_000;
        while (performance.now() < untilMs) {
          const told = limitsSchema.parse((await news.next()).value);
          if (what(told)) return told;
        }
        throw new Error('It was not told in time');
      };
      const told = await within((limits) => gaugeOf(limits, 'ann', 'requests')?.used === 1);
      // What has not changed is not told again.
      expect(told.upstreams).toBeNull();
      expect(told.gauges.every(({ person }) => person?.id === 'ann')).toBe(true);
      const own = { name: 'own limits', owner: 'ann', plan: 'free', limits: { requestsPerMinute: 2 } };
      const { id } = await keys.create(own, LOCAL_DOER);
      await within(({ gauges }) => gauges.some((gauge) => gauge.key?.id === id));
      await keys.revoke(id, LOCAL_DOER);
      await within(({ gone }) => gone.includes(`key:${id} requests`));
    });

    test('it ends with the process, and for whoever may not look any more', async () => {
      const { limitWatch } = gateway.services;
      const barred = limitWatch.follow(LOCAL_DOER, () => Promise.resolve(false));
      const beganMs = performance.now();
      while (!(await barred.next()).done) expect(performance.now() - beganMs).toBeLessThan(5_000);
      const news = limitWatch.follow(LOCAL_DOER, () => Promise.resolve(true));
      await news.next();
      const end = news.next();
      gateway.drain.abort(new Error('The server is restarting'));
      for (let next = await end; !next.done; next = await news.next());
    });

    test('while it cannot be told whether somebody may look, it goes on and is asked again', async () => {
      let asked = 0;
      const mayLook = () => {
        asked++;
        return Promise.reject(new Error('Sessions cannot be read at the moment'));
      };
      const news = gateway.services.limitWatch.follow(LOCAL_DOER, mayLook);
      closing.push(async () => void (await news.return(undefined)));
      while (asked < 2) expect((await news.next()).done).toBe(false);
    }, 15_000);

    test('a board that waited long for the database holds back none of those after it', async () => {
      const { limitStore, services, storage, drain } = gateway;
      let waits = 1_000;
      const refusals = async (fromMinute: number) => {
        await pause(waits, drain.signal);
        waits = 0;
        return await storage.limitHistory.refusals(fromMinute);
      };
      const watch = createLimitWatch({
        ...{
          storage,
          limitStore,
          access: services.access,
          drain: drain.signal,
          log: createLog('error', () => undefined),
        },
        ...{ calendar: createCalendar('Asia/Shanghai'), timeZone: 'Asia/Shanghai', currency: 'CNY' },
        history: { ...storage.limitHistory, refusals },
        upstreams: () => Promise.resolve([]),
      });
      const news = watch.follow(LOCAL_DOER, () => Promise.resolve(true));
      closing.push(async () => void (await news.return(undefined)));
      await news.next();
      const toldMs = performance.now();
      await news.next();
      expect(performance.now() - toldMs).toBeLessThan(2_000);
    });

    test('minutes are what the rows of each subject come to, each refusal with the one whose limit it was', async () => {
      const nowMs = Date.now();
      const row = fc.record({
        startedAtMs: fc.integer({ min: nowMs - 59 * MINUTE_MS, max: nowMs }),
        keyId: fc.constantFrom(null, 'k1', 'k2'),
        owner: fc.constantFrom('ann', 'ben:c'),
        plan: fc.constantFrom('free', 'pro'),
        endpoint: fc.constantFrom('chat.completions' as const, 'models.list' as const),
        upstream: fc.constantFrom('', 'u'),
        promptTokens: fc.nat(1_000),
        costMicros: fc.option(fc.nat(1_000)),
        ending: fc.constantFrom(
          { status: 200, outcome: 'ok', errorCode: null, limitedBy: null } as const,
          { status: 502, outcome: 'upstream_error', errorCode: 'upstream_error', limitedBy: null } as const,
          { status: 429, outcome: 'upstream_error', errorCode: 'rate_limit_exceeded', limitedBy: null } as const,
          { status: 503, outcome: 'upstream_error', errorCode: 'upstream_quota', limitedBy: null } as const,
          { status: 503, outcome: 'upstream_error', errorCode: 'overloaded', limitedBy: null } as const,
          ...LIMIT_SCOPES.flatMap((limitedBy) =>
            (['rate_limit_exceeded', 'quota_exceeded', 'spend_limit_exceeded'] as const).map((errorCode) => ({
              ...{ status: 429, outcome: 'rejected' as const, errorCode, limitedBy },
            })),
          ),
        ),
      });
      let made = 0;
      const all: LedgerRow[] = [];
      await fc.assert(
        fc.asyncProperty(fc.array(row, { maxLength: 60 }), async (some) => {
          for (const { ending, ...call } of some) {
            const one = aRow({ ...call, ...ending, requestId: `req_${String(++made).padStart(6, '0')}` });
            all.push(one);
            gateway.storage.ledger.settle(one);
          }
          const subjects = all.flatMap((one) => Object.values(subjectIds({ ...one, plan: { id: one.plan } })));
          for (const subject of new Set(subjects.filter((id) => id !== null))) {
            const until = Math.floor(nowMs / MINUTE_MS) + 1;
            const minutes = await gateway.storage.limitHistory.minutes(subject, until - 61, until);
            const theirs = all.filter((one) =>
              Object.values(subjectIds({ ...one, plan: { id: one.plan } })).includes(subject),
            );
            const sumOf = (of: (one: LedgerRow) => number) => theirs.reduce((sum, one) => sum + of(one), 0);
            const expected = {
              requests: sumOf((one) => Number(isCounted(one))),
              tokens: sumOf(({ promptTokens, completionTokens }) => promptTokens + completionTokens),
              costMicros: sumOf(({ costMicros }) => costMicros ?? 0),
              ...Object.fromEntries(
                REFUSAL_KINDS.map((kind) => [
                  kind,
                  sumOf((one) =>
                    Number(refusalKindOf(one) === kind && (one.limitedBy ?? kindOf(subject)) === kindOf(subject)),
                  ),
                ]),
              ),
            };
            const sums = Object.fromEntries(
              MINUTE_FIGURES.map((figure) => [figure, minutes.reduce((sum, minute) => sum + minute[figure], 0)]),
            );
            expect(sums).toEqual(expected);
            for (const { minute, tokens } of minutes) {
              const within = theirs.filter(({ startedAtMs }) => Math.floor(startedAtMs / MINUTE_MS) === minute);
              expect(tokens).toBe(within.reduce((sum, one) => sum + one.promptTokens + one.completionTokens, 0));
            }
          }
        }),
        { numRuns: process.env.FULL === '1' ? 40 : 8 },
      );
    });

    test('a chart’s minutes stand in a row up to now, also those in which nothing was', async () => {
      const ann = await issue('ann');
      for (let call = 0; call < 4; call++) await chat(ann);
      await settled();
      const asked = { subject: 'owner:free:ann', range: '1h' } as const;
      const { startsAt, endsAt, requests, refused } = limitMinutesSchema.parse(
        await gateway.services.limitWatch.minutes(asked, LOCAL_DOER),
      );
      expect(requests).toHaveLength(60);
      expect(Date.parse(endsAt) - Date.parse(startsAt)).toBe(60 * MINUTE_MS);
      const sum = (column: readonly number[]) => column.reduce((total, figure) => total + figure, 0);
      expect([sum(requests), sum(refused.rate)]).toEqual([3, 1]);
    });
  });
}
