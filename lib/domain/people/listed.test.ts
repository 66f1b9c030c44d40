import { expect, test } from 'vitest';
import { listed } from './listed.ts';

const person = (id: string, name: string, disabled = false) => ({
  id,
  name,
  email: `${id}@example.com`,
  disabled,
});
const PEOPLE = [person('c', '张三'), person('x', 'Ann', true), person('b', '李四'), person('me', '王五')];
const names = (search: string) => listed(PEOPLE, { selfId: 'me', locale: 'zh', search }).map(({ name }) => name);

test('oneself comes first, then the others in the order of the language, then those who are disabled', () => {
  expect(names('')).toEqual(['王五', '李四', '张三', 'Ann']);
});

test('people are found by any part of their name or address, in letters of any size', () => {
  expect(names(' aNN ')).toEqual(['Ann']);
  expect(names('三')).toEqual(['张三']);
  expect(names('B@EXAMPLE')).toEqual(['李四']);
  expect(names('nobody')).toEqual([]);
});
