import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import { newConversation } from '#lib/domain/chat/changes.ts';
import { keepBooks } from './bookkeeping.ts';
import { createLog } from './log.ts';
import { createMemoryLimits } from './storage/memory/limit-store.ts';
import { openSqliteStorage } from './storage/sqlite/storage.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const DAY_MS = 86_400_000;

/** Runs have a suite of their own. */
const NO_RUNS = { heal: () => Promise.resolve(), prune: () => Promise.resolve() };
const NO_FEED = { add: () => undefined };

const row = (requestId: string, startedAtMs: number) => aRow({ requestId, startedAtMs });

test('what is too old goes soon after the start, so also from a process that never lives for an hour', async () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-books-'));
  closing.push(() => rmSync(dataDir, { recursive: true }));
  const lines: string[] = [];
  const log = createLog('debug', (line) => lines.push(line));
  const storage = await openSqliteStorage(dataDir, {
    log,
    timeZone: 'Asia/Shanghai',
    interrupted: ({ requestId }) => row(requestId, 0),
  });
  closing.push(() => storage.close());
  const { ledger } = storage;
  ledger.settle(row('old', Date.now() - 3 * DAY_MS));
  ledger.settle(row('new', Date.now()));
  await ledger.flush();
  const config = { currency: 'CNY', timeZone: 'Asia/Shanghai', retention: { rowDays: 2, sumDays: 2, bodyDays: 2 } };
  const limitStore = createMemoryLimits({ pastUse: () => Promise.resolve(0) });
  closing.push(
    await keepBooks({ config, log, storage, limitStore, feed: NO_FEED, runs: NO_RUNS, upstreams: [], firstPruneMs: 1 }),
  );
  await expect.poll(async () => (await ledger.rows('', 9)).map(({ requestId }) => requestId)).toEqual(['new']);
  expect(lines).toEqual([]);
});

test.each([...places()])(
  'on %s sessions that are over go, links that have been over for a month, and conversations removed for a week',
  async (_, newPlace) => {
    const log = createLog('silent', () => undefined);
    const place = await newPlace();
    closing.push(() => place.remove());
    const storage = await place.open({
      log,
      timeZone: 'Asia/Shanghai',
      interrupted: ({ requestId }) => row(requestId, 0),
    });
    closing.push(() => storage.close());
    const { people, invitations, conversations, signIn } = storage;
    const nowMs = Date.now();
    const bob = { id: 'p1', email: 'bob@example.com', name: 'Bob', role: 'developer', plan: 'free' } as const;
    await people.insert({ ...bob, disabled: false, createdAtMs: 0 }, 'a hash');
    const at = (ms: number) => new Date(ms).toISOString();
    const session = (id: string, expiresAtMs: number) => ({
      ...{ id, token: id, person_id: 'p1', created_at: at(0), updated_at: at(0), expires_at: at(expiresAtMs) },
      ...{ ip_address: null, user_agent: null, impersonated_by: null },
    });
    for (const values of [session('over', nowMs - 60_000), session('open', nowMs + DAY_MS)]) {
      await signIn.insertInto('session').values(values).execute();
    }
    const link = async (id: string, expiresAtMs: number) => {
      const about = { role: 'developer', plan: 'free', email: null, createdBy: 'p1', createdAtMs: 0 } as const;
      await invitations.insert({ ...about, id, tokenHash: id, personId: null, expiresAtMs });
    };
    const [longAgo, lately] = [nowMs - 31 * DAY_MS, nowMs - 29 * DAY_MS];
    const later = nowMs + DAY_MS;
    await link('expired long ago', longAgo);
    await link('expired lately', lately);
    for (const [when, ms] of [
      ['long ago', longAgo],
      ['lately', lately],
    ] as const) {
      await link(`used ${when}`, later);
      await invitations.take(`used ${when}`, ms);
      await link(`withdrawn ${when}`, later);
      await invitations.withdraw(`withdrawn ${when}`, ms);
    }
    await link('open', later);
    for (const [id, removedMs] of [
      ['removed-long-ago', nowMs - 8 * DAY_MS],
      ['removed-lately', nowMs - 6 * DAY_MS],
    ] as const) {
      const settings = { model: 'm', system: '', parameters: {} };
      await conversations.create('p1', newConversation({ id, settings, messages: [], headId: null }, 0));
      await conversations.remove({ owner: 'p1', id }, removedMs);
    }
    const config = { currency: 'CNY', timeZone: 'Asia/Shanghai', retention: { rowDays: 2, sumDays: 2, bodyDays: 2 } };
    const limitStore = createMemoryLimits({ pastUse: () => Promise.resolve(0) });
    closing.push(
      await keepBooks({
        config,
        log,
        storage,
        limitStore,
        feed: NO_FEED,
        runs: NO_RUNS,
        upstreams: [],
        firstPruneMs: 1,
      }),
    );
    const left = async () => [
      await place.run('SELECT id FROM session'),
      await place.run('SELECT id FROM invitation ORDER BY id'),
      await place.run('SELECT id FROM conversation'),
    ];
    await expect
      .poll(async () => JSON.stringify(await left()))
      .toBe(
        JSON.stringify([['open'], ['expired lately', 'open', 'used lately', 'withdrawn lately'], ['removed-lately']]),
      );
  },
);
