import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { aReservation as reservation, aRow as row } from '#e2e/support/ledger-rows.ts';
import { createTestSchema, runSql, testDatabaseUrl } from '#e2e/support/services.ts';
import { runSqliteSql } from '#e2e/support/sqlite-file.ts';
import { NO_LIMITS } from '#lib/contract/plans.ts';
import type { UsageSums } from '#lib/contract/usage.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import type { LedgerRow, Reservation } from '#lib/domain/usage/call.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { createLog } from '#lib/server/log.ts';
import type { StoredKey } from './accounts.ts';
import { openPostgresStorage } from './postgres/storage.ts';
import { openSqliteStorage } from './sqlite/storage.ts';
import type { Storage } from './storage.ts';

// The behaviour of every storage, the same tests on each.

export const HOUR_MS = 3_600_000;
const T0 = Date.parse('2026-11-23T08:00:00Z');

/** One place to store, which storages can be opened on one after the other. */
interface Place {
  open(): Promise<Storage>;
  /** Runs a statement beside whoever has it open. @returns the values of its rows */
  run(text: string): Promise<unknown[]>;
  remove(): Promise<void>;
}

const lines: string[] = [];
const log = createLog('debug', (line) => lines.push(line));
const logged = (event: string) => lines.map((line) => JSON.parse(line)).filter((line) => line.event === event);

const interrupted = ({ reservedTokens: _, reservedMicros: __, ...call }: Reservation): LedgerRow =>
  row({ ...call, outcome: 'interrupted', status: 500, costMicros: call.model === 'dear' ? 2 ** 70 : 1_500 });

const databaseUrl = testDatabaseUrl();

const ADAPTERS: Record<string, () => Promise<Place>> = {
  SQLite: () => {
    const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-storage-'));
    return Promise.resolve({
      open: () => openSqliteStorage(dataDir, { log, timeZone: 'Asia/Shanghai', interrupted }),
      run: (text) => Promise.resolve(runSqliteSql(dataDir, text)),
      remove: () => Promise.resolve(rmSync(dataDir, { recursive: true })),
    });
  },
  ...(databaseUrl === undefined
    ? {}
    : {
        Postgres: async () => {
          const schema = await createTestSchema(databaseUrl);
          return {
            open: () => openPostgresStorage(schema.url, { log, timeZone: 'Asia/Shanghai', interrupted }),
            run: (text) => runSql(schema.url, text),
            remove: () => schema.drop(),
          };
        },
      }),
};

/** Added up row by row. */
function totalsOf(rows: readonly LedgerRow[]): UsageSums {
  const sum = (pick: (entry: LedgerRow) => number | null) =>
    rows.reduce((total, entry) => total + (pick(entry) ?? 0), 0);
  return {
    requests: rows.length,
    promptTokens: sum((entry) => entry.promptTokens),
    completionTokens: sum((entry) => entry.completionTokens),
    cachedTokens: sum((entry) => entry.cachedTokens),
    reasoningTokens: sum((entry) => entry.reasoningTokens),
    images: sum((entry) => entry.images),
    audioMs: sum((entry) => entry.audioMs),
    costMicros: sum((entry) => entry.costMicros),
    unpriced: rows.filter(({ costMicros }) => costMicros === null).length,
    durationMs: sum((entry) => entry.durationMs),
    requestBytes: sum((entry) => entry.requestBytes),
    answerBytes: sum((entry) => entry.answerBytes),
  };
}

/** What rows come to, for each of those that a name tells apart; in the order in which they come first. */
function grouped<Name extends object>(rows: readonly LedgerRow[], nameOf: (entry: LedgerRow) => Name) {
  const groups = Map.groupBy(rows, (entry) => JSON.stringify(nameOf(entry)));
  return [...groups.values()].flatMap((entries) => {
    const [first] = entries;
    if (first === undefined) return [];
    const count = (...outcomes: string[]) => entries.filter(({ outcome }) => outcomes.includes(outcome)).length;
    const { requests, promptTokens, completionTokens, costMicros, unpriced } = totalsOf(entries);
    return {
      ...nameOf(first),
      ...{ requests, tokens: promptTokens + completionTokens, costMicros, unpriced },
      refused: count('rejected'),
      failed: count('upstream_reset', 'interrupted'),
    };
  });
}

const byName = <T>(entries: readonly T[], nameOf: (entry: T) => readonly unknown[]): T[] =>
  entries.toSorted((one, other) => (String(nameOf(one)) < String(nameOf(other)) ? -1 : 1));

const key = (fields: Partial<StoredKey> = {}): StoredKey => ({
  id: 'abc',
  owner: 'alice',
  name: 'a key',
  plan: 'free',
  hash: 'f'.repeat(64),
  lastFour: 'wxyz',
  models: ['m1', 'm2'],
  routes: ['chat.completions'],
  limits: { ...NO_LIMITS, spendMicrosPerMonth: 5 },
  expiresAtMs: T0,
  revokedAtMs: null,
  createdAtMs: T0,
  captureUntilMs: null,
  ...fields,
});

const today = { startMs: T0 - 8 * HOUR_MS, endMs: T0 + 16 * HOUR_MS };

for (const [name, createPlace] of Object.entries(ADAPTERS)) {
  describe(name, () => {
    const places: Place[] = [];
    const opened: Storage[] = [];
    const newPlace = async () => {
      const place = await createPlace();
      places.push(place);
      return {
        run: place.run,
        reservations: () => place.run('SELECT request_id FROM reservation ORDER BY request_id'),
        open: async () => {
          const storage = await place.open();
          opened.push(storage);
          return storage;
        },
      };
    };
    const newStorage = async () => (await newPlace()).open();

    afterEach(async () => {
      lines.length = 0;
      for (const storage of opened.splice(0)) await storage.close();
      for (const place of places.splice(0)) await place.remove();
    });

    describe('the ledger', () => {
      test('turns a reservation into one row, whatever is settled twice', async () => {
        const place = await newPlace();
        const { ledger } = await place.open();
        await ledger.reserve(reservation());
        ledger.settle(row());
        ledger.settle(row({ completionTokens: 999 }));
        await ledger.flush();
        ledger.settle(row({ completionTokens: 999 }));
        expect(await ledger.used({ owner: 'local', unit: 'tokens', ...today })).toBe(30);
        expect(await ledger.used({ owner: 'local', unit: 'micros', ...today })).toBe(1_500);
        expect(await place.reservations()).toEqual([]);
      });

      test('sums by key, by owner on a plan, by plan, and by window', async () => {
        const { ledger } = await newStorage();
        ledger.settle(row({ requestId: 'a', keyId: 'k1', owner: 'alice' }));
        ledger.settle(row({ requestId: 'b', keyId: 'k2', owner: 'alice' }));
        ledger.settle(row({ requestId: 'c', keyId: 'k2', owner: 'alice', plan: 'professional' }));
        ledger.settle(row({ requestId: 'd', keyId: 'k3', owner: 'bob', costMicros: null }));
        ledger.settle(row({ requestId: 'e', keyId: 'k3', owner: 'bob', startedAtMs: today.endMs }));
        ledger.settle(row({ requestId: 'f', keyId: 'k3', owner: 'bob', startedAtMs: today.startMs - 1 }));
        const used = (query: object) => ledger.used({ unit: 'tokens', ...today, ...query });
        expect(await used({ keyId: 'k2' })).toBe(60);
        expect(await used({ owner: 'alice', plan: 'free' })).toBe(60);
        expect(await used({ plan: 'free' })).toBe(90);
        expect(await used({ owner: 'bob' })).toBe(30);
        expect(await used({ owner: 'bob', startMs: today.endMs, endMs: today.endMs + 24 * HOUR_MS })).toBe(30);
        expect(await used({ keyId: 'nobody' })).toBe(0);
        expect(await ledger.used({ owner: 'bob', unit: 'micros', ...today })).toBe(0);
      });

      test('counts what is settled and not yet written', async () => {
        const { ledger } = await newStorage();
        ledger.settle(row());
        expect(await ledger.used({ unit: 'tokens', ...today })).toBe(30);
      });

      test('gives rows back as they were taken, page by page in the order of time', async () => {
        const { ledger } = await newStorage();
        const rows = ['a', 'b', 'c'].map((requestId, index) =>
          row({
            requestId,
            durationMs: 0.125,
            audioMs: index,
            cachedTokens: index === 0 ? null : 4,
            errorCode: 'draining',
          }),
        );
        for (const entry of rows.toReversed()) ledger.settle(entry);
        await ledger.flush();
        expect(await ledger.rows('', 2)).toEqual(rows.slice(0, 2));
        expect(await ledger.rows('b', 2)).toEqual(rows.slice(2));
      });

      test('keeps many rows that came at once, each once', async () => {
        const place = await newPlace();
        const { ledger } = await place.open();
        const ids = Array.from({ length: 2_500 }, (_, index) => `req_${index}`);
        await Promise.all(ids.map((requestId) => ledger.reserve(reservation({ requestId }))));
        for (const requestId of [...ids, ...ids]) ledger.settle(row({ requestId, model: `m${requestId.length}` }));
        expect(await ledger.used({ unit: 'tokens', ...today })).toBe(2_500 * 30);
        expect(await place.reservations()).toEqual([]);
      });

      test('does not count a reservation as used', async () => {
        const { ledger } = await newStorage();
        await ledger.reserve(reservation());
        expect(await ledger.used({ unit: 'tokens', ...today })).toBe(0);
      });

      test('sums the largest figures exactly', async () => {
        const { ledger } = await newStorage();
        for (const requestId of ['a', 'b', 'c']) ledger.settle(row({ requestId, costMicros: 1_000_000_000_000_001 }));
        expect(await ledger.used({ unit: 'micros', ...today })).toBe(3_000_000_000_000_003);
      });

      test('refuses a reservation whose id is under way', async () => {
        const { ledger } = await newStorage();
        await ledger.reserve(reservation());
        await expect(ledger.reserve(reservation())).rejects.toMatchObject({ code: 'storage_unavailable' });
      });

      test('refuses a reservation that no database holds, alone of those that come with it', async () => {
        const place = await newPlace();
        const { ledger } = await place.open();
        const ids = Array.from({ length: 20 }, (_, index) => `req_${index}`);
        const answers = await Promise.allSettled(
          ids.map((requestId, index) =>
            ledger.reserve(reservation({ requestId, reservedMicros: index === 7 ? 2 ** 70 : 0 })),
          ),
        );
        expect(answers.flatMap(({ status }, index) => (status === 'rejected' ? [index] : []))).toEqual([7]);
        expect(answers[7]).toMatchObject({ reason: { code: 'storage_unavailable' } });
        expect(await place.reservations()).toEqual(ids.filter((_, index) => index !== 7).sort());
      });

      test('gives up a row that the database refuses, and no other; its reservation goes with it', async () => {
        const place = await newPlace();
        const { ledger } = await place.open();
        const ids = Array.from({ length: 40 }, (_, index) => `req_${String(index).padStart(2, '0')}`);
        await Promise.all(ids.map((requestId) => ledger.reserve(reservation({ requestId }))));
        for (const [index, requestId] of ids.entries()) {
          ledger.settle(row({ requestId, costMicros: index % 17 === 3 ? 2 ** 70 : 1 }));
        }
        await ledger.flush();
        const good = ids.filter((_, index) => index % 17 !== 3);
        expect((await ledger.rows('', 100)).map(({ requestId }) => requestId)).toEqual(good);
        expect(await ledger.used({ unit: 'micros', ...today })).toBe(good.length);
        expect(await place.reservations()).toEqual([]);
        expect(logged('ledger row lost').map(({ requestId }) => requestId)).toEqual(['req_03', 'req_20', 'req_37']);
      });

      test('holds names that are no Unicode, though two of them become one', async () => {
        const { ledger } = await newStorage();
        await ledger.reserve(reservation({ model: 'm\ud800', owner: '\udfff' }));
        ledger.settle(row({ requestId: 'a', model: 'm\ud800' }));
        ledger.settle(row({ requestId: 'b', model: 'm\ud801' }));
        ledger.settle(row({ requestId: 'c', model: 'm\uFFFD' }));
        ledger.settle(row({ requestId: 'd', owner: 'a\udc00' }));
        ledger.settle(row({ requestId: 'e', owner: 'a\udc01' }));
        await ledger.flush();
        expect(await ledger.used({ unit: 'tokens', ...today })).toBe(150);
      });

      test('of 10,000 calls around many midnights: sums are those of the rows, in each zone and for each of its days', async () => {
        const { ledger } = await newStorage();
        const [from, until] = [Date.parse('2026-10-24T00:00:00Z'), Date.parse('2026-10-27T00:00:00Z')];
        const rows = Array.from({ length: 10_000 }, (_, index) => {
          // Every tenth call falls on a border of a quarter of an hour, to the millisecond.
          const atMs = from + Math.floor((((index * 7_919) % 10_000) / 10_000) * (until - from));
          const startedAtMs =
            index % 10 === 0 ? Math.round(atMs / QUARTER_MS) * QUARTER_MS - (index % 20 === 0 ? 1 : 0) : atMs;
          const requestId = `req_${String(index).padStart(6, '0')}`;
          return row({
            requestId,
            startedAtMs,
            promptTokens: index,
            completionTokens: 1,
            cachedTokens: index % 4 === 0 ? null : index % 11,
            reasoningTokens: index % 6 === 0 ? null : 1,
            images: index % 2,
            audioMs: index % 3 === 0 ? null : index,
            costMicros: index % 9 === 0 ? null : index % 7,
            durationMs: (index % 64) / 8,
            sandbox: index % 5 === 0,
            model: `m${index % 3}`,
          });
        });
        for (const entry of rows) ledger.settle(entry);
        await ledger.flush();
        expect(await ledger.rows('', 20_000)).toEqual(rows);
        for (const zone of [
          'Asia/Shanghai',
          'Europe/Berlin',
          'Asia/Kathmandu',
          'Australia/Lord_Howe',
          'America/St_Johns',
        ]) {
          const calendar = createCalendar(zone);
          for (let day = calendar('day', from); day.startMs < until; day = calendar('day', day.endMs)) {
            const inside = rows.filter(({ startedAtMs }) => startedAtMs >= day.startMs && startedAtMs < day.endMs);
            const sum = (pick: (entry: LedgerRow) => number) => inside.reduce((total, entry) => total + pick(entry), 0);
            expect(await ledger.used({ unit: 'tokens', ...day }), zone).toBe(sum((entry) => entry.promptTokens + 1));
            expect(await ledger.used({ unit: 'micros', ...day }), zone).toBe(sum((entry) => entry.costMicros ?? 0));
            const paid = inside.filter(({ sandbox }) => !sandbox);
            expect(await ledger.totals({ ...day, withSandbox: true }), zone).toEqual(totalsOf(inside));
            expect(await ledger.totals({ ...day, withSandbox: false }), zone).toEqual(totalsOf(paid));
          }
        }
      }, 30_000);

      test('of 3,000 calls by some keys: each caller’s sums, last uses and histories are those of the rows', async () => {
        const { ledger, usage } = await newStorage();
        const outcomes = ['ok', 'rejected', 'upstream_reset', 'client_abort', 'interrupted'] as const;
        const rows = Array.from({ length: 3_000 }, (_, index) => {
          const keyId = index % 7 === 0 ? null : `k${index % 5}`;
          const outcome = outcomes[index % outcomes.length] ?? 'ok';
          return row({
            requestId: `req_${String(index).padStart(4, '0')}`,
            startedAtMs: T0 - 40 * HOUR_MS + index * 49_999,
            keyId,
            owner: index % 2 === 0 ? 'alice' : 'bob',
            plan: index % 3 === 0 ? 'free' : 'professional',
            endpoint: index % 4 === 0 ? 'embeddings' : 'chat.completions',
            model: `m${index % 3}`,
            sandbox: index % 6 === 0,
            promptTokens: index,
            costMicros: index % 11 === 0 ? null : index,
            outcome,
            errorCode: outcome === 'rejected' ? 'rate_limit_exceeded' : null,
            status: outcome === 'rejected' ? 429 : 200,
          });
        });
        for (const entry of rows) ledger.settle(entry);
        const inside = rows.filter(({ startedAtMs }) => startedAtMs >= today.startMs && startedAtMs < today.endMs);
        expect(inside.length).toBeGreaterThan(500);

        const callers = byName(await ledger.callers(today), ({ keyId, owner, plan }) => [keyId, owner, plan]);
        const expected = grouped(inside, ({ keyId, owner, plan }) => ({ keyId, owner, plan }));
        expect(callers).toEqual(byName(expected, ({ keyId, owner, plan }) => [keyId, owner, plan]));
        const some = await ledger.callers({ ...today, of: { owner: 'alice', keyIds: ['k1'] } });
        expect(byName(some, ({ keyId, owner, plan }) => [keyId, owner, plan])).toEqual(
          callers.filter(({ keyId, owner }) => owner === 'alice' || keyId === 'k1'),
        );
        expect(await ledger.callers({ ...today, of: { owner: 'nobody', keyIds: [] } })).toEqual([]);
        // From sums of hours and days as from those of quarters.
        const totals = await ledger.totals({ ...today, withSandbox: true });
        await usage.rollUp(T0 + 48 * HOUR_MS);
        expect(byName(await ledger.callers(today), ({ keyId, owner, plan }) => [keyId, owner, plan])).toEqual(callers);
        expect(await ledger.totals({ ...today, withSandbox: true })).toEqual(totals);
        const longer = { startMs: today.startMs - 40 * HOUR_MS, endMs: today.endMs + HOUR_MS, withSandbox: true };
        expect((await ledger.totals(longer)).requests).toBe(
          rows.filter(({ startedAtMs }) => startedAtMs >= longer.startMs && startedAtMs < longer.endMs).length,
        );

        const quarterOf = (ms: number) => Math.floor(ms / QUARTER_MS) * QUARTER_MS;
        const last = new Map(
          rows.flatMap(({ keyId, startedAtMs }) => (keyId === null ? [] : [[keyId, quarterOf(startedAtMs)]])),
        );
        expect(await ledger.lastUses()).toEqual(last);
        const alices = rows.filter(({ keyId, owner }) => keyId === 'k2' && owner === 'alice');
        expect(await ledger.lastUses({ keyIds: ['k2', 'unused'], owner: 'alice' })).toEqual(
          new Map([['k2', quarterOf(alices.at(-1)?.startedAtMs ?? 0)]]),
        );
        expect(await ledger.lastUses({ keyIds: [], owner: 'alice' })).toEqual(new Map());

        const own = rows.filter(({ keyId, startedAtMs }) => keyId === 'k2' && startedAtMs >= today.startMs);
        const history = await ledger.keyHistory({ keyId: 'k2', startMs: today.startMs, limit: 50 });
        expect(history.quarters).toEqual(grouped(own, ({ startedAtMs }) => ({ startMs: quarterOf(startedAtMs) })));
        const kindOf = ({ endpoint, model, sandbox, status, outcome, errorCode }: LedgerRow) => ({
          ...{ endpoint, model, sandbox, status, outcome, errorCode },
        });
        const asText = (kind: object) => [JSON.stringify(Object.entries(kind).sort())];
        expect(byName(history.kinds, asText)).toEqual(byName(grouped(own, kindOf), asText));
        expect(history.kinds.map(({ requests }) => requests)).toEqual(
          history.kinds.map(({ requests }) => requests).toSorted((one, other) => other - one),
        );
        expect(history.calls).toEqual(own.toReversed().slice(0, 50));
        expect(history.firstCallMs).toBe(own[0]?.startedAtMs);
        const short = await ledger.keyHistory({ keyId: 'k2', startMs: today.startMs, limit: 3 });
        expect(short.calls).toEqual(own.toReversed().slice(0, 3));
        expect(short.kinds).toEqual(history.kinds.slice(0, 3));

        const hers = own.filter(({ owner }) => owner === 'alice');
        const ofAlice = await ledger.keyHistory({ keyId: 'k2', owner: 'alice', startMs: today.startMs, limit: 50 });
        expect(ofAlice.quarters).toEqual(grouped(hers, ({ startedAtMs }) => ({ startMs: quarterOf(startedAtMs) })));
        expect(byName(ofAlice.kinds, asText)).toEqual(byName(grouped(hers, kindOf), asText));
        expect(ofAlice.calls).toEqual(hers.toReversed().slice(0, 50));
        expect(ofAlice.firstCallMs).toBe(hers[0]?.startedAtMs);
      }, 30_000);

      test('of a key that nobody used there is nothing to tell; of one whose calls are few, all', async () => {
        const { ledger } = await newStorage();
        ledger.settle(row({ requestId: 'a', keyId: 'k1', startedAtMs: T0 }));
        ledger.settle(row({ requestId: 'b', keyId: 'k1', startedAtMs: T0 + 5 * HOUR_MS }));
        const nothing = { quarters: [], kinds: [], calls: [], firstCallMs: null };
        expect(await ledger.keyHistory({ keyId: 'k2', startMs: T0, limit: 50 })).toEqual(nothing);
        expect(await ledger.keyHistory({ keyId: 'k1', startMs: T0 + 6 * HOUR_MS, limit: 50 })).toEqual(nothing);
        const { calls, firstCallMs } = await ledger.keyHistory({ keyId: 'k1', startMs: T0, limit: 50 });
        expect([calls.map(({ requestId }) => requestId), firstCallMs]).toEqual([['b', 'a'], T0]);
      });

      test('forgets series that no sum refers to, and begins them anew when they come back', async () => {
        const place = await newPlace();
        const { ledger } = await place.open();
        const series = () => place.run('SELECT model FROM series ORDER BY model');
        for (const model of ['a', 'b', 'c']) {
          ledger.settle(row({ requestId: model, model, startedAtMs: model === 'b' ? T0 : T0 - 48 * HOUR_MS }));
        }
        await ledger.flush();
        expect(await series()).toEqual(['a', 'b', 'c']);
        await ledger.prune({ rowsMs: 0, sumsMs: T0 - HOUR_MS, minutesMs: 0 });
        expect(await series()).toEqual(['b']);
        for (const model of ['d', 'c', 'b', 'a']) ledger.settle(row({ requestId: `${model}2`, model }));
        await ledger.flush();
        expect(await series()).toEqual(['a', 'b', 'c', 'd']);
        const sums =
          'SELECT model, sum(requests) FROM usage_quarter JOIN series ON id = series_id GROUP BY 1 ORDER BY 1';
        expect((await place.run(sums)).map(String)).toEqual(['a', '1', 'b', '2', 'c', '1', 'd', '1']);
        expect(await ledger.used({ unit: 'tokens', ...today })).toBe(150);
        expect(logged('ledger row lost')).toEqual([]);
      });

      test('deletes what is too old, and no more', async () => {
        const { ledger } = await newStorage();
        for (let index = 0; index < 1_200; index++) {
          ledger.settle(row({ requestId: `old_${index}`, startedAtMs: T0 - 48 * HOUR_MS, model: `m${index % 7}` }));
        }
        ledger.settle(row({ requestId: 'new' }));
        await ledger.flush();
        const everything = { unit: 'tokens', startMs: 0, endMs: T0 + HOUR_MS } as const;
        await ledger.prune({ rowsMs: T0, sumsMs: 0, minutesMs: T0 });
        expect(await ledger.used(everything)).toBe(1_201 * 30);
        await ledger.prune({ rowsMs: T0, sumsMs: T0, minutesMs: T0 });
        expect(await ledger.used(everything)).toBe(30);
      });
    });

    describe('keys', () => {
      test('come back as they were kept', async () => {
        const { keys } = await newStorage();
        const unlimited = key({ id: 'def', models: null, routes: null, expiresAtMs: null, limits: NO_LIMITS });
        await keys.insert(key());
        await keys.insert(unlimited);
        expect(await keys.find('abc')).toEqual(key());
        expect(await keys.find('def')).toEqual(unlimited);
        expect(await keys.find("' OR 1=1 --")).toBeUndefined();
        expect(await keys.list()).toEqual([key(), unlimited]);
      });

      test('are changed, each alone', async () => {
        const { keys } = await newStorage();
        await keys.insert(key());
        await keys.insert(key({ id: 'def' }));
        expect(await keys.update('abc', { name: '改名' })).toEqual(key({ name: '改名' }));
        expect(await keys.find('abc')).toEqual(key({ name: '改名' }));
        expect(await keys.find('def')).toEqual(key({ id: 'def' }));
        const all = { owner: 'bob', plan: 'professional', models: null, routes: null, expiresAtMs: null };
        expect(await keys.update('def', { ...all, limits: { tokens: 3, spendMicrosPerMonth: null } })).toEqual(
          key({ id: 'def', name: 'a key', ...all, limits: { ...NO_LIMITS, tokens: 3 } }),
        );
        expect(await keys.update('def', {})).toEqual(await keys.find('def'));
        expect(await keys.update('nobody', { name: 'n' })).toBeUndefined();
      });

      test('are revoked once and for good, whatever is changed afterwards', async () => {
        const { keys } = await newStorage();
        await keys.insert(key());
        await keys.revoke('abc', T0 + 1);
        await keys.revoke('abc', T0 + 2);
        await keys.update('abc', { name: 'later' });
        expect(await keys.find('abc')).toEqual(key({ name: 'later', revokedAtMs: T0 + 1 }));
      });

      test('need a plan that exists', async () => {
        const { keys } = await newStorage();
        await expect(keys.insert(key({ plan: 'no-such' }))).rejects.toThrow(/foreign key|constraint/i);
      });
    });

    describe('plans', () => {
      const custom = {
        id: 'team',
        name: '团队',
        builtIn: false,
        limits: { ...NO_LIMITS, tokens: 7, tokenWindow: 'month' as const },
        pool: { ...NO_LIMITS, requestsPerMinute: 9 },
      };

      test('begin with the documented ones', async () => {
        const { plans } = await newStorage();
        const free = (await plans.list()).find(({ id }) => id === 'free');
        expect(free).toMatchObject({ builtIn: true, limits: { requestsPerMinute: 3, tokens: 10_000 } });
        expect((await plans.list()).map(({ id }) => id).sort()).toEqual([
          'enterprise',
          'free',
          'professional',
          'unlimited',
        ]);
      });

      test('are made once, changed and removed', async () => {
        const { plans } = await newStorage();
        expect(await plans.insert(custom)).toBe(true);
        expect(await plans.insert(custom)).toBe(false);
        expect(await plans.update('team', { name: 'Team' })).toEqual({ ...custom, name: 'Team' });
        expect(await plans.update('nothing', { name: 'Team' })).toBeUndefined();
        expect((await plans.list()).find(({ id }) => id === 'team')).toEqual({ ...custom, name: 'Team' });
        expect(await plans.remove('team')).toBe(true);
        expect(await plans.remove('team')).toBe(false);
      });

      test('stay while a key is on them, or when they came with the console', async () => {
        const { plans, keys } = await newStorage();
        await plans.insert(custom);
        await keys.insert(key({ plan: 'team' }));
        expect(await plans.remove('team')).toBe(false);
        expect(await plans.remove('free')).toBe(false);
      });
    });

    test('settings are kept, the last value wins', async () => {
      const { settings } = await newStorage();
      expect(await settings.get('a')).toBeUndefined();
      await settings.set('a', '1');
      await settings.set('a', '2');
      expect(await settings.get('a')).toBe('2');
    });

    test('everything is there when it is opened again', async () => {
      const place = await newPlace();
      const first = await place.open();
      await first.keys.insert(key());
      first.ledger.settle(row());
      await first.close();
      opened.length = 0;
      const second = await place.open();
      expect(await second.keys.find('abc')).toEqual(key());
      expect(await second.ledger.used({ unit: 'tokens', ...today })).toBe(30);
    });

    test('a reservation left behind becomes one row, marked, when its process has died', async () => {
      const place = await newPlace();
      const first = await place.open();
      await first.ledger.reserve(reservation());
      await first.close();
      opened.length = 0;
      const second = await place.open();
      expect(await second.ledger.heal()).toMatchObject([{ requestId: 'req_1', outcome: 'interrupted' }]);
      expect(await second.ledger.heal()).toEqual([]);
      expect(await place.reservations()).toEqual([]);
      expect(await second.ledger.used({ unit: 'tokens', ...today })).toBe(30);
    });

    test('reservations left behind are closed whatever their figures; what no row can be made of is given up alone', async () => {
      const place = await newPlace();
      const first = await place.open();
      const left = Array.from({ length: 30 }, (_, index) => `req_${String(index).padStart(2, '0')}`);
      await Promise.all(
        left.map((requestId, index) =>
          first.ledger.reserve(
            reservation({
              requestId,
              reservedTokens: 2 ** 60,
              promptTokens: index === 5 ? 2 ** 60 : 10,
              model: index === 9 ? 'dear' : 'm',
            }),
          ),
        ),
      );
      await first.close();
      opened.length = 0;
      await place.run(`UPDATE reservation SET endpoint = 'of a later version' WHERE request_id = 'req_06'`);
      const second = await place.open();
      const closed = left.filter((_, index) => ![5, 6, 9].includes(index));
      await second.ledger.heal();
      expect((await second.ledger.rows('', 100)).map(({ requestId }) => requestId)).toEqual(closed);
      const lost = logged('ledger row lost').map(({ requestId }) => requestId);
      expect(lost.sort()).toEqual(['req_05', 'req_06', 'req_09']);
      expect(await place.reservations()).toEqual([]);
      expect(await second.ledger.heal()).toEqual([]);
    });
  });
}
