/**
 * A path through JSON, as in `text.lines.3`, and one step more. A name that could be taken for two is quoted.
 *
 * @param path empty for the whole
 */
export function pathStep(path: string, name: string | number): string {
  const own = typeof name === 'number' || /^[\w-]+$/.test(name) ? String(name) : JSON.stringify(name);
  return path === '' ? own : `${path}.${own}`;
}
