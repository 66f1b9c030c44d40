import { isRecord } from '#lib/std/is-record.ts';
import { pathStep } from './json-path.ts';

/** Lines of a text, counted from 0; both are part of it. */
export interface LineRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Where findings stand in their answer as `JSON.stringify(answer, null, 2)` writes it.
 *
 * @param ids of findings, labels or colours
 */
export function jsonRanges(answer: unknown, ids: Iterable<string>): ReadonlyMap<string, LineRange> {
  const wanted = new Set(ids);
  const ranges = new Map<string, LineRange>();
  /** @returns the line behind it */
  const walk = (value: unknown, path: string, first: number): number => {
    const entries: (readonly [string | number, unknown])[] = Array.isArray(value)
      ? [...value.entries()]
      : isRecord(value)
        ? Object.entries(value)
        : [];
    let line = first + 1;
    for (const [name, inner] of entries) line = walk(inner, pathStep(path, name), line);
    // An empty one closes where it opens.
    if (entries.length > 0) line++;
    if (wanted.has(path)) ranges.set(path, { first, last: line - 1 });
    return line;
  };
  walk(answer, '', 0);
  return ranges;
}
