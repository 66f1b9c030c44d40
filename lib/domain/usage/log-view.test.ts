import fc from 'fast-check';
import { expect, test } from 'vitest';
import { callLogQuerySchema, callTailQuerySchema, ENDINGS } from '#lib/contract/call-log.ts';
import { type LogView, parseLogView, toLogAddress, toLogQuery, toTailQuery, WHOLE_LOG } from './log-view.ts';

const instants = fc.option(
  fc.integer({ min: 0, max: 4e12 }).map((ms) => new Date(ms).toISOString()),
  { nil: undefined },
);

const views: fc.Arbitrary<LogView> = fc.record({
  filter: fc.dictionary(fc.constantFrom('model', 'key', 'person', 'upstream'), fc.constantFrom('', 'a', 'org/模型 1'), {
    maxKeys: 3,
    noNullPrototype: true,
  }),
  ending: fc.constantFrom(undefined, ...ENDINGS),
  errorCode: fc.constantFrom(undefined, 'upstream_error', 'rate_limit_exceeded'),
  noSandbox: fc.boolean(),
  from: instants,
  to: instants,
  requestId: fc.constantFrom(undefined, 'req_0123'),
  minMs: fc.option(fc.nat(86_400_000), { nil: undefined }),
  maxMs: fc.option(fc.nat(86_400_000), { nil: undefined }),
  errorText: fc.constantFrom(undefined, '100 %', '模型过载'),
  live: fc.boolean(),
});

test('the address holds the whole view, and the API takes it as it is', () => {
  fc.assert(
    fc.property(views, (view) => {
      expect(parseLogView(toLogAddress(view))).toEqual(view);
      expect(callLogQuerySchema.safeParse(Object.fromEntries(toLogQuery(view))).success).toBe(true);
      expect(callTailQuerySchema.safeParse(Object.fromEntries(toTailQuery(view))).success).toBe(true);
    }),
  );
});

test('an address that nobody wrote so shows the whole log', () => {
  const query = new URLSearchParams(
    'ending=x&errorCode=y&sandbox=z&from=yesterday&requestId=+&minMs=-1&maxMs=1e9&errorText=+&live=yes',
  );
  expect(parseLogView(query)).toEqual(WHOLE_LOG);
});
