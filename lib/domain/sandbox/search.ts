import { blocksOf } from '#lib/domain/docs/markdown.ts';
import type { DocsPage, DocsSection } from '#lib/domain/docs/page.ts';
import { type Unit, unitsOf, type Vocabulary } from './query.ts';
import { indexTerms } from './terms.ts';

/** Retrieval over the sections of the documentation: BM25 over weighted fields (BM25F), and a rule for "not in here". */

export interface Hit {
  readonly page: DocsPage;
  readonly section: DocsSection;
  readonly score: number;
  /** How sure it is that the section answers the question, 0 to 1; see {@link search}. */
  readonly confidence: number;
  /** The same for the newest question alone, without what it follows up on. */
  readonly newest: number;
}

/** A question as the index reads it. */
export interface Question {
  readonly units: readonly Unit[];
  /** What the questions before it were about, when it follows up on them. */
  readonly context: readonly Unit[];
  /** Its letters, digits and characters only. */
  readonly bare: string;
}

interface Entry {
  readonly page: DocsPage;
  readonly section: DocsSection;
  /** Term → its weighted count over the fields. */
  readonly counts: ReadonlyMap<string, number>;
  /** The terms of its title, heading and other words: what it is about, rather than what it mentions. */
  readonly prominent: ReadonlySet<string>;
  /** The heading and the other words for the section, each by itself. */
  readonly phrases: readonly Phrase[];
}

interface Phrase {
  /** Letters, digits and characters only. */
  readonly bare: string;
  readonly terms: ReadonlySet<string>;
  /** What all its units tell together. */
  readonly weight: number;
}

export interface SearchIndex {
  readonly entries: readonly Entry[];
  readonly vocabulary: Vocabulary;
  /** How much a term tells: 0 for one that every section has. */
  readonly idf: (term: string) => number;
}

const HEADING_WEIGHT = 5;
const ASKED_WEIGHT = 3;
const TITLE_WEIGHT = 1;
const BODY_WEIGHT = 1;
/** BM25's: how fast a repeated word stops mattering, and how much a long body is held against a section. */
const K1 = 1.2;
const B = 0.6;

/** Builds the index of one language's pages. */
export function buildIndex(pages: readonly DocsPage[]): SearchIndex {
  const sections = pages.flatMap((page) =>
    page.sections.map((section) => ({ page, section, body: bodyTerms(section) })),
  );
  const averageLength = sections.reduce((sum, { body }) => sum + body.length, 0) / Math.max(1, sections.length);
  const counted = sections.map(({ page, section, body }) => {
    const counts = new Map<string, number>();
    const add = (terms: readonly string[], weight: number) => {
      for (const term of terms) counts.set(term, (counts.get(term) ?? 0) + weight);
    };
    add(indexTerms(section.heading), HEADING_WEIGHT);
    for (const asked of section.asked) add(indexTerms(asked), ASKED_WEIGHT);
    add(indexTerms(`${page.title} ${page.slug}`), TITLE_WEIGHT);
    add(body, BODY_WEIGHT / (1 - B + (B * body.length) / averageLength));
    return { page, section, counts };
  });

  const sectionsWith = new Map<string, number>();
  for (const { counts } of counted) {
    for (const term of counts.keys()) sectionsWith.set(term, (sectionsWith.get(term) ?? 0) + 1);
  }
  const idf = (term: string): number => {
    const count = sectionsWith.get(term) ?? 0;
    return Math.log(1 + (counted.length - count + 0.5) / (count + 0.5));
  };
  const vocabulary = vocabularyOf(sectionsWith);
  const toPhrase = (words: string): Phrase => ({
    bare: bareOf(words),
    terms: new Set(indexTerms(words)),
    weight: unitsOf(words, vocabulary)
      .filter(({ kind }) => kind === 'content')
      .reduce((sum, { alternatives, weight }) => sum + weight * Math.max(...alternatives.map(idf)), 0),
  });
  const entries = counted.map((entry) => {
    const phrases = [entry.section.heading, ...entry.section.asked].map(toPhrase);
    const prominent = new Set([
      ...indexTerms(`${entry.page.title} ${entry.page.slug}`),
      ...phrases.flatMap(({ terms }) => [...terms]),
    ]);
    return { ...entry, phrases, prominent };
  });
  return { entries, idf, vocabulary };
}

/** The words of the text, and of the code only its language and identifiers: its other words are about something else. */
function bodyTerms({ text, markdown }: DocsSection): string[] {
  const code = new Set<string>();
  for (const block of blocksOf(markdown)) {
    if (block.kind === 'text') continue;
    for (const term of indexTerms(block.language === 'bash' ? 'curl' : block.language)) code.add(term);
    for (const name of block.markdown.match(/[A-Za-z]+(?:[_-][A-Za-z]+)+/g) ?? []) {
      for (const term of indexTerms(name)) if (term.includes('_')) code.add(term);
    }
  }
  return [...indexTerms(text), ...code];
}

function vocabularyOf(sectionsWith: ReadonlyMap<string, number>): Vocabulary {
  const words = [...sectionsWith.keys()].filter((term) => /^[a-z]{5,}$/.test(term));
  return {
    has: (term) => sectionsWith.has(term),
    nearest: (word) => {
      if (!/^[a-z]{5,}$/.test(word)) return;
      const allowed = word.length >= 8 ? 2 : 1;
      return words.find((known) => known[0] === word[0] && withinEdits(word, known, allowed));
    },
  };
}

/** Whether the words are at most `max` insertions, deletions, changes or swaps of neighbours apart. */
function withinEdits(first: string, second: string, max: number): boolean {
  if (Math.abs(first.length - second.length) > max) return false;
  let beforeLast: number[] = [];
  let last = Array.from({ length: second.length + 1 }, (_none, at) => at);
  for (let i = 1; i <= first.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= second.length; j += 1) {
      const same = first[i - 1] === second[j - 1];
      let cost = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && first[i - 1] === second[j - 2] && first[i - 2] === second[j - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[j - 2] ?? 0) + 1);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return (last[second.length] ?? max + 1) <= max;
}

export function readQuestion({ vocabulary }: SearchIndex, text: string): Question {
  return { units: unitsOf(text, vocabulary), context: [], bare: bareOf(text) };
}

/** A follow-up together with the question that it follows up on. */
export function inContext(question: Question, before: Question): Question {
  return { ...question, context: before.units };
}

/** Whether a question names anything that a section could be about: "and in Python?" does not. */
export function hasSubject({ units }: Question): boolean {
  return units.some(({ kind }) => kind === 'content');
}

/** What the absence of a unit costs, beside 1 for a word that the documentation does not know at all. */
const MISSING_HERE = 0.6;
const MISSING_FILLER = 0.1;
const PRESENT_FILLER = 0.3;
const PRESENT_BONUS = 0.5;
/** How much of a unit counts as covered that a section mentions without being about it. */
const MENTIONED = 0.6;
/** How much a section gains that is known to answer this very question. */
const LIKENESS_GAIN = 1;
/** How much more the newest question counts than what it follows up on. */
const NEWEST_GAIN = 3;

/**
 * Ranks the sections for a question, best first; those that share nothing with it are left out.
 *
 * The confidence is the share of the question's information that the section covers: every unit counts by its idf, one
 * that the documentation knows but this section lacks counts against it, and one it does not know at all counts most.
 */
export function search(index: SearchIndex, { units, context, bare }: Question): Hit[] {
  if (![...units, ...context].some(({ kind }) => kind === 'content' || kind === 'manner')) return [];
  const gain = context.length > 0 ? NEWEST_GAIN : 1;
  const newest = weigh(index, units, gain);
  const older = weigh(index, context, 1);
  const content = [newest, older].map(contentOf).find((asked) => asked.length > 0) ?? [];
  return index.entries
    .map((entry) => {
      const now = rate(entry, newest);
      const before = rate(entry, older);
      const covered = now.covered + before.covered;
      const confidence = share(covered, now.missing + before.missing);
      const likeness =
        likenessOf(entry.phrases, content) + (entry.phrases.some((phrase) => phrase.bare === bare) ? 1 : 0);
      return {
        page: entry.page,
        section: entry.section,
        score: (now.score + before.score) * confidence * (1 + LIKENESS_GAIN * likeness),
        confidence,
        newest: share(now.covered, now.missing),
      };
    })
    .filter(({ score }) => score > 0)
    .sort((first, second) => second.score - first.score);
}

const contentOf = (units: readonly WeighedUnit[]) => units.filter(({ kind }) => kind === 'content');

const share = (covered: number, missing: number): number => (covered === 0 ? 0 : covered / (covered + missing));

interface WeighedUnit extends Unit {
  /** Those of the alternatives that the documentation has anywhere. */
  readonly known: readonly string[];
}

function weigh({ entries, vocabulary, idf }: SearchIndex, units: readonly Unit[], gain: number): WeighedUnit[] {
  const rarest = Math.log(1 + (entries.length + 0.5) / 0.5);
  return units.map((unit) => {
    const known = unit.alternatives.filter(vocabulary.has);
    const information = known.length === 0 ? rarest : Math.max(...known.map(idf));
    return { ...unit, known, weight: gain * unit.weight * information };
  });
}

function rate({ counts, prominent }: Entry, units: readonly WeighedUnit[]) {
  let score = 0;
  let covered = 0;
  let missing = 0;
  for (const { kind, known, weight } of units) {
    const present = known.filter((term) => counts.has(term));
    if (present.length === 0) {
      const cost = kind === 'bonus' ? 0 : kind === 'filler' ? MISSING_FILLER : known.length === 0 ? 1 : MISSING_HERE;
      missing += weight * cost;
      continue;
    }
    const gained = weight * (kind === 'filler' ? PRESENT_FILLER : kind === 'bonus' ? PRESENT_BONUS : 1);
    score += gained * Math.max(...present.map((term) => saturated(counts.get(term) ?? 0)));
    if (kind === 'bonus') continue;
    const about = present.some((term) => prominent.has(term)) ? 1 : MENTIONED;
    covered += gained * about;
    missing += gained * (1 - about);
  }
  return { score, covered, missing };
}

/** The greatest likeness (Dice's coefficient, by weight) between what is asked and one of the phrases, 0 to 1. */
function likenessOf(phrases: readonly Phrase[], content: readonly WeighedUnit[]): number {
  const total = content.reduce((sum, { weight }) => sum + weight, 0);
  return phrases.reduce((best, phrase) => {
    const common = content.reduce(
      (sum, { weight, known }) => (known.some((term) => phrase.terms.has(term)) ? sum + weight : sum),
      0,
    );
    return Math.max(best, common === 0 ? 0 : (2 * common) / (total + phrase.weight));
  }, 0);
}

const saturated = (count: number): number => (count * (K1 + 1)) / (count + K1);

const bareOf = (text: string): string => text.toLowerCase().replaceAll(/[^\p{L}\p{N}]/gu, '');
