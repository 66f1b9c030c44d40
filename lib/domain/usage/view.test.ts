import fc from 'fast-check';
import { expect, test } from 'vitest';
import { GROUPINGS, METRICS, REPORT_RANGES, usageReportQuerySchema } from '#lib/contract/usage-report.ts';
import { FIRST_VIEW, parseView, toQuery, type UsageView } from './view.ts';

const instants = fc.integer({ min: 0, max: 4e12 });

const views: fc.Arbitrary<UsageView> = fc
  .record({
    range: fc.constantFrom(...REPORT_RANGES),
    from: instants,
    length: fc.integer({ min: 1, max: 1e10 }),
    zone: fc.constantFrom(undefined, 'Asia/Shanghai', 'America/New_York'),
    by: fc.constantFrom(...GROUPINGS),
    metric: fc.constantFrom(...METRICS),
    sandbox: fc.constantFrom(undefined, true, false),
    filter: fc.dictionary(
      fc.constantFrom('model', 'key', 'person', 'upstream'),
      fc.constantFrom('', 'a', 'org/模型 1'),
      {
        maxKeys: 3,
        noNullPrototype: true,
      },
    ),
  })
  .map(({ from, length, ...view }) => {
    const ends = [from, from + length].map((ms) => new Date(ms).toISOString());
    return {
      ...view,
      from: view.range === 'custom' ? ends[0] : undefined,
      to: view.range === 'custom' ? ends[1] : undefined,
    };
  });

test('the address holds the whole view, and the API takes it as it is', () => {
  fc.assert(
    fc.property(views, (view) => {
      const query = toQuery(view);
      expect(parseView(query)).toEqual(view);
      const asked = usageReportQuerySchema.parse(Object.fromEntries(query));
      expect(asked.range).toBe(view.range);
      expect(asked.by).toBe(view.by);
    }),
  );
});

test('an address that nobody wrote so shows the first view', () => {
  expect(toQuery(FIRST_VIEW).size).toBe(0);
  for (const query of ['', 'range=2y&by=x&metric=y&sandbox=perhaps', 'range=custom', 'range=custom&from=x&to=y']) {
    expect(parseView(new URLSearchParams(query)), query).toEqual(FIRST_VIEW);
  }
  const turned = 'range=custom&from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z';
  expect(parseView(new URLSearchParams(turned)).range).toBe('24h');
});
