import * as z from 'zod/mini';

/** A header as it is kept: its name in small letters; `null`: its value is not kept. */
export const keptHeadersSchema = z.array(z.tuple([z.string(), z.nullable(z.string())]));
export type KeptHeader = z.infer<typeof keptHeadersSchema>[number];

/**
 * Headers whose values tell what a client is and how it asks, and are the same in all of its calls. What is not here may
 * be a secret, or somebody's: of it only the name is kept.
 */
const KEPT = new Set([
  ...['accept', 'accept-charset', 'accept-encoding', 'accept-language', 'anthropic-version', 'cache-control'],
  ...['connection', 'content-encoding', 'content-type', 'expect', 'host', 'openai-beta', 'origin', 'referer'],
  ...['sec-ch-ua', 'sec-ch-ua-mobile', 'sec-ch-ua-platform', 'sec-fetch-dest', 'sec-fetch-mode', 'sec-fetch-site'],
  ...['te', 'transfer-encoding', 'upgrade', 'user-agent', 'x-requested-with'],
]);
/** What the SDKs of OpenAI's kind say of themselves. */
const KEPT_PREFIX = 'x-stainless-';

/** Told by the ledger's own columns, and another one in every call. */
const TOLD_ELSEWHERE = new Set(['content-length']);

const MAX_HEADERS = 60;
const MAX_NAME_CHARACTERS = 100;
const MAX_VALUE_CHARACTERS = 200;

/** Whether the value of a header may be kept. @param name in small letters */
export const isKeptHeader = (name: string): boolean => KEPT.has(name) || name.startsWith(KEPT_PREFIX);

/** Whether a header is none of a set of them. @param name in small letters */
export const isToldElsewhere = (name: string): boolean => TOLD_ELSEWHERE.has(name);

/**
 * A call's headers without what might be a secret.
 *
 * @param fields names and values by turns, as they came
 * @param redact takes out of a value what looks like a secret all the same
 */
export function keptHeaders(fields: readonly string[], redact: (text: string) => string): KeptHeader[] {
  const kept: KeptHeader[] = [];
  for (let index = 0; index + 1 < fields.length && kept.length < MAX_HEADERS; index += 2) {
    const name = (fields[index] ?? '').toLowerCase().slice(0, MAX_NAME_CHARACTERS);
    if (isToldElsewhere(name)) continue;
    const value = isKeptHeader(name) ? redact(plain(name, fields[index + 1] ?? '')) : null;
    kept.push([name, value === null || value.length <= MAX_VALUE_CHARACTERS ? value : cut(value)]);
  }
  return kept;
}

const cut = (value: string): string => `${value.slice(0, MAX_VALUE_CHARACTERS).toWellFormed()}…`;

/** Without what is another one in every call, or tells where somebody was. */
function plain(name: string, value: string): string {
  if (name === 'content-type') return value.replace(/;\s*boundary=.*$/i, '; boundary=…');
  // Of an address no query, no fragment, and no name and password before the host.
  if (name === 'referer' || name === 'origin') return value.replace(/[?#].*$/s, '').replace(/\/\/[^/@]*@/, '//');
  return value;
}
