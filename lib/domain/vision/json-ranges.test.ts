import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRecord } from '#lib/std/is-record.ts';
import { pathStep } from './json-path.ts';
import { jsonRanges } from './json-ranges.ts';

/** Every path of a value with what stands there. */
function paths(value: unknown, path = ''): [string, unknown][] {
  const inner = Array.isArray(value) ? [...value.entries()] : isRecord(value) ? Object.entries(value) : [];
  return [[path, value], ...inner.flatMap(([name, one]) => paths(one, pathStep(path, name)))];
}

test('the lines of a path hold its value and nothing else', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const answer: unknown = JSON.parse(JSON.stringify(value));
      const lines = JSON.stringify(answer, null, 2).split('\n');
      const all = paths(answer);
      const ranges = jsonRanges(
        answer,
        all.map(([path]) => path),
      );
      expect(ranges.size).toBe(all.length);
      for (const [path, one] of all) {
        const range = ranges.get(path);
        const text = lines
          .slice(range?.first, (range?.last ?? 0) + 1)
          .join('\n')
          .replace(/,$/, '');
        // In an object its name stands before it.
        const parsed: unknown[] = [text, text.replace(/^\s*"(?:[^"\\]|\\.)*": /, '')].flatMap((candidate) => {
          try {
            return [JSON.parse(candidate)];
          } catch {
            return [];
          }
        });
        expect(parsed.map((candidate) => JSON.stringify(candidate))).toContain(JSON.stringify(one));
      }
    }),
  );
});

test('what is not there has no lines', () => {
  expect(jsonRanges({ objects: [{ label: 'cat' }] }, ['objects.0', 'objects.1'])).toEqual(
    new Map([['objects.0', { first: 2, last: 4 }]]),
  );
});
