import { asksToContinue } from './intent.ts';

/** What was said, as the sandbox reads it. */
export interface Said {
  readonly role: string;
  readonly text: string;
}

/** A conversation, and the answer at its end that was begun and not finished; `''` when there is none. */
export interface Begun {
  readonly asked: readonly Said[];
  readonly begun: string;
}

/**
 * Parts a conversation from the unfinished answer at its end: an assistant's message at the very end, or one or more of
 * them, each followed by a wish to continue.
 */
export function splitBegun(said: readonly Said[]): Begun {
  let begun = '';
  let end = said.length;
  while (end > 0) {
    const last = said[end - 1];
    const wish = last?.role === 'user' && asksToContinue(last.text);
    const part = said[end - (wish ? 2 : 1)];
    if (part?.role !== 'assistant') break;
    begun = part.text + begun;
    end -= wish ? 2 : 1;
  }
  return { asked: said.slice(0, end), begun };
}

/**
 * What is left to say of an answer that was begun: the rest of it, or `complete` when nothing is left; the whole answer
 * when it was another one that was begun.
 */
export function restOf(whole: string, begun: string, complete: string): string {
  if (begun === '' || !whole.startsWith(begun)) return whole;
  return whole === begun ? complete : whole.slice(begun.length);
}
