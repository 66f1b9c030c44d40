import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { GAUGE_KINDS, type LimitGauge, MINUTE_RANGES } from '#lib/contract/limit-watch.ts';
import { LIMIT_SCOPES } from '#lib/contract/limits.ts';
import { groupGauges, logQueryOfSubject, parseLimitsView, toLimitsQuery, usedByMinute } from './limits-view.ts';

const MINUTE_MS = 60_000;

const gauge = (subject: string, fields: Partial<LimitGauge>): LimitGauge => ({
  ...{ id: `${subject} requests`, subject, scope: 'owner', key: null, person: { id: subject, name: null } },
  ...{ plan: { id: 'free', name: 'Free' }, kind: 'requests', window: 'minute', limit: 10, used: 0, reserved: 0 },
  ...{ startsAt: null, resetsAt: '2026-11-26T08:01:00.000Z', opensAt: null, timeToLimit: null },
  refused: { rate: 0, quota: 0, spend: 0, upstream: 0, overload: 0 },
  ...fields,
});

const reachedAt = (at: string) => ({ timeToLimit: { reachedAt: at, earliestAt: at, latestAt: at, rate: 1 } });

describe('the limits page', () => {
  test('every view comes back from its address', () => {
    const view = fc.record({
      scope: fc.constantFrom(undefined, ...LIMIT_SCOPES),
      search: fc.string(),
      subject: fc.option(fc.string({ minLength: 1 }), { nil: undefined }),
      kind: fc.constantFrom(undefined, ...GAUGE_KINDS),
      range: fc.constantFrom(...MINUTE_RANGES),
    });
    fc.assert(
      fc.property(view, (shown) => {
        expect(parseLimitsView(new URLSearchParams(String(toLimitsQuery(shown))))).toEqual(shown);
      }),
    );
  });

  test('what is reached soonest stands first, then what is nearest to it, and all of one subject together', () => {
    const gauges = [
      gauge('idle', {}),
      gauge('half', { used: 5 }),
      gauge('late', reachedAt('2026-11-26T09:00:00.000Z')),
      gauge('soon', { id: 'soon tokens', kind: 'tokens', ...reachedAt('2026-11-26T08:30:00.000Z') }),
      gauge('soon', {}),
    ];
    const groups = groupGauges(gauges, { scope: undefined, search: '' });
    expect(groups.map(({ subject }) => subject)).toEqual(['soon', 'late', 'half', 'idle']);
    expect(groups[0]?.gauges).toHaveLength(2);
  });

  test('a search finds names and ids of keys, people and plans, in any case', () => {
    const gauges = [
      gauge('a', { person: { id: 'a', name: '安妮' } }),
      gauge('b', { key: { id: 'k1', name: 'My App' }, scope: 'key' }),
    ];
    const found = (search: string, scope?: LimitGauge['scope']) =>
      groupGauges(gauges, { scope, search }).map(({ subject }) => subject);
    expect(found('安')).toEqual(['a']);
    expect(found(' my app ')).toEqual(['b']);
    expect(found('FREE')).toEqual(['a', 'b']);
    expect(found('', 'key')).toEqual(['b']);
    expect(found('nobody')).toEqual([]);
  });

  test('a subject’s calls are found in the log by its key or its owner', () => {
    const stretch = { startMs: 0, endMs: MINUTE_MS, ending: 'limited' } as const;
    expect(Object.fromEntries(logQueryOfSubject('key:k1', stretch))).toMatchObject({ key: 'k1', ending: 'limited' });
    expect(Object.fromEntries(logQueryOfSubject('owner:free:a:b', stretch))).toMatchObject({ person: 'a:b' });
    expect([...logQueryOfSubject('plan:free', stretch).keys()]).toEqual(['ending', 'from', 'to']);
  });

  test('what was used by each minute grows to what is used now, and begins with its window', () => {
    const amounts = fc.array(fc.nat(1_000), { minLength: 1, maxLength: 120 });
    fc.assert(
      fc.property(amounts, fc.nat(10_000), fc.integer({ min: -5, max: 130 }), (minutes, before, windowMinute) => {
        const windowStartMs = windowMinute * MINUTE_MS;
        const counted = minutes.filter((_, index) => index >= windowMinute);
        // What was used since the window began, before the first minute that is known too.
        const used = counted.reduce((sum, amount) => sum + amount, 0) + (windowMinute <= 0 ? before : 0);
        const levels = usedByMinute(minutes, { used, startMs: 0, windowStartMs, minuteMs: MINUTE_MS });
        expect(levels).toHaveLength(minutes.length);
        for (const [index, level] of levels.entries()) {
          if (index < windowMinute) expect(level).toBeNull();
          else {
            const after = minutes.slice(index + 1).reduce((sum, amount) => sum + amount, 0);
            expect(level).toBe(used - after);
          }
        }
      }),
    );
  });
});
