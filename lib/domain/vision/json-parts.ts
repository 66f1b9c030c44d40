import { pathStep } from './json-path.ts';

/** A stretch of JSON as it is written out, and the finding that it tells of. */
export interface JsonPart {
  /** Undefined: of no finding. */
  readonly id: string | undefined;
  readonly text: string;
}

/**
 * An answer written out with two spaces a level, cut where findings begin and end, so that each can be linked to its box.
 *
 * @param ids where the findings stand, as in `text.lines.3`
 */
export function jsonParts(answer: unknown, ids: readonly string[]): JsonPart[] {
  const wanted = new Set(ids);
  const parts: { id: string | undefined; text: string }[] = [];
  const write = (text: string, id: string | undefined) => {
    const last = parts.at(-1);
    if (last !== undefined && last.id === id) last.text += text;
    else parts.push({ id, text });
  };
  const visit = (value: unknown, { path, indent, id }: Place) => {
    const own = id ?? (wanted.has(path) ? path : undefined);
    if (typeof value !== 'object' || value === null) {
      write(JSON.stringify(value) ?? 'null', own);
      return;
    }
    const isList = Array.isArray(value);
    const entries = Object.entries(value).filter(([, field]) => field !== undefined);
    const [open, close] = isList ? '[]' : '{}';
    if (entries.length === 0) {
      write(`${open}${close}`, own);
      return;
    }
    const inner = `${indent}  `;
    write(`${open}\n`, own);
    for (const [index, [name, field]] of entries.entries()) {
      write(`${inner}${isList ? '' : `${JSON.stringify(name)}: `}`, own);
      visit(field, { path: pathStep(path, isList ? Number(name) : name), indent: inner, id: own });
      write(`${index === entries.length - 1 ? '' : ','}\n`, own);
    }
    write(`${indent}${close}`, own);
  };
  visit(answer, { path: '', indent: '', id: undefined });
  return parts;
}

interface Place {
  readonly path: string;
  readonly indent: string;
  /** Of the finding that it is within. */
  readonly id: string | undefined;
}
