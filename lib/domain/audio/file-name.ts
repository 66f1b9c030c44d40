import type { Container } from './container.ts';

const MAX_CHARACTERS = 128;

/**
 * What a name must not carry on: control characters, quotes and slashes, characters that turn the reading direction, and
 * halves of surrogate pairs.
 */
const UNSAFE = /[\p{C}\p{Zl}\p{Zp}"'`\\/:*?<>|;]/gu;

/**
 * A client's file name fit to be passed on as a word, never as a path. Servers tell a sound's kind by the ending, so it
 * gets the right one where it has another.
 */
export function safeFileName(name: string, { extensions }: Container): string {
  const [extension = 'bin'] = extensions;
  const cleaned = name.replace(UNSAFE, '').replace(/^[.\s]+|[.\s]+$/g, '');
  const ending = /\.([^.]+)$/.exec(cleaned)?.[1]?.toLowerCase() ?? '';
  const right = extensions.includes(ending);
  const stem = right ? cleaned.slice(0, -ending.length - 1) : cleaned;
  const suffix = `.${right ? ending : extension}`;
  // By characters, not by units: a pair cut in two is no character.
  const short = Array.from(stem)
    .slice(0, MAX_CHARACTERS - suffix.length)
    .join('');
  return `${short === '' ? 'audio' : short}${suffix}`;
}
