import fc from 'fast-check';
import { expect, test } from 'vitest';
import { jsonParts } from './json-parts.ts';

test('the parts together are the JSON as everybody writes it, whatever is cut out', () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.array(fc.constantFrom('0', '1', '0.0', 'a', 'a.b', '')), (value, ids) => {
      const written = jsonParts(value, ids)
        .map(({ text }) => text)
        .join('');
      expect(written).toBe(JSON.stringify(value, null, 2));
    }),
  );
});

test('a part holds its finding and nothing else', () => {
  const answer = { objects: [{ label: 'cat' }, { label: 'dog' }], text: { lines: [{ text: 'SALE' }] } };
  const parts = jsonParts(answer, ['objects.1', 'text.lines.0']).filter(({ id }) => id !== undefined);
  expect(parts.map(({ id, text }) => [id, JSON.parse(text)])).toEqual([
    ['objects.1', { label: 'dog' }],
    ['text.lines.0', { text: 'SALE' }],
  ]);
});
