import { isRecord } from '#lib/std/is-record.ts';

/** What stands for any text that nothing in a schema describes. */
export const PLACEHOLDER = 'placeholder';

/** Schemas may refer to themselves; deeper than this only what is required is made. */
const MAX_DEPTH = 12;

const FORMATS: Readonly<Record<string, string>> = {
  date: '2026-01-01',
  'date-time': '2026-01-01T00:00:00Z',
  time: '00:00:00Z',
  duration: 'PT1M',
  email: 'placeholder@example.com',
  hostname: 'example.com',
  ipv4: '192.0.2.1',
  ipv6: '2001:db8::1',
  uri: 'https://example.com/placeholder',
  url: 'https://example.com/placeholder',
  uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * A value that satisfies a JSON Schema, made of placeholders: what a schema names itself (`const`, `enum`, `default`,
 * `examples`) comes first. Covers types, required properties, formats, bounds, arrays, local `$ref`, `allOf`, and the
 * first branch of `anyOf` and `oneOf`; a `pattern` is met only where a placeholder happens to meet it.
 */
export function placeholderFor(schema: unknown): unknown {
  return make(schema, { root: schema, depth: 0 });
}

interface Context {
  readonly root: unknown;
  readonly depth: number;
}

function make(schema: unknown, context: Context): unknown {
  if (!isRecord(schema)) return PLACEHOLDER;
  const deeper = { ...context, depth: context.depth + 1 };
  if (typeof schema.$ref === 'string') {
    return context.depth > MAX_DEPTH ? null : make(resolve(schema.$ref, context.root), deeper);
  }
  if ('const' in schema) return schema.const;
  if (Array.isArray(schema.enum) && schema.enum.length > 0) return schema.enum[0];
  if ('default' in schema) return schema.default;
  if (Array.isArray(schema.examples) && schema.examples.length > 0) return schema.examples[0];
  if (Array.isArray(schema.allOf))
    return make(merge([...schema.allOf, { ...schema, allOf: undefined }], context.root), deeper);
  const [branch] = [schema.anyOf, schema.oneOf].flatMap((list) => (Array.isArray(list) ? [list[0]] : []));
  if (branch !== undefined)
    return make(merge([branch, { ...schema, anyOf: undefined, oneOf: undefined }], context.root), deeper);
  return ofType(schema, deeper);
}

function ofType(schema: Record<string, unknown>, context: Context): unknown {
  const type = Array.isArray(schema.type) ? schema.type[0] : schema.type;
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
      return makeString(schema);
    default:
      return 'properties' in schema
        ? makeObject(schema, context)
        : 'items' in schema
          ? makeArray(schema, context)
          : makeString(schema);
  }
}

function makeObject(schema: Record<string, unknown>, context: Context): Record<string, unknown> {
  const properties = isRecord(schema.properties) ? schema.properties : {};
  const required = Array.isArray(schema.required) ? schema.required.filter((name) => typeof name === 'string') : [];
  // Where nothing is required, an empty object would say nothing of the shape.
  const names = required.length > 0 || context.depth > MAX_DEPTH ? required : Object.keys(properties);
  return Object.fromEntries(names.map((name) => [name, make(properties[name], context)]));
}

function makeArray(schema: Record<string, unknown>, context: Context): unknown[] {
  if (Array.isArray(schema.prefixItems)) return schema.prefixItems.map((entry) => make(entry, context));
  const least = numberOr(schema.minItems, context.depth > MAX_DEPTH ? 0 : 1);
  const most = numberOr(schema.maxItems, Number.POSITIVE_INFINITY);
  const item = () => make(schema.items, context);
  return Array.from({ length: Math.min(least, most) }, (_, index) =>
    schema.uniqueItems === true ? unique(item(), index) : item(),
  );
}

const unique = (value: unknown, index: number): unknown => {
  if (index === 0) return value;
  return typeof value === 'number' ? value + index : typeof value === 'string' ? `${value}-${index + 1}` : value;
};

function makeNumber(schema: Record<string, unknown>, integer: boolean): number {
  const step = numberOr(schema.multipleOf, integer ? 1 : 0);
  let low = numberOr(schema.minimum, Number.NEGATIVE_INFINITY);
  if (typeof schema.exclusiveMinimum === 'number')
    low = Math.max(
      low,
      schema.exclusiveMinimum + (step || Number.EPSILON * 4 * Math.max(1, Math.abs(schema.exclusiveMinimum))),
    );
  let high = numberOr(schema.maximum, Number.POSITIVE_INFINITY);
  if (typeof schema.exclusiveMaximum === 'number')
    high = Math.min(
      high,
      schema.exclusiveMaximum - (step || Number.EPSILON * 4 * Math.max(1, Math.abs(schema.exclusiveMaximum))),
    );
  const wished = Math.min(Math.max(0, low), high);
  if (step === 0) return wished;
  const up = Math.ceil(wished / step) * step;
  return up <= high ? up : Math.floor(wished / step) * step;
}

function makeString(schema: Record<string, unknown>): string {
  const known = typeof schema.format === 'string' ? FORMATS[schema.format] : undefined;
  if (known !== undefined) return known;
  const least = numberOr(schema.minLength, 0);
  const most = numberOr(schema.maxLength, Number.POSITIVE_INFINITY);
  return PLACEHOLDER.padEnd(least, '-').slice(0, most);
}

const numberOr = (value: unknown, fallback: number): number => (typeof value === 'number' ? value : fallback);

/** `#/$defs/Name` within the same schema; nothing is ever fetched. */
function resolve(ref: string, root: unknown): unknown {
  if (!ref.startsWith('#')) return {};
  const path = ref
    .slice(1)
    .split('/')
    .filter((part) => part !== '');
  return path.reduce<unknown>(
    (node, part) =>
      isRecord(node) ? node[decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')] : undefined,
    root,
  );
}

/** One schema that asks for what all of them ask. */
function merge(schemas: readonly unknown[], root: unknown): Record<string, unknown> {
  const merged: Record<string, unknown> = {};
  for (const entry of schemas) {
    const schema = isRecord(entry) && typeof entry.$ref === 'string' ? resolve(entry.$ref, root) : entry;
    if (!isRecord(schema)) continue;
    const { properties, required, ...rest } = schema;
    Object.assign(merged, Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)));
    if (isRecord(properties))
      merged.properties = { ...(isRecord(merged.properties) ? merged.properties : {}), ...properties };
    if (Array.isArray(required))
      merged.required = [...(Array.isArray(merged.required) ? merged.required : []), ...required];
  }
  return merged;
}
