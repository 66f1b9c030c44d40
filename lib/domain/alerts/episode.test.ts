import fc from 'fast-check';
import { expect, test } from 'vitest';
import { CLEAR_SHARE, type Firing, type Step, stepOf } from './episode.ts';

const EVERY_MS = 15_000;
const CALM_MS = 60_000;

interface Look {
  readonly value: number | null;
  readonly calls: number | null;
}

/** What a rule goes through, look by look. */
function lived(rule: { threshold: number; minCalls: number | null }, looks: readonly Look[]): (Step & Look)[] {
  let firing: Firing | undefined;
  return looks.map((look, index) => {
    const step = stepOf(rule, { ...look, firing }, { nowMs: index * EVERY_MS, calmMs: CALM_MS });
    firing = step.kind === 'opens' || step.kind === 'lasts' ? step.firing : undefined;
    return { ...step, ...look };
  });
}

const kinds = (steps: readonly Step[]) => steps.map(({ kind }) => kind);
const seen = (...values: (number | null)[]) => values.map((value) => ({ value, calls: 100 }));
const RULE = { threshold: 50, minCalls: 10 };

const anyLook = fc.record({
  value: fc.option(fc.double({ min: 0, max: 200, noNaN: true }), { freq: 8 }),
  calls: fc.option(fc.nat(30), { freq: 20 }),
});
const anyRule = fc.record({
  threshold: fc.double({ min: 0.1, max: 150, noNaN: true }),
  minCalls: fc.option(fc.integer({ min: 1, max: 20 })),
});

test('whatever is seen, an alert fires at most once before it is over, and is over only after it fired', () => {
  fc.assert(
    fc.property(anyRule, fc.array(anyLook, { maxLength: 60 }), (rule, looks) => {
      const news = kinds(lived(rule, looks)).filter((kind) => kind === 'opens' || kind === 'closes');
      for (const [index, kind] of news.entries()) expect(kind).toBe(index % 2 === 0 ? 'opens' : 'closes');
    }),
  );
});

test('it fires only at its threshold with enough calls, and is over only when the value has been clearly below for a while', () => {
  fc.assert(
    fc.property(anyRule, fc.array(anyLook, { maxLength: 60 }), (rule, looks) => {
      const steps = lived(rule, looks);
      for (const [index, step] of steps.entries()) {
        if (step.kind === 'opens') {
          expect(step.value).toBeGreaterThanOrEqual(rule.threshold);
          if (rule.minCalls !== null) expect(step.calls).toBeGreaterThanOrEqual(rule.minCalls);
        }
        if (step.kind !== 'closes') continue;
        const calm = steps.slice(Math.max(0, index - CALM_MS / EVERY_MS), index + 1);
        for (const { value } of calm) expect(value ?? 0).toBeLessThan(rule.threshold * CLEAR_SHARE);
      }
    }),
  );
});

test('what it comes to at worst is the highest value from its beginning to its end', () => {
  fc.assert(
    fc.property(anyRule, fc.array(anyLook, { maxLength: 60 }), (rule, looks) => {
      let worst = 0;
      for (const step of lived(rule, looks)) {
        if (step.kind === 'opens') worst = step.value ?? 0;
        if (step.kind === 'lasts' || step.kind === 'closes') worst = Math.max(worst, step.value ?? 0);
        if (step.kind === 'closes') expect(step.worst).toBe(worst);
        if (step.kind === 'opens' || step.kind === 'lasts') expect(step.firing.worst).toBe(worst);
      }
    }),
  );
});

test('a value that goes up and down around the threshold is one alert', () => {
  const steps = lived(RULE, seen(49, 51, 46, 52, 45, 60, 49, 50, 46, 45));
  expect(kinds(steps).filter((kind) => kind === 'opens' || kind === 'closes')).toEqual(['opens']);
});

test('a dip that does not last is no end; one that lasts is, and then it may fire anew', () => {
  const steps = lived(RULE, seen(80, 10, 10, 10, 80, 10, 10, 10, 10, 10, 70));
  expect(kinds(steps)).toEqual([
    ...['opens', 'lasts', 'lasts', 'lasts', 'lasts'],
    ...['lasts', 'lasts', 'lasts', 'lasts', 'closes', 'opens'],
  ]);
  expect(steps[9]).toMatchObject({ by: 'recovered', worst: 80 });
});

test('few calls do not fire, however bad; while it fires their number does not matter; none at all end it', () => {
  const few = { value: 100, calls: 9 };
  const none = { value: null, calls: 0 };
  expect(kinds(lived(RULE, [few, few]))).toEqual(['quiet', 'quiet']);
  const steps = lived(RULE, [{ value: 100, calls: 10 }, few, few, none, none, none, none, none]);
  expect(kinds(steps)).toEqual(['opens', 'lasts', 'lasts', 'lasts', 'lasts', 'lasts', 'lasts', 'closes']);
  expect(steps.at(-1)).toMatchObject({ by: 'no_data' });
});
