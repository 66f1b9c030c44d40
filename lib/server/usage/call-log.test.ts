import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRow as row } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import { callLogQuerySchema, callLogSchema, type Ending } from '#lib/contract/call-log.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { FAILED_OUTCOMES, LIMIT_CODES } from '#lib/domain/usage/sums.ts';
import { createLog } from '#lib/server/log.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { type CallLogs, createCallLogs } from './call-log.ts';

vi.setConfig({ testTimeout: 120_000 });

const T0 = Date.parse('2026-11-20T00:00:00Z');
const HOUR_MS = 3_600_000;

const ENDINGS: readonly Partial<LedgerRow>[] = [
  {},
  {},
  { status: 502, outcome: 'upstream_error', errorCode: 'upstream_error' },
  { status: 429, outcome: 'rejected', errorCode: 'rate_limit_exceeded' },
  { status: 403, outcome: 'rejected', errorCode: 'model_not_allowed' },
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
      logs = createCallLogs({ storage, currency: 'CNY' });
      close = async () => {
        await storage.close();
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
        }),
        { numRuns: process.env.FULL === '1' ? 100 : 20 },
      );
    });

    test('one call is found by its id, and tells all that is known of it', async () => {
      const call = CALLS.find(({ model }) => model === 'rare');
      const { data, before } = await page({ requestId: call?.requestId ?? '' });
      expect(before).toBeNull();
      expect(data).toMatchObject([
        { requestId: call?.requestId, model: 'rare', usageSource: 'upstream', durationMs: 80 },
      ]);
      expect((await page({ requestId: 'req_none' })).data).toEqual([]);
    });
  });
}
