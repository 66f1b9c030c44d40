import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRecord } from '#lib/std/is-record.ts';
import { placeholderFor } from './placeholder.ts';

/** A checker for the subset that the test draws from; independent of the code under test. */
function satisfies(rule: Record<string, unknown>, value: unknown): boolean {
  if ('const' in rule) return Object.is(rule.const, value);
  if (Array.isArray(rule.enum)) return rule.enum.includes(value);
  if (Array.isArray(rule.anyOf)) return rule.anyOf.filter(isRecord).some((branch) => satisfies(branch, value));
  if (Array.isArray(rule.allOf)) return rule.allOf.filter(isRecord).every((part) => satisfies(part, value));
  const at = (name: string, fallback: number) => (typeof rule[name] === 'number' ? Number(rule[name]) : fallback);
  switch (rule.type) {
    case 'string':
      return (
        typeof value === 'string' &&
        value.length >= at('minLength', 0) &&
        value.length <= at('maxLength', Number.POSITIVE_INFINITY)
      );
    case 'integer':
    case 'number':
      return (
        typeof value === 'number' &&
        (rule.type === 'number' || Number.isInteger(value)) &&
        value >= at('minimum', Number.NEGATIVE_INFINITY) &&
        value <= at('maximum', Number.POSITIVE_INFINITY)
      );
    case 'boolean':
      return typeof value === 'boolean';
    case 'null':
      return value === null;
    case 'array': {
      const items = rule.items;
      return (
        Array.isArray(value) &&
        value.length >= at('minItems', 0) &&
        value.length <= at('maxItems', Number.POSITIVE_INFINITY) &&
        value.every((item) => !isRecord(items) || satisfies(items, item))
      );
    }
    default: {
      const properties = isRecord(rule.properties) ? rule.properties : {};
      const required = Array.isArray(rule.required) ? rule.required : [];
      return (
        isRecord(value) &&
        required.every((name) => name in value) &&
        Object.entries(value).every(([name, child]) => {
          const property = properties[name];
          return !isRecord(property) || satisfies(property, child);
        })
      );
    }
  }
}

const range = (low: string, high: string, max: number) =>
  fc.tuple(fc.nat({ max }), fc.nat({ max })).map(([a, b]) => ({ [low]: Math.min(a, b), [high]: Math.max(a, b) }));

const { schema } = fc.letrec<{ schema: Record<string, unknown> }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    range('minLength', 'maxLength', 30).map((bounds) => ({ type: 'string', ...bounds })),
    range('minimum', 'maximum', 1000).map((bounds) => ({ type: 'integer', ...bounds })),
    fc.integer({ min: -50, max: 50 }).map((minimum) => ({ type: 'number', minimum })),
    fc.constantFrom({ type: 'boolean' }, { type: 'null' }, { const: 'fixed' }, { enum: ['b', 'a'] }),
    fc
      .tuple(tie('schema'), range('minItems', 'maxItems', 3))
      .map(([items, bounds]) => ({ type: 'array', items, ...bounds })),
    fc.dictionary(fc.stringMatching(/^[a-z]{1,6}$/), tie('schema'), { maxKeys: 4 }).map((properties) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).slice(0, 2),
    })),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
  ),
}));

test('a placeholder satisfies its schema', () => {
  fc.assert(
    fc.property(schema, (drawn) => satisfies(drawn, placeholderFor(drawn))),
    { numRuns: 400 },
  );
});

test('what a schema names itself comes first', () => {
  expect(placeholderFor({ type: 'string', default: 'd', examples: ['e'] })).toBe('d');
  expect(placeholderFor({ type: 'string', examples: ['e'] })).toBe('e');
  expect(placeholderFor({ type: 'string', format: 'date' })).toBe('2026-01-01');
});

test('local references, allOf and recursion', () => {
  const tree = {
    $defs: {
      node: {
        type: 'object',
        properties: { name: { type: 'string' }, next: { $ref: '#/$defs/node' } },
        required: ['name', 'next'],
      },
    },
    allOf: [{ $ref: '#/$defs/node' }, { properties: { extra: { type: 'integer', minimum: 3 } }, required: ['extra'] }],
  };
  const value = placeholderFor(tree);
  expect(value).toMatchObject({ name: 'placeholder', extra: 3, next: { name: 'placeholder' } });
  expect(JSON.stringify(value).length).toBeLessThan(5_000);
});

test.each([null, true, 'x', [], {}, { type: 'nonsense' }, { $ref: 'https://evil.example/schema' }])(
  'nonsense makes no fault: %j',
  (nonsense) => {
    expect(() => JSON.stringify(placeholderFor(nonsense))).not.toThrow();
  },
);
