import { parseJson } from '#lib/std/parse-json.ts';

/** A body for reading: JSON with a line for each value, everything else as it is. */
export function formatBody(text: string): string {
  const json = parseJson(text);
  return json === undefined || json === null || typeof json !== 'object' ? text : JSON.stringify(json, null, 2);
}
