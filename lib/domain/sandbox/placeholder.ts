import { isRecord } from '#lib/std/is-record.ts';
import { textForPattern } from './pattern.ts';
import { bothOf, resolveRef, type Schema, typesOf, UnsatisfiableSchema } from './schema.ts';

/** What stands for any text that nothing in a schema describes. */
export const PLACEHOLDER = 'placeholder';

/** A schema of a few lines may ask for more values than there is memory: this many values and characters are made. */
const VALUES_MAX = 5_000;
const CHARACTERS_MAX = 100_000;
const DEPTH_MAX = 64;

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'PT1M',
  email: 'placeholder@example.com',
  'idn-email': 'placeholder@example.com',
  hostname: 'example.com',
  'idn-hostname': 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/placeholder',
  'uri-reference': '/placeholder',
  iri: 'https://example.com/placeholder',
  url: 'https://example.com/placeholder',
  uuid: '00000000-0000-4000-8000-000000000000',
  'json-pointer': '/placeholder',
  regex: 'placeholder',
};

/**
 * A value that satisfies a JSON Schema, made of placeholders: what the schema names itself (`const`, `enum`, `default`,
 * `examples`) comes first. Covers types, required properties, formats, simple patterns, bounds, arrays, local `$ref`
 * and `allOf`; of `anyOf` and `oneOf` the first branch that can be met. `not`, `if` and `contains` are not looked at.
 *
 * @throws UnsatisfiableSchema when nothing was found: the schema contradicts itself, requires itself, or asks for too much
 */
export function placeholderFor(schema: unknown): unknown {
  return make(schema, { root: schema, refs: [], depth: 0, left: { values: VALUES_MAX, characters: CHARACTERS_MAX } });
}

interface Context {
  readonly root: unknown;
  /** The references that lead here; one that comes up again would go on for ever. */
  readonly refs: readonly string[];
  readonly depth: number;
  /** Shared by all that is made for one schema. */
  readonly left: { values: number; characters: number };
}

/** Too much is asked for: no other branch is tried. */
class TooLarge extends UnsatisfiableSchema {}

function make(schema: unknown, context: Context): unknown {
  context.left.values -= 1;
  if (context.left.values < 0) throw new TooLarge('the schema asks for too many values');
  if (context.depth > DEPTH_MAX) throw new UnsatisfiableSchema('the schema is nested too deep');
  if (schema === false) throw new UnsatisfiableSchema('false allows nothing');
  if (!isRecord(schema)) return PLACEHOLDER;
  const deeper = { ...context, depth: context.depth + 1 };

  if (typeof schema.$ref === 'string') {
    const { $ref, ...rest } = schema;
    return makeAll([{ $ref }, rest], deeper);
  }
  if (Array.isArray(schema.allOf)) {
    const { allOf, ...rest } = schema;
    return makeAll([rest, ...allOf], deeper);
  }
  if ('const' in schema) return given(schema.const, context);
  if (Array.isArray(schema.enum)) {
    if (schema.enum.length === 0) throw new UnsatisfiableSchema('enum is empty');
    return given(schema.enum[0], context);
  }
  for (const list of ['anyOf', 'oneOf'] as const) {
    const branches = schema[list];
    if (!Array.isArray(branches)) continue;
    const { [list]: _branches, ...rest } = schema;
    return firstOf(branches, (branch) => makeAll([rest, branch], deeper));
  }
  if ('default' in schema) return given(schema.default, context);
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return given(schema.examples[0], context);
  const types = typesOf(schema.type);
  // A value tells more than null does.
  const wished = types.filter((type) => type !== 'null');
  return firstOf(wished.length > 0 ? wished : [types[0] ?? guessType(schema)], (type) => ofType(type, schema, deeper));
}

/** A value that the schema names itself. It may be large, and asked for many times. */
function given(value: unknown, { left }: Context): unknown {
  spend(left, JSON.stringify(value ?? null).length);
  return value;
}

function spend(left: Context['left'], characters: number): void {
  left.characters -= characters;
  if (left.characters < 0) throw new TooLarge('the schema asks for too much text');
}

/** The first of the choices that something can be made of. */
function firstOf<T>(choices: readonly T[], attempt: (choice: T) => unknown): unknown {
  let failure: unknown = new UnsatisfiableSchema('no branch');
  for (const choice of choices) {
    try {
      return attempt(choice);
    } catch (thrown) {
      if (!(thrown instanceof UnsatisfiableSchema) || thrown instanceof TooLarge) throw thrown;
      failure = thrown;
    }
  }
  throw failure;
}

/** A value that satisfies all the schemas at once. */
function makeAll(schemas: readonly unknown[], context: Context): unknown {
  const refs = [...context.refs];
  const followed = schemas.map((part) => {
    let schema = part;
    while (isRecord(schema) && typeof schema.$ref === 'string' && Object.keys(schema).length === 1) {
      if (refs.includes(schema.$ref)) throw new UnsatisfiableSchema(`"${schema.$ref}" requires itself`);
      refs.push(schema.$ref);
      schema = resolveRef(schema.$ref, context.root);
    }
    return schema;
  });
  if (followed.includes(false)) throw new UnsatisfiableSchema('false allows nothing');
  return make(followed.filter(isRecord).reduce<Schema>(bothOf, {}), { ...context, refs });
}

function guessType(schema: Schema): string {
  if ('properties' in schema || 'required' in schema) return 'object';
  if ('items' in schema || 'prefixItems' in schema || 'minItems' in schema) return 'array';
  if ('minimum' in schema || 'maximum' in schema || 'multipleOf' in schema) return 'number';
  return 'string';
}

function ofType(type: string, schema: Schema, context: Context): unknown {
  switch (type) {
    case 'object':
      return makeObject(schema, context);
    case 'array':
      return makeArray(schema, context);
    case 'integer':
    case 'number':
      return makeNumber(schema, type === 'integer');
    case 'boolean':
      return false;
    case 'null':
      return null;
    case 'string':
      return makeString(schema, context);
    default:
      throw new UnsatisfiableSchema(`unknown type "${type}"`);
  }
}

function makeObject(schema: Schema, context: Context): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = typesOf(schema.required ?? []);
  const made = new Map<string, unknown>();
  const add = (name: string): void => {
    spend(context.left, name.length);
    made.set(name, make(Object.hasOwn(properties, name) ? properties[name] : schema.additionalProperties, context));
  };
  for (const name of required) add(name);

  const least = numberOr(schema.minProperties, 0);
  const most = numberOr(schema.maxProperties, Number.POSITIVE_INFINITY);
  // Where nothing is required, an empty object would say nothing of the shape.
  const wanted = required.length === 0 ? most : least;
  for (const name of Object.keys(properties)) {
    if (made.size >= wanted) break;
    if (made.has(name)) continue;
    // An optional property that cannot be made is left out.
    firstOf([add, () => undefined], (attempt) => attempt(name));
  }
  for (let extra = 1; made.size < least; extra += 1) {
    add(`${PLACEHOLDER}${extra}`);
  }
  return Object.fromEntries(made);
}

function makeArray(schema: Schema, context: Context): unknown[] {
  const leading: readonly unknown[] = Array.isArray(schema.prefixItems) ? schema.prefixItems : [];
  const least = numberOr(schema.minItems, 0);
  const most = numberOr(schema.maxItems, Number.POSITIVE_INFINITY);
  const values = leading.slice(0, most).map((item) => make(item, context));
  // One item shows the shape, if there may be one.
  const wanted = Math.min(most, Math.max(least, values.length, schema.items === false ? 0 : 1));
  const distinct = schema.uniqueItems === true ? distinctValues(schema.items) : undefined;
  while (values.length < wanted) {
    const at = values.length;
    const needed = at < least;
    const item = firstOf<() => unknown>(
      [
        () => (distinct === undefined ? make(schema.items, context) : distinct(make(schema.items, context), at)),
        ...(needed ? [] : [() => END]),
      ],
      (attempt) => attempt(),
    );
    if (item === END) break;
    values.push(item);
  }
  return values;
}

const END = Symbol('no further item');

/** Makes the n-th item differ from those before it. */
function distinctValues(items: unknown): (value: unknown, at: number) => unknown {
  return (value, at) => {
    if (at === 0) return value;
    if (isRecord(items) && Array.isArray(items.enum)) {
      if (at < items.enum.length) return items.enum[at];
    } else if (typeof value === 'number') return value + at;
    else if (typeof value === 'boolean' && at === 1) return !value;
    else if (typeof value === 'string') return `${value}${at + 1}`;
    throw new UnsatisfiableSchema('the items cannot all differ');
  };
}

function makeNumber(schema: Schema, integer: boolean): number {
  const step = Math.abs(numberOr(schema.multipleOf, integer ? 1 : 0));
  const minimum = numberOr(schema.minimum, Number.NEGATIVE_INFINITY);
  const maximum = numberOr(schema.maximum, Number.POSITIVE_INFINITY);
  const above = numberOr(schema.exclusiveMinimum, Number.NEGATIVE_INFINITY);
  const below = numberOr(schema.exclusiveMaximum, Number.POSITIVE_INFINITY);
  const fits = (value: number) => value >= minimum && value <= maximum && value > above && value < below;

  const low = Math.max(minimum, above);
  const high = Math.min(maximum, below);
  const wished = Math.min(Math.max(0, low), high);
  const steps =
    step === 0
      ? []
      : [
          Math.ceil(wished / step),
          Math.floor(wished / step),
          Math.floor(wished / step) + 1,
          Math.ceil(wished / step) - 1,
        ];
  const candidates = step === 0 ? [wished, (low + high) / 2, low + 1, high - 1] : steps.map((times) => times * step);
  // `-0` and `0` are one number, but not to everybody.
  const found = candidates.find(
    (value) => Number.isFinite(value) && fits(value) && (!integer || Number.isInteger(value)),
  );
  if (found === undefined) throw new UnsatisfiableSchema('no number lies within the bounds');
  return found + 0;
}

function makeString(schema: Schema, { left }: Context): string {
  const least = numberOr(schema.minLength, 0);
  const most = numberOr(schema.maxLength, Number.POSITIVE_INFINITY);
  spend(left, Math.max(least, PLACEHOLDER.length));
  if (least > most) throw new UnsatisfiableSchema('minLength exceeds maxLength');

  const fits = (text: string | undefined): text is string =>
    text !== undefined && text.length >= least && text.length <= most;
  const formatted =
    typeof schema.format === 'string' && Object.hasOwn(FORMATS, schema.format) ? FORMATS[schema.format] : undefined;
  if (fits(formatted)) return formatted;
  const patterned = typeof schema.pattern === 'string' ? textForPattern(schema.pattern, least) : undefined;
  if (fits(patterned)) {
    spend(left, patterned.length);
    return patterned;
  }
  return PLACEHOLDER.padEnd(least, '-').slice(0, most);
}

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);
