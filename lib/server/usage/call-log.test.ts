import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRow as row } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import {
  type CallLog,
  type CallLogQuery,
  callLogQuerySchema,
  callLogSchema,
  callTailQuerySchema,
  type Ending,
} from '#lib/contract/call-log.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { matches } from '#lib/domain/usage/call-filter.ts';
import { FAILED_OUTCOMES, LIMIT_CODES } from '#lib/domain/usage/sums.ts';
import { createLog } from '#lib/server/log.ts';
import { createSearchLimits, SEARCHES_PER_MINUTE } from '#lib/server/search-limits.ts';
import { createMemoryLimits } from '#lib/server/storage/memory/limit-store.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type CallLogs, createCallLogs } from './call-log.ts';
import { matchOf } from './own.ts';

vi.setConfig({ testTimeout: 120_000 });

const T0 = Date.parse('2026-11-20T00:00:00Z');
const HOUR_MS = 3_600_000;

const ENDINGS: readonly Partial<LedgerRow>[] = [
  {},
  {},
  {
    status: 502,
    outcome: 'upstream_error',
    errorCode: 'upstream_error',
    errorMessage: 'The Upstream failed: 模型过载 100%_',
  },
  { status: 429, outcome: 'rejected', errorCode: 'rate_limit_exceeded', errorMessage: 'The limit of 60 is reached.' },
  { status: 403, outcome: 'rejected', errorCode: 'model_not_allowed', errorMessage: String.raw`This key: 1000 \o/` },
  { status: 499, outcome: 'client_abort', errorCode: 'client_closed_request' },
];

/** 400 calls within two days, some of them in the same millisecond. */
const CALLS: readonly LedgerRow[] = Array.from({ length: 400 }, (_, index) =>
  row({
    requestId: `req_${String((index * 7_919) % 400).padStart(4, '0')}`,
    startedAtMs: T0 + Math.floor((index * 37) % 48) * HOUR_MS + (index % 3),
    keyId: index % 4 === 0 ? null : `k${index % 4}`,
    owner: `p${index % 5}`,
    model: index === 200 ? 'rare' : `m${index % 3}`,
    sandbox: index % 10 === 0,
    durationMs: (index * 13) % 1_000,
    ...ENDINGS[index % ENDINGS.length],
  }),
);

const endingOf = ({ outcome, errorCode }: LedgerRow): Ending => {
  if (outcome === 'ok') return 'ok';
  if (outcome === 'client_abort') return 'left';
  if (FAILED_OUTCOMES.some((failed) => failed === outcome)) return 'failed';
  return LIMIT_CODES.some((code) => code === errorCode) ? 'limited' : 'refused';
};

const newestFirst = (one: LedgerRow, other: LedgerRow) =>
  other.startedAtMs - one.startedAtMs || (one.requestId < other.requestId ? 1 : -1);

for (const [database, newPlace] of places()) {
  describe(`the log of calls on ${database}`, () => {
    let storage: Storage;
    let logs: CallLogs;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open({
        log: createLog('silent', () => undefined),
        timeZone: 'UTC',
        interrupted: () => {
          throw new Error('No call is made here');
        },
      });
      for (const call of CALLS) storage.ledger.settle(call);
      const limitStore = createMemoryLimits({ pastUse: () => Promise.resolve(0) });
      logs = createCallLogs({ storage, searchLimits: createSearchLimits(limitStore), currency: 'CNY' });
      close = async () => {
        await storage.close();
        await limitStore.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const page = async (query: Record<string, string>) =>
      callLogSchema.parse(await logs.page(callLogQuerySchema.parse(query), { principal: LOCAL_ADMIN }));

    const all = async (query: Record<string, string>): Promise<string[]> => {
      const found: string[] = [];
      let before: string | null = '';
      while (before !== null) {
        const next = await page({ ...query, ...(before === '' ? {} : { before }) });
        found.push(...next.data.map(({ requestId }) => requestId));
        before = next.before;
      }
      return found;
    };

    test('pages are all calls that were asked for, each once, the newest first', async () => {
      const asked = fc.record({
        limit: fc.integer({ min: 1, max: 120 }),
        model: fc.constantFrom(undefined, 'm1', 'rare', 'none'),
        key: fc.constantFrom(undefined, 'k1', ''),
        person: fc.constantFrom(undefined, 'p3'),
        status: fc.constantFrom(undefined, 429),
        ending: fc.constantFrom(undefined, 'ok', 'limited', 'refused', 'failed', 'left'),
        sandbox: fc.constantFrom('true', 'false'),
        minMs: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: undefined, freq: 2 }),
        maxMs: fc.option(fc.integer({ min: 0, max: 1_000 }), { nil: undefined, freq: 2 }),
        from: fc.option(fc.integer({ min: -1, max: 50 }), { nil: undefined }),
        to: fc.option(fc.integer({ min: -1, max: 50 }), { nil: undefined }),
      });
      await fc.assert(
        fc.asyncProperty(asked, async ({ from, to, limit, ...filter }) => {
          const [startMs, endMs] = [from, to].map((hours) => (hours === undefined ? undefined : T0 + hours * HOUR_MS));
          const expected = CALLS.filter(
            (call) =>
              (filter.model === undefined || call.model === filter.model) &&
              (filter.key === undefined || (call.keyId ?? '') === filter.key) &&
              (filter.person === undefined || call.owner === filter.person) &&
              (filter.status === undefined || call.status === filter.status) &&
              (filter.ending === undefined || endingOf(call) === filter.ending) &&
              (filter.sandbox === 'true' || !call.sandbox) &&
              (filter.minMs === undefined || call.durationMs >= filter.minMs) &&
              (filter.maxMs === undefined || call.durationMs <= filter.maxMs) &&
              (startMs === undefined || call.startedAtMs >= startMs) &&
              (endMs === undefined || call.startedAtMs < endMs),
          ).sort(newestFirst);
          const query = Object.fromEntries(
            Object.entries({
              ...filter,
              limit,
              from: startMs === undefined ? undefined : new Date(startMs).toISOString(),
              to: endMs === undefined ? undefined : new Date(endMs).toISOString(),
            }).flatMap(([name, value]) => (value === undefined ? [] : [[name, String(value)]])),
          );
          expect(await all(query)).toEqual(expected.map(({ requestId }) => requestId));
          // Those who look on live are told of the same ones.
          const { from: _, to: __, before: ___, limit: ____, ...tailed } = callLogQuerySchema.parse(query);
          const inTime = CALLS.filter(
            ({ startedAtMs }) => startedAtMs >= (startMs ?? 0) && startedAtMs < (endMs ?? Number.POSITIVE_INFINITY),
          );
          const match = matchOf(tailed, LOCAL_ADMIN);
          expect(inTime.filter((call) => matches(call, match)).sort(newestFirst)).toEqual(expected);
        }),
        { numRuns: process.env.FULL === '1' ? 100 : 20 },
      );
    });

    test('T-Q-06 words of an error are found as they stand, in either case, and nothing in them is a pattern', async () => {
      const texts = [
        ...'%_\\',
        '0%',
        '%_',
        '模型',
        'UPSTREAM f',
        'limit of',
        'rate_limit',
        'RATE_',
        'o/',
        '1000',
        'zz',
        "'",
      ];
      for (const errorText of texts) {
        const fold = (text: string) => text.toLowerCase();
        const expected = CALLS.filter(({ errorCode, errorMessage }) =>
          [errorCode, errorMessage].some((words) => words !== null && fold(words).includes(fold(errorText))),
        ).sort(newestFirst);
        expect([errorText, await all({ errorText, limit: '200' })]).toEqual([
          errorText,
          expected.map(({ requestId }) => requestId),
        ]);
        const match = matchOf(callTailQuerySchema.parse({ errorText }), LOCAL_ADMIN);
        expect(CALLS.filter((call) => matches(call, match)).sort(newestFirst)).toEqual(expected);
      }
      for (const errorText of ['', 'x'.repeat(101), 'a\nb']) {
        expect(callLogQuerySchema.safeParse({ errorText }).success).toBe(false);
      }
    });

    test('T-Q-06 somebody who looks for words too often waits; other questions are answered meanwhile', async () => {
      const search = async () =>
        page({ errorText: 'zzz' }).then(
          () => undefined,
          (error: unknown) => error,
        );
      const refusals: unknown[] = [];
      for (let asked = 0; asked <= SEARCHES_PER_MINUTE.log; asked++) refusals.push(await search());
      expect(refusals.slice(0, -1)).toEqual(Array(SEARCHES_PER_MINUTE.log).fill(undefined));
      expect(refusals.at(-1)).toMatchObject({ status: 429, code: 'rate_limit_exceeded' });
      expect((await page({ model: 'rare' })).data).toHaveLength(1);
      const other = { ...LOCAL_ADMIN, id: 'somebody else' };
      expect((await logs.page(callLogQuerySchema.parse({ errorText: 'zzz' }), { principal: other })).data).toEqual([]);
    });

    const once = { errorMessage: 'said once' };
    const failed = { status: 502, outcome: 'upstream_error', errorCode: 'upstream_error' } as const;
    test.each([
      { of: 'calls', most: 20_000, fields: {}, asked: {}, newer: CALLS },
      {
        ...{ of: 'errors', most: 6_000, fields: failed, asked: { errorText: once.errorMessage } },
        newer: CALLS.filter(({ errorCode }) => errorCode !== null),
      },
    ])(
      'a page of rare $of ends after bounded work, says how far it looked, and the next one goes on from there',
      async ({ most, fields, asked, newer }) => {
        const endMs = T0 - HOUR_MS;
        const count = 2.25 * most;
        for (let call = 0; call < count; call++) {
          const rare = call === count - 1 ? { durationMs: 77_777, ...once } : {};
          storage.ledger.settle(
            row({ requestId: `old_${String(call).padStart(6, '0')}`, startedAtMs: endMs - call, ...fields, ...rare }),
          );
          if (call % 5_000 === 0) await storage.ledger.flush();
        }
        const pages: CallLog[] = [];
        const query: Partial<Record<keyof CallLogQuery, string>> = { ...asked, minMs: '70000' };
        for (;;) {
          const next = await page(query);
          pages.push(next);
          if (next.before === null) break;
          query.before = next.before;
        }
        // All of these, and those after them.
        expect(pages).toHaveLength(3);
        expect(pages.slice(0, 2).map(({ data }) => data.length)).toEqual([0, 0]);
        const looked = pages.slice(0, 2).map(({ lookedTo }) => endMs - Date.parse(lookedTo ?? ''));
        expect(looked).toEqual([most - newer.length - 1, 2 * most - newer.length - 1]);
        expect(pages[2]?.data).toMatchObject([{ requestId: `old_${String(count - 1).padStart(6, '0')}` }]);
        expect(pages[2]?.lookedTo).toBeNull();
      },
    );

    test('one call is found by its id, and tells all that is known of it', async () => {
      const call = CALLS.find(({ model }) => model === 'rare');
      const { data, before } = await page({ requestId: call?.requestId ?? '' });
      expect(before).toBeNull();
      expect(data).toMatchObject([
        { requestId: call?.requestId, model: 'rare', usageSource: 'upstream', durationMs: 600 },
      ]);
      expect((await page({ requestId: 'req_none' })).data).toEqual([]);
    });
  });
}
