import { expect, test } from 'vitest';
import { detailLines } from './lines.ts';

test('a change is told by its field, what it was and what it became', () => {
  expect(detailLines({ role: { from: 'developer', to: 'viewer' }, models: { from: null, to: ['m'] } })).toEqual([
    { field: 'role', kind: 'changed', from: 'developer', to: 'viewer' },
    { field: 'models', kind: 'changed', from: null, to: ['m'] },
  ]);
});

test('of several fields in one, those that differ are told by their path', () => {
  const from = { requestsPerMinute: 3, tokens: null, tokenWindow: 'day' };
  expect(detailLines({ limits: { from, to: { ...from, requestsPerMinute: 60 } } })).toEqual([
    { field: 'limits.requestsPerMinute', kind: 'changed', from: 3, to: 60 },
  ]);
});

test('what was chosen is told field by field, also a field that nobody knew of', () => {
  expect(detailLines({ plan: 'free', limits: { tokens: 5 }, surprise: { deep: { er: [1, 2] } }, none: null })).toEqual([
    { field: 'plan', kind: 'chosen', value: 'free' },
    { field: 'limits.tokens', kind: 'chosen', value: 5 },
    { field: 'surprise.deep.er', kind: 'chosen', value: [1, 2] },
    { field: 'none', kind: 'chosen', value: null },
  ]);
  expect(detailLines({})).toEqual([]);
});
