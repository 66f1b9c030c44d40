import fc from 'fast-check';
import { expect, test } from 'vitest';
import { editDistance } from './edit-distance.ts';

test.each([
  ['kitten', 'sitting', 3],
  ['', 'abc', 3],
  ['森林防火', '森木防火', 1],
  ['𠮷野家', '吉野家', 1],
])('from %s to %s it is %i steps', (one, other, steps) => {
  expect(editDistance(one, other)).toBe(steps);
});

const text = fc.string({ maxLength: 12, unit: fc.constantFrom('a', 'b', '字', '𠮷') });

test('it is a distance: zero for the same alone, the same in both directions, never longer than by way of a third', () => {
  fc.assert(
    fc.property(text, text, text, (a, b, c) => {
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, c)).toBeLessThanOrEqual(editDistance(a, b) + editDistance(b, c));
    }),
  );
});

test('what is put in anywhere is as far as it is long', () => {
  fc.assert(
    fc.property(text, text, text, (before, inserted, after) => {
      expect(editDistance(before + after, before + inserted + after)).toBe([...inserted].length);
    }),
  );
});
