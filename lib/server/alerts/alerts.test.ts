import { afterEach, describe, expect, test } from 'vitest';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { type Place, places } from '#e2e/support/places.ts';
import {
  answers,
  hangsUp,
  isGenuine,
  startWebhookReceiver,
  type WebhookReceiver,
} from '#e2e/support/webhook-receiver.ts';
import type { RuleCreate, WebhookCreate } from '#lib/contract/alerts.ts';
import { ruleCreateSchema, rulePatchSchema, webhookCreateSchema, webhookPatchSchema } from '#lib/contract/alerts.ts';
import { scopeOf } from '#lib/domain/limits/subject.ts';
import { actorOf, LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import type { Config } from '#lib/server/config.ts';
import { createLog } from '#lib/server/log.ts';
import { newRequestId } from '#lib/server/request-id.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import { readWebhookHosts } from './webhook-hosts.ts';

const BY = actorOf(LOCAL_ADMIN, { peer: null, requestId: 'req_test' });
const QUICK = { alertEveryMs: 20, alertCalmMs: 60, webhookRetryMs: 10, webhookMs: 1_000 };
/** Of processes that share a database, or follow each other on it. */
const SHARED = { secret: 'k3J9vQ1xT7mB5nW2zR8pL4sD6fH0gC3y' };
/** For what takes some hundred milliseconds on an idle machine. */
const PATIENT = { timeout: 15_000, interval: 20 };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function newReceiver(): Promise<WebhookReceiver> {
  const receiver = await startWebhookReceiver();
  closing.push(() => receiver.close());
  return receiver;
}

interface StartOptions {
  readonly place: Place;
  readonly hosts?: string;
  readonly limits?: Partial<Config['limits']>;
  readonly config?: Partial<Config>;
}

/** A console that watches this place. */
async function start({ place, hosts, limits, config }: StartOptions): Promise<GatewayServer> {
  const server = await startGateway({
    upstream: remoteTo('http://127.0.0.1:9/v1'),
    limits: { ...QUICK, ...limits },
    config: { webhookHosts: readWebhookHosts(hosts), ...config },
    open: async ({ timeZone }) => {
      const interrupted = () => aRow();
      const storage = await place.open({ log: createLog('silent', () => undefined), timeZone, interrupted });
      const limitStore = createMemoryLimits({
        pastUse: ({ id }, { unit, startMs, endMs }) => storage.ledger.used({ ...scopeOf(id), unit, startMs, endMs }),
      });
      return { storage, limitStore };
    },
  });
  closing.push(() => server.close());
  return server;
}

const makeRule = ({ services }: GatewayServer, wish: Partial<RuleCreate> = {}) =>
  services.alerts.createRule(
    ruleCreateSchema.parse({
      ...{
        name: '错误太多',
        metric: 'error_rate',
        scope: { kind: 'all' },
        threshold: 50,
        windowMinutes: 5,
        minCalls: 3,
      },
      ...wish,
    }),
    BY,
  );

const makeWebhook = ({ services }: GatewayServer, wish: Partial<WebhookCreate> & { address: string }) =>
  services.alerts.webhooks.create(webhookCreateSchema.parse({ name: '值班群', form: 'json', ...wish }), BY);

const settle = ({ storage }: GatewayServer, count: number, fields: Partial<LedgerRow> = {}) => {
  for (let index = 0; index < count; index++) {
    storage.ledger.settle(aRow({ requestId: newRequestId(), startedAtMs: Date.now(), ...fields }));
  }
};
const FAILED = { outcome: 'upstream_error', status: 502, errorCode: 'upstream_error' } as const;

const episodesOf = async ({ services }: GatewayServer) => (await services.alerts.episodes({ limit: 20 })).data;
const typesOf = ({ received }: WebhookReceiver) => received.map(({ body }) => JSON.parse(body).type);

for (const [name, newPlace] of places()) {
  describe(`alerts on ${name}`, { timeout: 30_000 }, () => {
    const place = async () => {
      const made = await newPlace();
      closing.push(() => made.remove());
      return made;
    };

    test('an alert fires once, is delivered to a receiver that failed twice, and says when it is over', async () => {
      const receiver = await newReceiver();
      receiver.reply(answers(500, 'not now'), hangsUp);
      const server = await start({ place: await place(), hosts: receiver.host });
      const { secret } = await makeWebhook(server, { address: `${receiver.url}/hook` });
      const rule = await makeRule(server);
      expect(rule.now).toMatchObject({ value: null, calls: 0 });

      settle(server, 4, FAILED);
      await expect.poll(() => receiver.received.length, PATIENT).toBe(3);
      // It lasts, and nothing more is said: the value goes on being bad for many rounds.
      settle(server, 2, FAILED);
      await expect.poll(async () => (await server.services.alerts.rules()).data[0]?.now?.calls, PATIENT).toBe(6);
      settle(server, 60);
      await expect.poll(() => typesOf(receiver).at(-1), PATIENT).toBe('alert.over');
      expect(typesOf(receiver)).toEqual(['alert.firing', 'alert.firing', 'alert.firing', 'alert.over']);

      const [first, second, taken, over] = receiver.received;
      for (const message of receiver.received) expect(isGenuine(message, secret ?? '')).toBe(true);
      // One message, made three times: a receiver knows it by its id.
      expect(new Set([first, second, taken].map((message) => message?.headers['webhook-id'])).size).toBe(1);
      expect(new Set([first, second, taken].map((message) => message?.body)).size).toBe(1);
      expect(over?.headers['webhook-id']).not.toBe(taken?.headers['webhook-id']);
      expect(JSON.parse(over?.body ?? '').data.episode.closedBy).toBe('recovered');

      await expect
        .poll(async () => (await episodesOf(server))[0]?.deliveries.map(({ state }) => state))
        .toEqual(['delivered', 'delivered']);
      const episodes = await episodesOf(server);
      expect(episodes).toHaveLength(1);
      expect(episodes[0]).toMatchObject({ closedBy: 'recovered', openingValue: 100, worstValue: 100 });
      expect(episodes[0]?.deliveries).toMatchObject([
        { kind: 'firing', attempts: 3, lastStatus: 200, lastFailure: null },
        { kind: 'over', attempts: 1, lastStatus: 200 },
      ]);
      expect(await server.services.alerts.firing()).toBe(0);
    });

    test('a rule that is changed, switched off or deleted while it fires says so, and is judged anew', async () => {
      const receiver = await newReceiver();
      const server = await start({ place: await place(), hosts: receiver.host });
      const { alerts } = server.services;
      await makeWebhook(server, { address: receiver.url });
      const { id } = await makeRule(server);
      settle(server, 4, FAILED);
      const change = (patch: object) => alerts.updateRule(id, rulePatchSchema.parse(patch), BY);
      const endings = async () => (await episodesOf(server)).map(({ closedBy }) => closedBy);

      await expect.poll(endings, PATIENT).toEqual([null]);
      await change({ name: 'another name' });
      expect(await endings()).toEqual([null]);
      await change({ threshold: 60 });
      await expect.poll(endings, PATIENT).toEqual([null, 'changed']);
      await change({ enabled: false });
      expect(await endings()).toEqual(['disabled', 'changed']);
      await change({ enabled: true });
      await expect.poll(endings, PATIENT).toEqual([null, 'disabled', 'changed']);
      await alerts.removeRule(id, BY);
      expect(await endings()).toEqual(['deleted', 'disabled', 'changed']);
      await expect.poll(() => typesOf(receiver).length, PATIENT).toBe(6);
      expect(typesOf(receiver)).toEqual(Array.from({ length: 3 }, () => ['alert.firing', 'alert.over']).flat());
      const acts = (await server.storage.audit.page({ limit: 20 })).map(({ action }) => action);
      expect(acts.filter((action) => action.startsWith('alert_rule.'))).toEqual([
        ...['alert_rule.deleted', 'alert_rule.changed', 'alert_rule.changed', 'alert_rule.changed'],
        ...['alert_rule.changed', 'alert_rule.created'],
      ]);
    });

    test('that it is over is told after what it is the end of, and to nobody who was not told of the beginning', async () => {
      const [late, other] = [await newReceiver(), await newReceiver()];
      late.reply(...Array.from({ length: 5 }, () => answers(503)));
      const server = await start({ place: await place(), hosts: `${late.host},${other.host}` });
      await makeWebhook(server, { address: late.url });
      const { id } = await makeRule(server);
      settle(server, 4, FAILED);
      await expect.poll(() => late.received.length, PATIENT).toBeGreaterThan(0);
      await makeWebhook(server, { name: 'other', address: other.url });
      await server.services.alerts.removeRule(id, BY);
      await expect.poll(() => typesOf(late).at(-1), PATIENT).toBe('alert.over');
      expect(typesOf(late)).toEqual([...Array.from({ length: 6 }, () => 'alert.firing'), 'alert.over']);
      expect(other.received).toEqual([]);
    });

    test('what a webhook does not take is told: a status, a robot’s own words, a redirect, nothing at all', async () => {
      const receiver = await newReceiver();
      const server = await start({ place: await place(), hosts: receiver.host, limits: { webhookMs: 300 } });
      const { webhooks } = server.services.alerts;
      const key = 'a-very-secret-key-0123456789';
      const robot = await makeWebhook(server, { form: 'wecom', address: `${receiver.url}/send?key=${key}` });
      expect(robot).toMatchObject({ secret: null, signed: false });
      expect(JSON.stringify(await webhooks.list())).not.toContain(key);

      expect(await webhooks.test(robot.id)).toMatchObject({ delivered: true, status: 200, failure: null });
      expect(JSON.parse(receiver.received[0]?.body ?? '')).toMatchObject({ msgtype: 'markdown' });
      receiver.reply(answers(200, `{"errcode":93000,"errmsg":"invalid key ${key}"}`));
      expect(await webhooks.test(robot.id)).toMatchObject({
        ...{ delivered: false, status: 200 },
        failure: { code: 'refused', detail: '{"errcode":93000,"errmsg":"invalid key …"}' },
      });
      const canary = await newReceiver();
      receiver.reply(answers(307, '', { location: canary.url }), answers(404, 'no\nhook'), () => undefined, hangsUp);
      expect((await webhooks.test(robot.id)).failure).toEqual({ code: 'redirect', detail: '' });
      expect(canary.received).toEqual([]);
      expect((await webhooks.test(robot.id)).failure).toEqual({ code: 'status', detail: 'no hook' });
      expect((await webhooks.test(robot.id)).failure?.code).toBe('timeout');
      expect((await webhooks.test(robot.id)).failure?.code).toBe('broken');
      receiver.reply((response) => void response.writeHead(200).end('x'.repeat(1_000_000)));
      expect((await webhooks.test(robot.id)).answer.length).toBeLessThanOrEqual(300);
      expect((await server.storage.alerts.webhooks())[0]?.sealed).not.toContain(key);
    });

    test('T-SSRF-04 an address of one’s own network is refused when it is saved and when it is sent to', async () => {
      const canary = await newReceiver();
      const here = await place();
      const before = await start({ place: here, hosts: canary.host, config: SHARED });
      const { id } = await makeWebhook(before, { address: canary.url });
      await before.close();
      closing.pop();
      // The same books under settings that do not name it any more.
      const server = await start({ place: here, config: SHARED });
      const told = await server.services.alerts.webhooks.test(id);
      expect(told).toMatchObject({ delivered: false, status: null, failure: { code: 'address' } });
      for (const address of [canary.url, 'https://127.0.0.1/x', 'http://a.example/x', 'https://[::1]/']) {
        await expect(makeWebhook(server, { address }), address).rejects.toMatchObject({
          ...{ code: 'url_not_allowed', param: 'address' },
        });
      }
      expect(canary.received).toEqual([]);
    });

    test('what was sealed with another secret is not sent anywhere, and can be given anew', async () => {
      const receiver = await newReceiver();
      const here = await place();
      const before = await start({ place: here, hosts: receiver.host, config: SHARED });
      const { id } = await makeWebhook(before, { address: receiver.url });
      await before.close();
      closing.pop();
      const config = { secret: [...SHARED.secret].reverse().join('') };
      const { webhooks } = (await start({ place: here, hosts: receiver.host, config })).services.alerts;
      expect(await webhooks.test(id)).toMatchObject({ delivered: false, failure: { code: 'sealed' } });
      expect(receiver.received).toEqual([]);
      const { secret } = await webhooks.update(id, webhookPatchSchema.parse({ address: receiver.url }), BY);
      expect(await webhooks.test(id)).toMatchObject({ delivered: true });
      expect(receiver.received.map((message) => isGenuine(message, secret ?? ''))).toEqual([true]);
    });

    test('T-KEY-03 with another address goes the secret', async () => {
      const server = await start({ place: await place() });
      const { webhooks } = server.services.alerts;
      const change = (id: string, patch: object) => webhooks.update(id, webhookPatchSchema.parse(patch), BY);
      const json = await makeWebhook(server, { address: 'https://a.example/x' });
      expect(json).toMatchObject({ signed: true, secret: expect.stringMatching(/^whsec_/) });
      expect((await change(json.id, { name: 'b' })).secret).toBeNull();
      const moved = await change(json.id, { address: 'https://b.example/x' });
      expect(moved.secret).toMatch(/^whsec_/);
      expect(moved.secret).not.toBe(json.secret);

      const address = 'https://oapi.dingtalk.com/robot/send?access_token=t';
      const robot = await makeWebhook(server, { form: 'dingtalk', address, secret: 'SEC1' });
      expect(robot).toMatchObject({ signed: true, secret: null });
      await expect(change(robot.id, { address })).rejects.toMatchObject({ code: 'invalid_parameter', param: 'secret' });
      expect(await change(robot.id, { address, secret: null })).toMatchObject({ signed: false });
      expect(await change(robot.id, { secret: 'SEC2' })).toMatchObject({ signed: true });
      await expect(makeWebhook(server, { form: 'wecom', address, secret: 's' })).rejects.toMatchObject({
        param: 'secret',
      });
    });

    test('what a webhook has not been sent yet is not sent once it is switched off', async () => {
      const receiver = await newReceiver();
      receiver.reply(...Array.from({ length: 8 }, () => answers(503)));
      const server = await start({ place: await place(), hosts: receiver.host, limits: { webhookRetryMs: 400 } });
      const { alerts } = server.services;
      const { id } = await makeWebhook(server, { address: receiver.url });
      await makeRule(server);
      settle(server, 4, FAILED);
      await expect.poll(() => receiver.received.length, PATIENT).toBe(1);
      await alerts.webhooks.update(id, { enabled: false }, BY);
      await expect
        .poll(async () => (await episodesOf(server))[0]?.deliveries, PATIENT)
        .toMatchObject([{ state: 'cancelled', attempts: 1, nextAttemptAt: null }]);
    });

    test('each metric is seen in what its scope names, and in nothing else', async () => {
      const server = await start({ place: await place(), limits: { alertEveryMs: 60_000 } });
      await server.storage.plans.update('free', { limits: { tokens: 1_000, tokenWindow: 'day' } });
      const of = { ...{ model: 'm1', upstream: 'u1', owner: 'local', plan: 'free' } } as const;
      settle(server, 3, { ...of, ...FAILED });
      settle(server, 1, { ...of, durationMs: 5_000, costMicros: 2_000_000 });
      settle(server, 6, { ...of, model: 'm2', outcome: 'rejected', errorCode: 'rate_limit_exceeded', status: 429 });
      settle(server, 4, { ...of, model: 'm2', upstream: 'u2', durationMs: 20, costMicros: 1_000_000 });
      await server.services.plans.setLocal('free', BY);
      await server.storage.ledger.flush();
      const seen = async (wish: Partial<RuleCreate>) => (await makeRule(server, { threshold: 100, ...wish })).now;
      const m1 = { kind: 'model', id: 'm1' } as const;
      expect(await seen({ scope: m1 })).toMatchObject({ value: 75, calls: 4 });
      // What a limit refused went nowhere, and says nothing of how often upstreams fail.
      expect(await seen({ scope: { kind: 'all' } })).toMatchObject({ value: 37.5, calls: 8 });
      expect(await seen({ scope: { kind: 'upstream', id: 'u2' } })).toMatchObject({ value: 0, calls: 4 });
      expect(await seen({ scope: { kind: 'person', id: 'nobody' } })).toMatchObject({ value: null, calls: 0 });
      const slow = await seen({ metric: 'latency_p95', scope: m1 });
      expect(slow?.calls).toBe(1);
      expect(Math.abs((slow?.value ?? 0) - 5_000)).toBeLessThan(5_000 * 0.05);
      // Three failed ones have the price of a row as well.
      expect(await seen({ metric: 'spend_day', scope: m1 })).toMatchObject({ value: 2_004_500, calls: null });
      const share = await seen({ metric: 'limit_share', scope: { kind: 'all' }, limit: 'tokens' });
      expect(share).toMatchObject({ value: 42, about: { kind: 'person', id: 'local', limit: 'tokens' } });
      const whose = { metric: 'limit_share', scope: { kind: 'person', id: 'local' } } as const;
      expect((await seen(whose))?.about?.limit).toBe('tokens');
      expect(await seen({ ...whose, scope: { kind: 'plan', id: 'free' } })).toMatchObject({ value: null });
    });

    test('episodes are paged from the newest on, each once', async () => {
      const server = await start({ place: await place() });
      const rules = await Promise.all(['a', 'b', 'c'].map((rule) => makeRule(server, { name: rule })));
      settle(server, 4, FAILED);
      await expect.poll(async () => (await episodesOf(server)).length, PATIENT).toBe(3);
      const { alerts } = server.services;
      const first = await alerts.episodes({ limit: 2 });
      const second = await alerts.episodes({ limit: 2, before: first.before ?? undefined });
      const ids = [...first.data, ...second.data].map(({ id }) => id);
      expect(ids).toEqual(ids.toSorted((one, other) => other - one));
      expect(new Set(ids).size).toBe(3);
      expect(second.before).toBeNull();
      expect((await alerts.episodes({ limit: 5, rule: rules[1]?.id })).data.map(({ ruleId }) => ruleId)).toEqual([
        rules[1]?.id,
      ]);
    });

    if (name === 'Postgres') {
      test('of processes that share a database one looks at the rules, and each message is sent by one', async () => {
        const receiver = await newReceiver();
        const here = await place();
        const servers = await Promise.all(
          [1, 2, 3].map(() => start({ place: here, hosts: receiver.host, config: SHARED })),
        );
        const [first] = servers;
        if (first === undefined) throw new Error('No server');
        await makeWebhook(first, { address: receiver.url });
        const rules = 5;
        await Promise.all(Array.from({ length: rules }, (_, index) => makeRule(first, { name: `${index}` })));
        settle(first, 4, FAILED);
        await expect.poll(() => receiver.received.length, PATIENT).toBe(rules);
        settle(first, 60);
        await expect.poll(() => receiver.received.length, PATIENT).toBe(2 * rules);
        await expect
          .poll(async () => (await episodesOf(first)).flatMap(({ deliveries }) => deliveries.map(({ state }) => state)))
          .toEqual(Array.from({ length: 2 * rules }, () => 'delivered'));
        expect(new Set(receiver.received.map(({ headers }) => headers['webhook-id'])).size).toBe(2 * rules);
        expect(receiver.received).toHaveLength(2 * rules);
        // One looked, and went on looking.
        const looked = servers.filter(({ lines }) => lines.some((line) => JSON.parse(line).event === 'alert'));
        expect(looked).toHaveLength(1);
      });
    }
  });
}
