import { expect, test } from 'vitest';
import { HeaderKeeper } from './header-keeper.ts';

const FIELDS = ['Host', 'a.b', 'User-Agent', 'tests', 'Authorization', 'Bearer rj-x', 'Content-Length'];

test('the same headers are one text, whatever their secrets and sizes are', () => {
  const keeper = new HeaderKeeper();
  const first = keeper.keep([...FIELDS, '10']);
  expect(first).toBe('[["host","a.b"],["user-agent","tests"],["authorization",null]]');
  const other = FIELDS.map((field) => (field.startsWith('Bearer') ? 'Bearer rj-another' : field));
  expect(keeper.keep([...other, '20'])).toBe(first);
  expect(keeper.keep([...FIELDS, '10', 'X-Own', 'secret'])).toContain('["x-own",null]');
});

test('a key in a value that is kept is taken out', () => {
  expect(new HeaderKeeper().keep(['User-Agent', 'app sk-0123456789abcdef'])).toBe('[["user-agent","app [redacted]"]]');
});

test('headers that somebody makes up fill neither the memory nor the books', () => {
  const keeper = new HeaderKeeper();
  let kept = 0;
  for (let call = 0; call < 10_000; call++) if (keeper.keep(['User-Agent', `made up ${call}`]) !== undefined) kept++;
  expect(kept).toBe(5_000);
});
