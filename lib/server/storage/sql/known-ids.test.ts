import { expect, test } from 'vitest';
import { KnownIds } from './known-ids.ts';

test('however many series are met, so many are kept, and the oldest go first', () => {
  const ids = new KnownIds(3);
  for (let id = 0; id < 10; id++) ids.keep(new Map([[`s${id}`, id]]));
  expect(ids.size).toBe(3);
  expect([6, 7, 8, 9].map((id) => ids.get(`s${id}`))).toEqual([undefined, 7, 8, 9]);
  ids.keep(new Map(Array.from({ length: 5 }, (_, id) => [`t${id}`, id])));
  expect(ids.size).toBe(3);
  expect(ids.get('t4')).toBe(4);
});
