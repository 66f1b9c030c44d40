/**
 * The JSON object that begins at a place of a text which need not be JSON before it or behind it: its braces are counted,
 * those in strings are not.
 *
 * @param start where its `{` stands
 * @returns undefined when none begins there, or none ends
 */
export function cutObject(text: string, start: number): string | undefined {
  if (text[start] !== '{') return undefined;
  let depth = 0;
  let inString = false;
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (inString) {
      if (character === '\\') at++;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '{') depth++;
    else if (character === '}' && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}
