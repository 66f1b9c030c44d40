import fc from 'fast-check';
import { expect, test } from 'vitest';
import { limitsSchema, limitsWriteSchema, MAX_LIMITS, NO_LIMITS, type PlanLimits } from '#lib/contract/plans.ts';
import { writeLimits } from './write-limits.ts';
import { planChange, readLimit, readLimits, toWritten, writeLimit } from './written-limits.ts';

const amount = (max: number) => fc.option(fc.integer({ min: 1, max }));
const anyLimits: fc.Arbitrary<PlanLimits> = fc.record({
  requestsPerMinute: amount(MAX_LIMITS.requestsPerMinute),
  tokens: amount(MAX_LIMITS.tokens),
  tokenWindow: fc.constantFrom('day', 'month'),
  spendMicrosPerMonth: amount(MAX_LIMITS.spendMicrosPerMonth),
});

test('limits that a form shows are read back as they were, to the millionth', () => {
  fc.assert(
    fc.property(anyLimits, (limits) => {
      expect(readLimits(toWritten(limits))).toEqual(limits);
    }),
  );
});

test('whatever is typed, what is read keeps the contract', () => {
  const typed = fc.oneof(fc.string(), fc.stringMatching(/^[\d,.]{0,24}$/));
  fc.assert(
    fc.property(typed, typed, typed, (requests, tokens, spend) => {
      const limits = readLimits({ requests, tokens, tokenWindow: 'day', spend });
      if (limits !== undefined) expect(limitsSchema.parse(limits)).toEqual(limits);
    }),
  );
});

test.each([
  ['', 'requests', null],
  ['  ', 'tokens', null],
  ['60', 'requests', 60],
  ['1000000', 'tokens', 1_000_000],
  ['1,000,000', 'tokens', 1_000_000],
  ['１，０００', 'tokens', 1_000],
  ['007', 'requests', 7],
  ['0.29', 'spend', 290_000],
  ['1,234.5', 'spend', 1_234_500_000],
  ['0.000001', 'spend', 1],
  ['3.0', 'requests', 3],
  ['0', 'requests', 'tooSmall'],
  ['0.00', 'spend', 'tooSmall'],
  ['2.5', 'requests', 'tooFine'],
  ['0.0000001', 'spend', 'tooFine'],
  ['1,5', 'spend', 'notANumber'],
  ['10,00', 'tokens', 'notANumber'],
  ['-1', 'requests', 'notANumber'],
  ['1e3', 'requests', 'notANumber'],
  ['ten', 'requests', 'notANumber'],
  ['1000001', 'requests', 'tooLarge'],
  ['1000000000.000001', 'spend', 'tooLarge'],
  ['9'.repeat(400), 'tokens', 'tooLarge'],
] as const)('%j as a limit of %s is %s', (text, kind, read) => {
  expect(readLimit(text, kind)).toBe(read);
});

test.each([
  [null, 'tokens', ''],
  [1_000_000, 'tokens', '1,000,000'],
  [999, 'requests', '999'],
  [50_000_000, 'spend', '50'],
  [1_234_500_000, 'spend', '1,234.5'],
  [1, 'spend', '0.000001'],
] as const)('a limit of %s %s is shown as %j', (value, kind, text) => {
  expect(writeLimit(value, kind)).toBe(text);
});

test('a change makes the one of the other, holds nothing that is the same, and tokens never go without their window', () => {
  const matter = fc.record({ name: fc.constantFrom('a', 'b'), limits: anyLimits, pool: anyLimits });
  fc.assert(
    fc.property(matter, matter, (before, after) => {
      const change = planChange(before, after) ?? {};
      expect({
        name: change.name ?? before.name,
        limits: writeLimits(before.limits, change.limits),
        pool: writeLimits(before.pool, change.pool),
      }).toEqual(after);
      for (const part of [change.limits, change.pool]) {
        if (part === undefined) continue;
        expect(limitsWriteSchema.parse(part)).toEqual(part);
        expect(part.tokens === undefined).toBe(part.tokenWindow === undefined);
      }
    }),
  );
  const same = { name: 'a', limits: NO_LIMITS, pool: NO_LIMITS };
  expect(planChange(same, same)).toBeUndefined();
  expect(planChange(same, { ...same, limits: { ...NO_LIMITS, requestsPerMinute: 5 } })).toEqual({
    limits: { requestsPerMinute: 5 },
  });
});
