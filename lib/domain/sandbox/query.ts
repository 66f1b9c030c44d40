import { compoundOf, hanPhraseAt, stem, type Token, tokensOf, wordPhraseAt } from './terms.ts';
import { FILLER_PHRASES, FILLER_WORDS, STOP_CHARACTERS, STOP_PHRASES, STOP_WORDS } from './vocabulary.ts';

/** One thing that a question asks about. A section has it when it has one of the alternatives. */
export interface Unit {
  readonly alternatives: readonly string[];
  /** How much it matters: 1 for an English word, half for a Chinese character. */
  readonly weight: number;
  /**
   * `content`: what the question is about. `manner`: a programming language, so how the answer should look. `filler`: it
   * may stand in any question, so its absence from a section says little. `bonus`: neighbouring words read as one
   * identifier; it only ever speaks for a section.
   */
  readonly kind: 'content' | 'manner' | 'filler' | 'bonus';
}

/** What the index knows, so that a question is read the way the pages are. */
export interface Vocabulary {
  readonly has: (term: string) => boolean;
  /** A known word that a misspelt one may stand for. */
  readonly nearest: (word: string) => string | undefined;
}

const HAN_WEIGHT = 0.5;
const PROGRAMMING_LANGUAGES = new Set(['@python', '@javascript', '@curl']);
const LANGUAGE_WEIGHT = 0.4;
const TYPO_WEIGHT = 0.8;
const IDENTIFIER_WEIGHT = 1.5;

const fillerStems = new Set([...FILLER_WORDS].map(stem));

type WordToken = Extract<Token, { kind: 'word' }>;

/** Cuts a question into what it asks about; words that carry no meaning are left out. */
export function unitsOf(question: string, vocabulary: Vocabulary): Unit[] {
  const units: Unit[] = [];
  let words: WordToken[] = [];
  for (const token of tokensOf(question)) {
    if (token.kind === 'word') {
      words.push(token);
      continue;
    }
    units.push(...wordUnits(words, vocabulary), ...hanUnits(token.text, vocabulary));
    words = [];
  }
  return [...units, ...wordUnits(words, vocabulary)];
}

function wordUnits(words: readonly WordToken[], vocabulary: Vocabulary): Unit[] {
  const units: Unit[] = [];
  const run = { words, stems: words.map(({ parts }) => (parts.length === 1 ? (parts[0] ?? '') : '')) };
  let at = 0;
  while (at < words.length) {
    const [taken, found] = unitsAt(run, at, vocabulary);
    units.push(...found);
    at += taken;
  }
  return units;
}

interface Run {
  readonly words: readonly WordToken[];
  /** Of each word; empty for one of several parts. */
  readonly stems: readonly string[];
}

/** The units of the words at `at`, and how many words they take up. */
function unitsAt({ words, stems }: Run, at: number, vocabulary: Vocabulary): readonly [number, Unit[]] {
  const phrase = wordPhraseAt(stems, at);
  const bonus = bonusUnits(stems, at, vocabulary);
  if (phrase !== undefined) {
    const { parts, concept } = phrase;
    const alternatives = parts.length === 1 ? [concept, ...parts] : [concept];
    const unit: Unit = PROGRAMMING_LANGUAGES.has(concept)
      ? { alternatives, weight: LANGUAGE_WEIGHT, kind: 'manner' }
      : { alternatives, weight: 1, kind: 'content' };
    return [parts.length, [unit, ...(parts.length === 1 ? bonus : [])]];
  }
  const word = words[at];
  if (word === undefined) return [1, []];
  const names = [word.parts, word.humps]
    .filter((parts) => parts.length > 1)
    .map(compoundOf)
    .filter(vocabulary.has);
  if (names.length > 0) return [1, [{ alternatives: names, weight: IDENTIFIER_WEIGHT, kind: 'content' }]];
  return [1, [...word.parts.flatMap((part) => partUnits(part, word, vocabulary)), ...bonus]];
}

/** `max tokens` written apart may mean the identifier. */
function bonusUnits(stems: readonly string[], at: number, vocabulary: Vocabulary): Unit[] {
  return [2, 3].flatMap((length): Unit[] => {
    const name = compoundOf(stems.slice(at, at + length));
    const known = at + length <= stems.length && vocabulary.has(name);
    return known ? [{ alternatives: [name], weight: 1, kind: 'bonus' }] : [];
  });
}

function partUnits(part: string, word: WordToken, vocabulary: Vocabulary): Unit[] {
  if (STOP_WORDS.has(word.raw)) return [];
  if (fillerStems.has(part)) return [{ alternatives: [part], weight: 1, kind: 'filler' }];
  const near = vocabulary.has(part) ? undefined : vocabulary.nearest(part);
  if (near === undefined) return [{ alternatives: [part], weight: 1, kind: 'content' }];
  const concept = wordPhraseAt([near], 0)?.concept;
  return [{ alternatives: concept === undefined ? [near] : [near, concept], weight: TYPO_WEIGHT, kind: 'content' }];
}

/** Chinese has no spaces: known phrases are taken out first, of the rest each character counts with its neighbours. */
function hanUnits(text: string, vocabulary: Vocabulary): Unit[] {
  const units: Unit[] = [];
  let segment = '';
  const flush = () => {
    units.push(...characterUnits(segment, vocabulary));
    segment = '';
  };
  let at = 0;
  while (at < text.length) {
    const known = hanPhraseAt(text, at);
    const stop = known === undefined ? STOP_PHRASES.find((phrase) => text.startsWith(phrase, at)) : undefined;
    const filler =
      known === undefined && stop === undefined
        ? FILLER_PHRASES.find((phrase) => text.startsWith(phrase, at))
        : undefined;
    const taken = known?.text ?? stop ?? filler;
    if (taken === undefined) {
      segment += text.charAt(at);
      at += 1;
      continue;
    }
    flush();
    const weight = HAN_WEIGHT * Math.max(2, taken.length);
    if (known !== undefined) units.push({ alternatives: [known.concept], weight, kind: 'content' });
    if (filler !== undefined) units.push({ alternatives: [filler], weight, kind: 'filler' });
    at += taken.length;
  }
  flush();
  return units;
}

function characterUnits(segment: string, vocabulary: Vocabulary): Unit[] {
  const characters = [...segment];
  return characters.flatMap((character, at) => {
    if (STOP_CHARACTERS.has(character)) return [];
    const pairs = [
      ...(at > 0 ? [`${characters[at - 1]}${character}`] : []),
      ...(at + 1 < characters.length ? [`${character}${characters[at + 1]}`] : []),
    ];
    const known = pairs.filter((pair) => vocabulary.has(pair));
    // A character by itself says as much as a word.
    const alone = pairs.every((pair) => [...pair].some((half) => half !== character && STOP_CHARACTERS.has(half)));
    if (known.length > 0) return [{ alternatives: known, weight: HAN_WEIGHT, kind: 'content' }];
    return [{ alternatives: alone ? [character] : pairs, weight: HAN_WEIGHT, kind: 'content' }];
  });
}
