import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutObject } from './cut-object.ts';

test('the object comes out whole, whatever is in it and around it', () => {
  const objects = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
  fc.assert(
    fc.property(fc.string(), objects, fc.string(), (before, object, after) => {
      expect(cutObject(before + object + after, before.length)).toBe(object);
    }),
  );
});

test.each([
  ['{"a":"}', 0],
  ['{"a":{}', 0],
  ['"{}"', 0],
  ['{}', 5],
  ['', 0],
])('%s at %i: none', (text, start) => {
  expect(cutObject(text, start)).toBeUndefined();
});
