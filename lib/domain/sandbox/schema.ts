import { isRecord } from '#lib/std/is-record.ts';

/** JSON Schemas as they come in a request: references within one, and several that hold at once. */

export type Schema = Readonly<Record<string, unknown>>;

/** Nothing satisfies the schema, or nothing that the sandbox finds. */
export class UnsatisfiableSchema extends Error {}

/** The part of a schema that `#/$defs/Name` names; nothing is ever fetched. @throws UnsatisfiableSchema */
export function resolveRef(ref: string, root: unknown): unknown {
  if (!ref.startsWith('#') || !isDecodable(ref)) throw new UnsatisfiableSchema(`cannot follow $ref "${ref}"`);
  const names = decodeURIComponent(ref.slice(1)).split('/').slice(1);
  return names.reduce<unknown>((node, name) => {
    const key = name.replaceAll('~1', '/').replaceAll('~0', '~');
    if (typeof node === 'object' && node !== null && Object.hasOwn(node, key)) return Reflect.get(node, key);
    throw new UnsatisfiableSchema(`$ref "${ref}" leads nowhere`);
  }, root);
}

function isDecodable(text: string): boolean {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
}

const LOWER_BOUNDS = new Set(['minimum', 'exclusiveMinimum', 'minLength', 'minItems', 'minProperties']);
const UPPER_BOUNDS = new Set(['maximum', 'exclusiveMaximum', 'maxLength', 'maxItems', 'maxProperties']);
const BRANCHES = ['anyOf', 'oneOf'] as const;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

/** One schema that asks for what both ask. @throws UnsatisfiableSchema when they exclude each other */
export function bothOf(first: Schema, second: Schema): Schema {
  const both: Record<string, unknown> = { ...first };
  for (const [key, value] of Object.entries(second))
    both[key] = key in first ? bothValues(key, first[key], value) : value;
  // Two lists of branches cannot be one list: the second becomes a condition of its own.
  const conditions = BRANCHES.flatMap((list) => (list in first && list in second ? [{ [list]: second[list] }] : []));
  for (const list of BRANCHES) if (list in first) both[list] = first[list];
  const all = [...listOf(first.allOf), ...listOf(second.allOf), ...conditions];
  if (all.length > 0) both.allOf = all;
  return both;
}

function bothValues(key: string, first: unknown, second: unknown): unknown {
  if (typeof first === 'number' && typeof second === 'number') {
    if (LOWER_BOUNDS.has(key)) return Math.max(first, second);
    if (UPPER_BOUNDS.has(key)) return Math.min(first, second);
  }
  if (key === 'required' && Array.isArray(first) && Array.isArray(second)) return [...new Set([...first, ...second])];
  if (key === 'enum' && Array.isArray(first) && Array.isArray(second)) {
    const other = new Set(second.map((value) => JSON.stringify(value)));
    return first.filter((value) => other.has(JSON.stringify(value)));
  }
  if (key === 'type') return bothTypes(typesOf(first), typesOf(second));
  if (key === 'properties' && isRecord(first) && isRecord(second)) {
    const names = [...new Set([...Object.keys(first), ...Object.keys(second)])];
    return Object.fromEntries(names.map((name) => [name, bothSchemas(first[name], second[name])]));
  }
  if (key === 'items') return bothSchemas(first, second);
  return second;
}

/** `integer` is a kind of `number`. */
function bothTypes(first: readonly string[], second: readonly string[]): string[] {
  const both = first.flatMap((type) => {
    if (second.includes(type) || (type === 'integer' && second.includes('number'))) return [type];
    return type === 'number' && second.includes('integer') ? ['integer'] : [];
  });
  if (both.length === 0) throw new UnsatisfiableSchema('types exclude each other');
  return both;
}

/** Two schemas of the same place; either may be absent, or `true`, which asks for nothing. */
function bothSchemas(first: unknown, second: unknown): unknown {
  if (first === false || second === false) return false;
  if (!isRecord(first)) return second ?? first;
  return isRecord(second) ? { allOf: [first, second] } : first;
}

export function typesOf(type: unknown): string[] {
  return (Array.isArray(type) ? type : [type]).filter((name) => typeof name === 'string');
}
