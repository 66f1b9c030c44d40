import { nfkc } from '#lib/std/nfkc.ts';
import { SYNONYMS } from './vocabulary.ts';

/** Cuts text of either language into what the search compares: stemmed words, Chinese runs, concepts. */

export type Token =
  /**
   * A word. An identifier has several `parts`: `max_tokens` and `max-tokens` have `max`, `token`. So has a word with
   * capitals inside, as its `humps`, beside itself: `baseURL` is `baseurl` and `base`, `url`.
   */
  | {
      readonly kind: 'word';
      readonly raw: string;
      readonly parts: readonly string[];
      readonly humps: readonly string[];
    }
  /** A run of Chinese characters. */
  | { readonly kind: 'han'; readonly text: string };

const PIECE = /[A-Za-z0-9]+(?:['._-][A-Za-z0-9]+)*|\p{Script=Han}+/gu;
const CAMEL = /(?<=[a-z0-9])(?=[A-Z])/;
const HAN_START = /^\p{Script=Han}/u;

export function tokensOf(text: string): Token[] {
  return (nfkc(text).match(PIECE) ?? []).map((piece) => {
    if (HAN_START.test(piece)) return { kind: 'han', text: piece };
    const raw = piece.toLowerCase();
    const stems = (parts: readonly string[]) => parts.map((part) => stem(part.toLowerCase()));
    return {
      kind: 'word',
      raw,
      parts: stems(raw.includes("'") ? [raw] : raw.split(/[._-]/)),
      humps: stems(piece.split(CAMEL)),
    };
  });
}

/** Takes the commonest endings off an English word, so that `retries`, `retried` and `retry` are one. */
export function stem(word: string): string {
  if (word.length < 4 || !/^[a-z]+$/.test(word)) return word;
  let root = word;
  if (/(?:ies|ied)$/.test(root)) root = `${root.slice(0, -3)}y`;
  else if (/(?:ss|x|ch|sh)es$/.test(root)) root = root.slice(0, -2);
  else if (/[^sui]s$/.test(root)) root = root.slice(0, -1);
  if (root.length > 5 && root.endsWith('ing')) root = undouble(root.slice(0, -3));
  else if (root.length > 4 && root.endsWith('ed')) root = undouble(root.slice(0, -2));
  return root.length > 4 && root.endsWith('e') ? root.slice(0, -1) : root;
}

const undouble = (root: string): string => (/([bdgmnprt])\1$/.test(root) ? root.slice(0, -1) : root);

/** `max_token` for the identifier `max_tokens`. */
export const compoundOf = (parts: readonly string[]): string => parts.join('_');

/** Words of known meaning; `parts` are the stems of English ones, or the one Chinese run. */
interface Phrase {
  readonly parts: readonly string[];
  readonly concept: string;
}

const phrases: readonly Phrase[] = Object.entries(SYNONYMS)
  .flatMap(([concept, words]) =>
    words.split('|').map((phrase) => ({
      parts: tokensOf(phrase).flatMap((token) => (token.kind === 'word' ? token.parts : [token.text])),
      concept: `@${concept}`,
    })),
  )
  // The longest comes first: `api key` before `api`, 流式响应 before 流式.
  .sort((first, second) => second.parts.join().length - first.parts.join().length);
const wordPhrases = Map.groupBy(phrases, ({ parts }) => parts[0] ?? '');
const hanPhrases = Map.groupBy(phrases, ({ parts }) => (parts[0] ?? '').charAt(0));

/** The longest phrase of known meaning that begins at word `at`. */
export function wordPhraseAt(words: readonly string[], at: number): Phrase | undefined {
  return wordPhrases
    .get(words[at] ?? '')
    ?.find(({ parts }) => parts.every((part, offset) => words[at + offset] === part));
}

/** The longest Chinese phrase of known meaning that begins at character `at`. */
export function hanPhraseAt(text: string, at: number): { readonly text: string; readonly concept: string } | undefined {
  const found = hanPhrases.get(text.charAt(at))?.find(({ parts }) => text.startsWith(parts[0] ?? '', at));
  return found === undefined ? undefined : { text: found.parts[0] ?? '', concept: found.concept };
}

/** Every term of a text that goes into the index: stems, compounds, Chinese characters and pairs, concepts. */
export function indexTerms(text: string): string[] {
  const terms: string[] = [];
  let words: string[] = [];
  for (const token of tokensOf(text)) {
    if (token.kind === 'word') {
      terms.push(...token.parts);
      words.push(...token.parts);
      if (token.parts.length > 1) terms.push(compoundOf(token.parts));
      if (token.humps.length > 1) terms.push(compoundOf(token.humps));
      continue;
    }
    terms.push(...wordConcepts(words));
    words = [];
    for (let at = 0; at < token.text.length; at += 1) {
      terms.push(token.text.charAt(at));
      if (at + 1 < token.text.length) terms.push(token.text.slice(at, at + 2));
      const phrase = hanPhraseAt(token.text, at);
      if (phrase !== undefined) terms.push(phrase.concept);
    }
  }
  return [...terms, ...wordConcepts(words)];
}

function wordConcepts(words: readonly string[]): string[] {
  return words.flatMap((_word, at) => wordPhraseAt(words, at)?.concept ?? []);
}
