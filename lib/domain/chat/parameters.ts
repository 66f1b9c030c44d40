import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';

export type NumberParameter =
  | 'temperature'
  | 'max_tokens'
  | 'top_p'
  | 'frequency_penalty'
  | 'presence_penalty'
  | 'seed';

export interface NumberRange {
  readonly min: number;
  readonly max: number;
  readonly integer: boolean;
  /** The documented default; none: the parameter stays out of the request. */
  readonly default?: number | undefined;
  readonly slider?: { readonly max: number; readonly step: number } | undefined;
}

/** The documented range of a parameter. @param contextTokens the model's context, where it is known */
export function rangeOf(name: NumberParameter, contextTokens: number | undefined): NumberRange {
  if (name === 'seed') return { min: Number.MIN_SAFE_INTEGER, max: Number.MAX_SAFE_INTEGER, integer: true };
  const row = CHAT_PARAMETERS[name];
  if (name === 'max_tokens') {
    const max = contextTokens ?? row.max;
    return { ...row, max, integer: true, slider: { max: Math.min(max, 8192), step: 1 } };
  }
  return { ...row, integer: false, slider: { max: row.max, step: 0.05 } };
}

/** What is wrong with a number as it was typed; undefined when it may be sent. */
export function checkNumber(text: string, range: NumberRange): 'notInteger' | 'outOfRange' | undefined {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) return range.integer ? 'notInteger' : 'outOfRange';
  if (range.integer && !Number.isInteger(value)) return 'notInteger';
  return value < range.min || value > range.max ? 'outOfRange' : undefined;
}

/** The documented number of stop sequences. */
export const MAX_STOPS = 4;

/** Stop sequences from a text with one a line; `\n` and `\t` stand for the characters. */
export function parseStops(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.replaceAll('\\n', '\n').replaceAll('\\t', '\t'))
    .filter((stop) => stop !== '');
}

export function formatStops(stops: readonly string[]): string {
  return stops.map((stop) => stop.replaceAll('\n', '\\n').replaceAll('\t', '\\t')).join('\n');
}
