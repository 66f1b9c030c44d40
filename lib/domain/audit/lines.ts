import { isRecord } from '#lib/std/is-record.ts';

/** One field of an entry's details: what became of it, or what was chosen for it. */
export type DetailLine =
  | { readonly field: string; readonly kind: 'changed'; readonly from: unknown; readonly to: unknown }
  | { readonly field: string; readonly kind: 'chosen'; readonly value: unknown };

/** An entry's details, field by field; a field within another is named by its path: `limits.tokens`. */
export function detailLines(details: Readonly<Record<string, unknown>>, path: readonly string[] = []): DetailLine[] {
  return Object.entries(details).flatMap(([name, value]): DetailLine[] => {
    const inner = [...path, name];
    const field = inner.join('.');
    if (!isRecord(value)) return [{ field, kind: 'chosen', value }];
    if (!isChange(value)) return detailLines(value, inner);
    const { from, to } = value;
    if (!isRecord(from) || !isRecord(to)) return [{ field, kind: 'changed', from, to }];
    // Of what holds several fields, those that differ.
    return [...new Set([...Object.keys(from), ...Object.keys(to)])].flatMap((key): DetailLine[] =>
      JSON.stringify(from[key]) === JSON.stringify(to[key])
        ? []
        : [{ field: `${field}.${key}`, kind: 'changed', from: from[key], to: to[key] }],
    );
  });
}

const isChange = (value: Record<string, unknown>): value is { from: unknown; to: unknown } =>
  Object.keys(value).length === 2 && 'from' in value && 'to' in value;
