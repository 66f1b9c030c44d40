import { afterEach, describe, expect, test } from 'vitest';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import type { EpisodeEvent } from '#lib/domain/alerts/event.ts';
import { createLog } from '#lib/server/log.ts';
import type { NewEpisode, StoredEpisode, StoredRule, StoredWebhook } from './alerts.ts';
import type { Storage } from './storage.ts';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const T0 = Date.parse('2026-11-26T08:00:00Z');
const OPTIONS = { log: createLog('silent', () => undefined), timeZone: 'Asia/Shanghai', interrupted: () => aRow() };

const RULE: StoredRule = {
  ...{ id: 'r1', version: 1, createdAtMs: T0, name: '规则', enabled: true, metric: 'error_rate' },
  ...{ scope: { kind: 'model', id: 'm' }, threshold: 0.1, limit: null, windowMinutes: 60, minCalls: 1 },
};
const WEBHOOK: StoredWebhook = {
  ...{ id: 'w1', name: '群', form: 'feishu', language: 'zh', enabled: true, addressShown: 'https://a.example/…' },
  ...{ sealed: 'x.y.z', signed: false, createdAtMs: T0 },
};
const BEGUN: NewEpisode = {
  ...{ worst: 12.5, calmSinceMs: null, openedAtMs: T0, openingValue: 12.5, scopeName: 'm' },
  about: { kind: 'key', id: 'k', name: null, limit: 'tokens' },
};
const eventOf =
  (kind: EpisodeEvent['kind'], atMs = T0) =>
  ({ id, ruleId, rule, scopeName, about, worst, openedAtMs, closedBy }: StoredEpisode): EpisodeEvent => ({
    ...{ kind, atMs, episodeId: id, ruleId, rule, scopeName, about, worst, openedAtMs, closedBy },
    ...{ value: null, calls: 3 },
  });

for (const [name, newPlace] of places()) {
  describe(`alerts kept on ${name}`, () => {
    async function open(count = 1) {
      const place = await newPlace();
      closing.push(() => place.remove());
      const storages: Storage[] = [];
      for (let index = 0; index < count; index++) {
        const storage = await place.open(OPTIONS);
        closing.push(() => storage.close());
        storages.push(storage);
      }
      const [first] = storages;
      if (first === undefined) throw new Error('Nothing is open');
      return { storages, ...first };
    }
    /** Processes that share a database; SQLite has one, which asks twice at once. */
    const shared = name === 'Postgres' ? 3 : 1;

    test('what was kept comes back as it was', async () => {
      const { alerts } = await open();
      const share: StoredRule = {
        ...RULE,
        ...{ id: 'r2', metric: 'limit_share', scope: { kind: 'all', id: null }, limit: 'spend', enabled: false },
        ...{ windowMinutes: null, minCalls: null, createdAtMs: T0 + 1 },
      };
      for (const rule of [share, RULE]) await alerts.insertRule(rule);
      expect(await alerts.rules()).toEqual([RULE, share]);
      await alerts.replaceRule({ ...RULE, threshold: 9 });
      expect((await alerts.rules())[0]).toEqual({ ...RULE, threshold: 9, version: 2 });
      await alerts.insertWebhook(WEBHOOK);
      expect(await alerts.webhooks()).toEqual([WEBHOOK]);
    });

    test('however many look at once, a rule has one episode, and each webhook one message of it', async () => {
      const { storages, alerts } = await open(shared);
      await alerts.insertWebhook(WEBHOOK);
      await alerts.insertWebhook({ ...WEBHOOK, id: 'w2', enabled: false });
      await alerts.insertRule(RULE);
      for (let round = 1; round <= 5; round++) {
        const lookers = [...storages, ...storages];
        const opened = await Promise.all(lookers.map((one) => one.alerts.open(RULE, BEGUN, eventOf('firing'))));
        const [episode, ...others] = opened.filter((one) => one !== undefined);
        expect(others).toEqual([]);
        if (episode === undefined) throw new Error('It did not open');
        const { enabled: _, ...matter } = RULE;
        expect(episode).toMatchObject({ ...BEGUN, ruleId: 'r1', closedAtMs: null, rule: { name: matter.name } });
        expect(await alerts.countOpen()).toBe(1);
        const closed = await Promise.all(
          lookers.map((one) =>
            one.alerts.close(episode.id, { by: 'recovered', atMs: T0 + round, worst: 80 }, eventOf('over')),
          ),
        );
        expect(closed.filter((one) => one !== undefined)).toHaveLength(1);
        expect(await alerts.deliveries([episode.id])).toMatchObject([{ kind: 'firing' }, { kind: 'over' }]);
      }
      expect(await alerts.openEpisodes()).toEqual([]);
      expect((await alerts.episodes({ limit: 10 })).map(({ worst }) => worst)).toEqual([80, 80, 80, 80, 80]);
    });

    test('nothing opens for a rule that was changed, switched off or deleted since it was looked at', async () => {
      const { alerts } = await open();
      await alerts.insertRule(RULE);
      await alerts.replaceRule(RULE);
      const tryToOpen = (rule: StoredRule) => alerts.open(rule, BEGUN, eventOf('firing'));
      expect(await tryToOpen(RULE)).toBeUndefined();
      await alerts.replaceRule({ ...RULE, version: 2, enabled: false });
      expect(await tryToOpen({ ...RULE, version: 3 })).toBeUndefined();
      await alerts.removeRule('r1');
      expect(await tryToOpen({ ...RULE, version: 3 })).toBeUndefined();
    });

    test('a message is taken by one, again only when its time is up, and in order', async () => {
      const { storages, alerts, alertOutbox } = await open(shared);
      await alerts.insertWebhook(WEBHOOK);
      await alerts.insertRule(RULE);
      const episode = await alerts.open(RULE, BEGUN, eventOf('firing'));
      if (episode === undefined) throw new Error('It did not open');
      await alerts.close(episode.id, { by: 'recovered', atMs: T0, worst: 20 }, eventOf('over'));
      const take = async (nowMs: number) => {
        const taken = await Promise.all(
          [...storages, ...storages].map((one) => one.alertOutbox.take({ nowMs, untilMs: nowMs + 1_000, limit: 10 })),
        );
        return taken.flat();
      };
      const [first, ...others] = await take(T0);
      expect(others).toEqual([]);
      expect(first).toMatchObject({ attempts: 1, event: { kind: 'firing', value: null }, webhook: WEBHOOK });
      expect(await take(T0 + 999)).toEqual([]);
      // Whoever took it has died.
      const [again] = await take(T0 + 1_000);
      expect(again).toMatchObject({ attempts: 2, messageId: first?.messageId });
      const id = first?.id ?? 0;
      const failure = { code: 'status', detail: '' } as const;
      await alertOutbox.settle(id, { atMs: T0, state: 'pending', nextAtMs: T0 + 5_000, status: 500, failure });
      expect(await take(T0 + 4_999)).toEqual([]);
      expect(await take(T0 + 5_000)).toHaveLength(1);
      await alertOutbox.settle(id, { atMs: T0, state: 'delivered', nextAtMs: T0, status: 200, failure: null });
      expect(await take(T0 + 5_000)).toMatchObject([{ event: { kind: 'over' }, attempts: 1 }]);
    });

    test('a message to who was removed is cancelled, and one that arrived all the same is told so', async () => {
      const { alerts, alertOutbox } = await open();
      await alerts.insertWebhook(WEBHOOK);
      await alerts.insertRule(RULE);
      const episode = await alerts.open(RULE, BEGUN, eventOf('firing'));
      const [taken] = await alertOutbox.take({ nowMs: T0, untilMs: T0 + 1, limit: 1 });
      await alerts.removeWebhook('w1');
      const states = async () => (await alerts.deliveries([episode?.id ?? 0])).map(({ state }) => state);
      expect(await states()).toEqual(['cancelled']);
      const attempt = { atMs: T0, nextAtMs: T0, status: null, failure: null };
      await alertOutbox.settle(taken?.id ?? 0, { ...attempt, state: 'pending' });
      expect(await states()).toEqual(['cancelled']);
      await alertOutbox.settle(taken?.id ?? 0, { ...attempt, state: 'delivered' });
      expect(await states()).toEqual(['delivered']);
    });

    test('a lease is one holder’s, until it ends or they take it anew', async () => {
      const { storages, leases } = await open(shared);
      const take = (who: string, nowMs: number, by = leases) => by.take('a', who, { nowMs, untilMs: nowMs + 100 });
      const all = await Promise.all(storages.map((one, index) => take(`h${index}`, T0, one.leases)));
      expect(all.filter((isHeld) => isHeld)).toHaveLength(1);
      const holder = `h${all.indexOf(true)}`;
      expect(await take('other', T0 + 99)).toBe(false);
      expect(await take(holder, T0 + 99)).toBe(true);
      expect(await take('other', T0 + 198)).toBe(false);
      expect(await take('other', T0 + 199)).toBe(true);
      expect(await take(holder, T0 + 200)).toBe(false);
    });

    test('what has been over for long goes with its messages; what goes on stays', async () => {
      const { alerts } = await open();
      await alerts.insertWebhook(WEBHOOK);
      await alerts.insertRule(RULE);
      const old = await alerts.open(RULE, BEGUN, eventOf('firing'));
      await alerts.close(old?.id ?? 0, { by: 'recovered', atMs: T0, worst: 20 }, eventOf('over'));
      const current = await alerts.open(RULE, BEGUN, eventOf('firing'));
      await alerts.prune(T0 + 1);
      expect((await alerts.episodes({ limit: 9 })).map(({ id }) => id)).toEqual([current?.id]);
      expect(await alerts.deliveries([old?.id ?? 0])).toEqual([]);
    });
  });
}
