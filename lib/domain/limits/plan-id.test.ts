import fc from 'fast-check';
import { expect, test } from 'vitest';
import { planIdProblem, suggestPlanId } from './plan-id.ts';

test('what is suggested for any name is an id that a plan may have, or nothing', () => {
  const names = fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[a-c -]{0,60}$/), fc.constant('Local'));
  fc.assert(
    fc.property(names, (name) => {
      const id = suggestPlanId(name);
      if (id !== '') expect(planIdProblem(id, [])).toBeUndefined();
    }),
  );
});

test.each([
  ['Team A', 'team-a'],
  ['  Crème brûlée!  ', 'creme-brulee'],
  ['团队 Team', 'team'],
  ['团队', ''],
  ['LOCAL', ''],
  [`${'x'.repeat(39)} yz`, 'x'.repeat(39)],
])('for %j it is %j', (name, id) => {
  expect(suggestPlanId(name)).toBe(id);
});

test.each([
  ['team', undefined],
  ['', 'malformed'],
  ['Team', 'malformed'],
  ['-team', 'malformed'],
  ['x'.repeat(41), 'malformed'],
  ['local', 'reserved'],
  ['free', 'taken'],
])('an id %j is %s', (id, problem) => {
  expect(planIdProblem(id, ['free'])).toBe(problem);
});
