import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isRecord } from '#lib/std/is-record.ts';
import { textForPattern } from './pattern.ts';
import { placeholderFor } from './placeholder.ts';
import { UnsatisfiableSchema } from './schema.ts';

type Rule = Record<string, unknown>;

/** A checker for the subset that the test draws from; independent of the code under test. */
function satisfies(rule: unknown, value: unknown): boolean {
  if (!isRecord(rule)) return rule !== false;
  const at = (name: string, fallback: number) => (typeof rule[name] === 'number' ? Number(rule[name]) : fallback);
  const list = (name: string): unknown[] => (Array.isArray(rule[name]) ? rule[name] : []);
  if ('const' in rule && rule.const !== value) return false;
  if ('enum' in rule && !list('enum').includes(value)) return false;
  if ('anyOf' in rule && !list('anyOf').some((branch) => satisfies(branch, value))) return false;
  if (!list('allOf').every((part) => satisfies(part, value))) return false;
  const types = Array.isArray(rule.type) ? rule.type : 'type' in rule ? [rule.type] : undefined;
  if (types !== undefined && !types.some((type) => isOfType(type, value))) return false;
  if (typeof value === 'string') {
    if (value.length < at('minLength', 0) || value.length > at('maxLength', Number.POSITIVE_INFINITY)) return false;
    return typeof rule.pattern !== 'string' || new RegExp(rule.pattern, 'u').test(value);
  }
  if (typeof value === 'number') {
    const step = at('multipleOf', 0);
    return (
      value >= at('minimum', Number.NEGATIVE_INFINITY) &&
      value <= at('maximum', Number.POSITIVE_INFINITY) &&
      value > at('exclusiveMinimum', Number.NEGATIVE_INFINITY) &&
      value < at('exclusiveMaximum', Number.POSITIVE_INFINITY) &&
      (step === 0 || Number.isInteger(value / step))
    );
  }
  if (Array.isArray(value)) {
    const distinct = new Set(value.map((item) => JSON.stringify(item))).size === value.length;
    return (
      value.length >= at('minItems', 0) &&
      value.length <= at('maxItems', Number.POSITIVE_INFINITY) &&
      (rule.uniqueItems !== true || distinct) &&
      value.every((item) => satisfies(rule.items ?? true, item))
    );
  }
  if (!isRecord(value)) return true;
  const properties = isRecord(rule.properties) ? rule.properties : {};
  return (
    list('required').every((name) => typeof name === 'string' && Object.hasOwn(value, name)) &&
    Object.keys(value).length >= at('minProperties', 0) &&
    Object.keys(value).length <= at('maxProperties', Number.POSITIVE_INFINITY) &&
    Object.entries(value).every(([name, child]) =>
      satisfies(Object.hasOwn(properties, name) ? properties[name] : (rule.additionalProperties ?? true), child),
    )
  );
}

function isOfType(type: unknown, value: unknown): boolean {
  if (type === 'array') return Array.isArray(value);
  if (type === 'object') return isRecord(value);
  if (type === 'null') return value === null;
  if (type === 'integer') return Number.isInteger(value);
  return typeof value === type;
}

const range = (low: string, high: string, max: number) =>
  fc.tuple(fc.nat({ max }), fc.nat({ max })).map(([a, b]) => ({ [low]: Math.min(a, b), [high]: Math.max(a, b) }));
const propertyName = fc.stringMatching(/^[a-z_]{1,6}$/);

const { schema: anySchema } = fc.letrec<{ schema: Rule; object: Rule }>((tie) => ({
  schema: fc.oneof(
    { maxDepth: 3 },
    range('minLength', 'maxLength', 30).map((bounds) => ({ type: 'string', ...bounds })),
    fc
      .constantFrom(
        '^[A-Z]{2}-\\d{4}$',
        '^(?:a|b)+$',
        '\\w+@\\w+\\.com',
        '[^a-z]{3}',
        'x?y*z',
        '^v\\d+\\.\\d+$',
        '^[a-f0-9-]{36}$',
      )
      .map((pattern) => ({ type: 'string', pattern })),
    range('minimum', 'maximum', 1000).map((bounds) => ({ type: 'integer', ...bounds })),
    fc.integer({ min: -50, max: 50 }).map((exclusiveMinimum) => ({ type: 'number', exclusiveMinimum })),
    fc.integer({ min: -50, max: 50 }).map((exclusiveMaximum) => ({ type: 'integer', exclusiveMaximum })),
    fc.integer({ min: 1, max: 9 }).map((multipleOf) => ({ type: 'integer', multipleOf, minimum: 10, maximum: 30 })),
    fc.constantFrom(
      { type: 'boolean' },
      { type: 'null' },
      { const: 'fixed' },
      { enum: ['b', 'a'] },
      {},
      { type: ['null', 'string'] },
    ),
    fc
      .tuple(tie('schema'), range('minItems', 'maxItems', 3))
      .map(([items, bounds]) => ({ type: 'array', items, ...bounds })),
    fc.nat({ max: 3 }).map((minItems) => ({ type: 'array', items: { type: 'string' }, uniqueItems: true, minItems })),
    tie('object'),
    fc.array(tie('schema'), { minLength: 1, maxLength: 3 }).map((anyOf) => ({ anyOf })),
    fc.tuple(tie('object'), tie('object')).map(([first, second]) => ({
      allOf: [
        { ...first, properties: prefixed('a', first) },
        { ...second, properties: prefixed('b', second) },
      ].map((part) => ({
        ...part,
        required: Object.keys(part.properties),
      })),
    })),
  ),
  object: fc
    .tuple(fc.dictionary(propertyName, tie('schema'), { maxKeys: 4 }), fc.nat({ max: 5 }))
    .map(([properties, minProperties]) => ({
      type: 'object',
      properties,
      required: Object.keys(properties).slice(0, 2),
      minProperties,
    })),
}));

const prefixed = (prefix: string, { properties }: Rule) =>
  Object.fromEntries(
    Object.entries(isRecord(properties) ? properties : {}).map(([key, value]) => [prefix + key, value]),
  );

test('a placeholder satisfies its schema', () => {
  fc.assert(
    fc.property(anySchema, (drawn) => satisfies(drawn, placeholderFor(drawn))),
    { numRuns: 2_000 },
  );
});

describe('a placeholder', () => {
  test.each([
    [{ type: 'string', default: 'd', examples: ['e'] }, 'd'],
    [{ type: 'string', examples: ['e'] }, 'e'],
    [{ type: 'string', format: 'date' }, '2026-01-01'],
    [{ type: 'string' }, 'placeholder'],
    [{ type: 'integer', minimum: 3 }, 3],
    [{ type: ['null', 'integer'] }, 0],
    [{ oneOf: [false, { const: 7 }] }, 7],
    [
      { type: 'object', properties: { a: { type: 'boolean' }, b: { type: 'string' } } },
      { a: false, b: 'placeholder' },
    ],
    [{ type: 'object', properties: { a: {}, b: {} }, required: ['b'] }, { b: 'placeholder' }],
    [{ type: 'array', items: { enum: ['x', 'y'] }, uniqueItems: true, minItems: 2 }, ['x', 'y']],
    [{ type: 'array', prefixItems: [{ const: 1 }, { const: 2 }], items: false }, [1, 2]],
    [true, 'placeholder'],
    [null, 'placeholder'],
  ])('of %j is %j', (rule, value) => {
    expect(placeholderFor(rule)).toEqual(value);
  });

  test('follows local references and meets all conditions at once', () => {
    const rule = {
      $defs: { 'a/b': { type: 'object', properties: { name: { type: 'string' } }, required: ['name'] } },
      allOf: [
        { $ref: '#/$defs/a~1b' },
        { properties: { extra: { type: 'integer', minimum: 3 } }, required: ['extra'] },
      ],
    };
    expect(placeholderFor(rule)).toEqual({ name: 'placeholder', extra: 3 });
  });

  test('of a schema that refers to itself ends where it may', () => {
    const node = (next: unknown) => ({
      $defs: { node: { type: 'object', properties: { name: { type: 'string' }, next }, required: ['name', 'next'] } },
      $ref: '#/$defs/node',
    });
    expect(placeholderFor(node({ anyOf: [{ $ref: '#/$defs/node' }, { type: 'null' }] }))).toEqual({
      name: 'placeholder',
      next: null,
    });
    expect(placeholderFor(node({ type: 'array', items: { $ref: '#/$defs/node' } }))).toEqual({
      name: 'placeholder',
      next: [],
    });
    expect(() => placeholderFor(node({ $ref: '#/$defs/node' }))).toThrow(UnsatisfiableSchema);
  });

  test('has the properties that JavaScript gives a meaning of its own', () => {
    const rule = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"const":1}},"required":["__proto__","constructor"]}',
    );
    expect(JSON.stringify(placeholderFor(rule))).toBe('{"__proto__":1,"constructor":"placeholder"}');
  });
});

describe('what cannot be met, or not within reason, is refused at once', () => {
  const every = {
    type: 'object',
    properties: Object.fromEntries([...'abcdefghij'].map((key) => [key, { $ref: '#/$defs/next' }])),
  };
  const nested = (depth: number): Rule =>
    depth === 0 ? {} : { type: 'object', properties: { a: nested(depth - 1) }, required: ['a'] };
  const explosion = {
    $defs: Object.fromEntries(
      Array.from({ length: 12 }, (_none, at) => [
        `n${at}`,
        { type: 'array', minItems: 10, items: { $ref: `#/$defs/n${at + 1}` } },
      ]),
    ),
    $ref: '#/$defs/n0',
  };
  test.each([
    ['false', false],
    ['an empty enum', { enum: [] }],
    ['no such type', { type: 'nonsense' }],
    ['bounds that exclude each other', { type: 'integer', minimum: 2, maximum: 1 }],
    ['lengths that exclude each other', { type: 'string', minLength: 2, maxLength: 1 }],
    ['types that exclude each other', { allOf: [{ type: 'string' }, { type: 'integer' }] }],
    ['a reference elsewhere', { $ref: 'https://example.com/schema' }],
    ['a reference that is no address', { $ref: '#/%' }],
    ['a reference to nothing', { ...every, required: ['a'] }],
    ['a reference to what every object has', { $ref: '#/constructor' }],
    ['a circle', { allOf: [{ $ref: '#' }] }],
    ['a thousand million items', { type: 'array', minItems: 1e9, items: { type: 'null' } }],
    ['a thousand million letters', { type: 'string', minLength: 1e9 }],
    ['a thousand million properties', { type: 'object', minProperties: 1e9 }],
    ['a long text many times', { type: 'array', minItems: 4_000, items: { const: 'x'.repeat(100_000) } }],
    ['long names many times', { type: 'array', minItems: 4_000, items: { required: ['x'.repeat(100_000)] } }],
    ['items that multiply', explosion],
    ['a hundred levels', nested(100)],
    [
      'more distinct values than there are',
      { type: 'array', items: { type: 'boolean' }, uniqueItems: true, minItems: 3 },
    ],
  ])('%s', (_name, rule) => {
    expect(() => placeholderFor(rule)).toThrow(UnsatisfiableSchema);
  });
});

describe('a text for a pattern', () => {
  test.each(['(?=a)b', '\\bword\\b', '(a)\\1', 'a{5000}', '(', '[z-a]', '*', '\\p{L}', 'a'.repeat(300)])(
    '%s: none',
    (pattern) => {
      expect(textForPattern(pattern)).toBeUndefined();
    },
  );

  test('is as long as wanted where the pattern lets it', () => {
    expect(textForPattern('^[a-z]+$', 12)).toMatch(/^[a-z]{12,}$/);
    expect(textForPattern('^[a-z]{3}$', 12)).toBeUndefined();
  });

  test('costs nothing for an expression that would take for ever to run, or repeat without end', () => {
    expect(textForPattern('^(?:(?:a+)+)+$', 30)?.length).toBeGreaterThanOrEqual(30);
    expect(textForPattern('(?:(?:(?:a{200}){200}){200}){200}')).toBeUndefined();
  });
});
