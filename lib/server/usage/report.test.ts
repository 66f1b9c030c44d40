import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aRow as row } from '#e2e/support/ledger-rows.ts';
import { places } from '#e2e/support/places.ts';
import {
  GROUPINGS,
  type Grouping,
  type ReportSum,
  type ReportSums,
  usageReportQuerySchema,
  usageReportSchema,
} from '#lib/contract/usage-report.ts';
import { createCalendar } from '#lib/domain/limits/window.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { addUpSums, noSums } from '#lib/domain/usage/report.ts';
import { QUARTER_MS } from '#lib/domain/usage/rollup.ts';
import { FAILED_OUTCOMES, LIMIT_CODES } from '#lib/domain/usage/sums.ts';
import { createLog } from '#lib/server/log.ts';
import type { Storage } from '#lib/server/storage/storage.ts';
import { createUsageReports, type UsageReports } from './report.ts';

/** On Postgres each of them takes some hundred milliseconds. */
vi.setConfig({ testTimeout: 600_000 });

const HOUR_MS = 4 * QUARTER_MS;
const timeZone = 'America/New_York';

/** Around the day of 25 hours, and that of 23, of New York. */
const BEGINNINGS = [Date.parse('2025-11-01T00:00:00Z'), Date.parse('2026-03-07T00:00:00Z')] as const;
const ZONES = [timeZone, 'Asia/Shanghai', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'UTC'] as const;

const anEnding = fc.constantFrom<Partial<LedgerRow>>(
  {},
  { costMicros: null },
  { status: 502, outcome: 'upstream_error', errorCode: 'upstream_error' },
  { status: 429, outcome: 'rejected', errorCode: 'rate_limit_exceeded', costMicros: 0 },
  { status: 429, outcome: 'rejected', errorCode: 'quota_exceeded', costMicros: 0 },
  { status: 403, outcome: 'rejected', errorCode: 'model_not_allowed', costMicros: 0 },
  { status: 499, outcome: 'client_abort', errorCode: 'client_closed_request' },
);

const aCall = fc.record({
  sinceMs: fc.nat({ max: 72 * HOUR_MS }),
  keyId: fc.constantFrom(null, 'k1', 'k2', 'k3'),
  owner: fc.constantFrom('local', 'p1', 'p2'),
  model: fc.constantFrom('m1', 'm2', 'org/m3', ''),
  upstream: fc.constantFrom('u1', 'u2', ''),
  endpoint: fc.constantFrom('chat.completions', 'embeddings'),
  sandbox: fc.boolean(),
  streamed: fc.boolean(),
  promptTokens: fc.nat({ max: 100_000 }),
  completionTokens: fc.nat({ max: 10_000 }),
  costMicros: fc.nat({ max: 10 ** 9 }),
  durationMs: fc.double({ min: 1, max: 100_000, noNaN: true }),
});

const idOf: Readonly<Record<Grouping, (call: LedgerRow) => string>> = {
  model: ({ model }) => model,
  key: ({ keyId }) => keyId ?? '',
  person: ({ owner }) => owner,
  route: ({ endpoint }) => endpoint,
  upstream: ({ upstream }) => upstream,
  status: ({ status }) => String(status),
};

const has = (list: readonly string[], word: string | null) => word !== null && list.includes(word);

/** What one call is in a report. */
const sumsOf = (call: LedgerRow): ReportSums => ({
  requests: 1,
  promptTokens: call.promptTokens,
  completionTokens: call.completionTokens,
  costMicros: call.costMicros ?? 0,
  unpriced: call.costMicros === null ? 1 : 0,
  failed: has(FAILED_OUTCOMES, call.outcome) ? 1 : 0,
  limited: has(LIMIT_CODES, call.errorCode) ? 1 : 0,
  refused: call.outcome === 'rejected' && !has(LIMIT_CODES, call.errorCode) ? 1 : 0,
});

const addUp = (calls: readonly LedgerRow[]) => addUpSums(calls.map(sumsOf));

const asked = fc.record({
  fromMs: fc.integer({ min: -8 * HOUR_MS, max: 60 * HOUR_MS }),
  lengthMs: fc.integer({ min: 1, max: 80 * HOUR_MS }),
  zone: fc.constantFrom(...ZONES),
  by: fc.constantFrom(...GROUPINGS),
  metric: fc.constantFrom<ReportSum>('requests', 'promptTokens', 'costMicros', 'failed', 'limited'),
  sandbox: fc.constantFrom('true', 'false'),
  filter: fc.constantFrom({}, { model: 'm1' }, { key: 'k1' }, { key: '' }, { person: 'p1' }, { status: '429' }),
});

const runs = process.env.FULL === '1' ? 60 : 8;

for (const [database, newPlace] of places()) {
  describe(`a report on ${database}`, () => {
    let storage: Storage;
    let reports: UsageReports;
    let close: () => Promise<void>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open({
        log: createLog('silent', () => undefined),
        timeZone,
        interrupted: () => {
          throw new Error('No call is made here');
        },
      });
      const calendar = createCalendar(timeZone);
      reports = createUsageReports({
        storage,
        calendar,
        timeZone,
        currency: 'CNY',
        onlySandbox: false,
        rowDays: 3_650,
        canSample: () => Promise.resolve(false),
      });
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const ask = async (query: Record<string, string>) =>
      usageReportSchema.parse(await reports.report(usageReportQuerySchema.parse(query), { principal: LOCAL_ADMIN }));

    test('adds up to the ledger, whatever is asked in whatever zone, whenever sums of hours and days were made', async () => {
      let calls = 0;
      const all: LedgerRow[] = [];
      const scenario = fc.record({
        beginning: fc.constantFrom(...BEGINNINGS),
        rows: fc.array(fc.tuple(aCall, anEnding), { minLength: 1, maxLength: 40 }),
        /** How far sums had been made when these calls were written. */
        rolledMs: fc.constantFrom(0, 30 * HOUR_MS, 100 * HOUR_MS),
        queries: fc.array(asked, { minLength: 1, maxLength: 4 }),
      });
      await fc.assert(
        fc.asyncProperty(scenario, async ({ beginning, rows, rolledMs, queries }) => {
          await storage.usage.rollUp(beginning + rolledMs);
          for (const [{ sinceMs, ...fields }, ending] of rows) {
            const call = row({
              ...{ requestId: `req_${++calls}`, startedAtMs: beginning + sinceMs },
              ...{ ...fields, endpoint: fields.endpoint === 'embeddings' ? 'embeddings' : 'chat.completions' },
              ...ending,
            });
            all.push(call);
            storage.ledger.settle(call);
          }
          for (const { fromMs, lengthMs, zone, by, metric, sandbox, filter } of queries) {
            const from = new Date(beginning + fromMs).toISOString();
            const to = new Date(beginning + fromMs + lengthMs).toISOString();
            const report = await ask({ range: 'custom', from, to, zone, by, metric, sandbox, ...filter });
            const [startMs, endMs] = [Date.parse(report.period.startsAt), Date.parse(report.period.endsAt)];
            const within = (start: number, end: number) =>
              all.filter(
                (call) =>
                  start <= call.startedAtMs &&
                  call.startedAtMs < end &&
                  (sandbox === 'true' || !call.sandbox) &&
                  Object.entries(filter).every(([name, value]) =>
                    GROUPINGS.some((grouping) => grouping === name && idOf[grouping](call) === value),
                  ),
              );
            const expected = within(startMs, endMs);
            expect(report.totals).toEqual(addUp(expected));
            expect(report.previousTotals).toEqual(
              addUp(within(Date.parse(report.previous.startsAt), Date.parse(report.previous.endsAt))),
            );
            // Every line of the table, and all of them together.
            expect(report.other).toBeNull();
            for (const { id, sums } of report.groups) {
              expect(sums, id).toEqual(addUp(expected.filter((call) => idOf[by](call) === id)));
            }
            expect(addUpSums(report.groups.map(({ sums }) => sums))).toEqual(report.totals);
            // Every step of the chart.
            for (const [index, start] of report.starts.entries()) {
              const sum = report.series.reduce((total, { values }) => total + (values[index] ?? 0), 0);
              expect(sum).toBe(addUp(within(start, report.starts[index + 1] ?? endMs))[metric]);
            }
          }
        }),
        { numRuns: runs },
      );
    });

    test('tells percentiles of what was answered well, by the hour and by the day alike', async () => {
      const [beginning] = BEGINNINGS;
      for (let index = 0; index < 1_000; index++) {
        const startedAtMs = beginning + index * 4 * 60_000;
        const fields = { requestId: `req_${index}`, startedAtMs, streamed: index % 2 === 0, model: `m${index % 2}` };
        storage.ledger.settle(
          row({ ...fields, firstByteMs: 100 + (index % 100), durationMs: 1_000 + 10 * (index % 100) }),
        );
        storage.ledger.settle(
          row({ ...fields, requestId: `req_f${index}`, outcome: 'upstream_error', status: 502, durationMs: 90_000 }),
        );
      }
      await storage.ledger.flush();
      const from = new Date(beginning).toISOString();
      const to = new Date(beginning + 4_000 * 60_000).toISOString();
      const query = { range: 'custom', from, to, zone: timeZone, metric: 'duration' } as const;
      const before = await ask(query);
      await storage.usage.rollUp(beginning + 200 * HOUR_MS);
      const after = await ask(query);
      expect(after).toEqual(before);
      const { firstByte, duration } = after.timings;
      expect([firstByte?.count, duration?.count]).toEqual([500, 1_000]);
      for (const [told, truth] of [
        [firstByte?.p50, 149],
        [firstByte?.p95, 195],
        [duration?.p50, 1_490],
        [duration?.p95, 1_940],
        [duration?.p99, 1_980],
      ]) {
        expect(Math.abs((told ?? 0) / (truth ?? 1) - 1)).toBeLessThan(0.06);
      }
      expect(after.groups.map(({ id, timings }) => [id, timings.firstByte?.count, timings.duration?.count])).toEqual([
        ['m0', 500, 500],
        ['m1', undefined, 500],
      ]);
      expect(after.series.map(({ id }) => id)).toEqual(['p50', 'p95', 'p99']);
    });

    test('shows the last hour by the minute, and nothing as nothing', async () => {
      const empty = await ask({ range: '1h' });
      expect(empty.totals).toEqual(noSums());
      expect(empty.groups).toEqual([]);
      expect([empty.timings.duration, empty.previousTimings.firstByte]).toEqual([null, null]);
      const now = Date.now();
      for (const [index, agoMs] of [1_000, 61_000, 30 * 60_000, 65 * 60_000].entries()) {
        storage.ledger.settle(row({ requestId: `req_${index}`, startedAtMs: now - agoMs }));
      }
      const report = await ask({ range: '1h', by: 'route' });
      expect(report.step).toBe('minute');
      expect(report.starts).toHaveLength(60);
      expect([report.totals.requests, report.previousTotals.requests]).toEqual([3, 1]);
      expect(report.series).toHaveLength(1);
      expect(report.series[0]?.values.reduce((sum, value) => (sum ?? 0) + (value ?? 0), 0)).toBe(3);
    });
  });
}
