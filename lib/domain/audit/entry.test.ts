import { expect, test } from 'vitest';
import { changesOf, entriesAbout } from './entry.ts';

const ANN = { id: 'ann', name: 'Ann', role: 'admin', peer: null, requestId: 'req_1', sessionId: 's' } as const;

test('an entry tells who did what to which thing and when, and of the thing no more than its id and its name', () => {
  let nowMs = 1_000;
  const entry = entriesAbout('key', () => nowMs);
  const key = { id: 'k1', name: 'Translation', hash: 'a secret' };
  const made = { actor: ANN, action: 'key.rotated', target: { kind: 'key', id: 'k1', name: 'Translation' } };
  expect(entry('key.rotated', { target: key, by: ANN, details: { newKey: 'k2' } })).toEqual({
    ...made,
    atMs: 1_000,
    details: { newKey: 'k2' },
  });
  nowMs = 2_000;
  expect(entry('key.rotated', { target: key, by: ANN, details: {} })).toEqual({ ...made, atMs: 2_000, details: {} });
});

test('of two states only what differs is told, by its value and not by its place in memory', () => {
  const before = { name: 'a', models: ['m'], plan: 'free' };
  expect(changesOf(before, { ...before, models: ['m'] }, ['name', 'models', 'plan'])).toEqual({});
  expect(changesOf(before, { ...before, plan: 'pro', name: 'b' }, ['models', 'plan'])).toEqual({
    plan: { from: 'free', to: 'pro' },
  });
});
