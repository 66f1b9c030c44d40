import type { DocsPage, DocsSection } from '#lib/domain/docs/page.ts';
import { isSlip, termsOf } from './terms.ts';

export interface Found {
  readonly page: DocsPage;
  readonly section: DocsSection;
  /** How sure the search is that this section answers the question, 0 to 1. */
  readonly confidence: number;
}

/** What a term in each part of a section counts. */
const WEIGHTS = { heading: 3, asked: 1, title: 1.2, text: 1, code: 0.3 } as const;

/** BM25's own constants (Robertson and Zaragoza, 2009). */
const K1 = 1.2;
const B = 0.3;

/** A term that the documentation has nowhere speaks against it as much as a rare one that it has speaks for it. */
const UNKNOWN_TERM_IDF = 5;

interface Entry {
  readonly page: DocsPage;
  readonly section: DocsSection;
  /** Weighted count of each term. */
  readonly counts: ReadonlyMap<string, number>;
  readonly length: number;
  readonly asked: readonly ReadonlySet<string>[];
}

/** Finds the section of a documentation that answers a question, by its words. */
export class DocsSearch {
  readonly #entries: readonly Entry[];
  readonly #idf = new Map<string, number>();
  readonly #averageLength: number;

  constructor(pages: readonly DocsPage[]) {
    this.#entries = pages.flatMap((page) => page.sections.map((section) => toEntry(page, section)));
    this.#averageLength =
      this.#entries.reduce((sum, { length }) => sum + length, 0) / Math.max(1, this.#entries.length);
    const documents = new Map<string, number>();
    for (const { counts } of this.#entries)
      for (const term of counts.keys()) documents.set(term, (documents.get(term) ?? 0) + 1);
    for (const [term, count] of documents) {
      this.#idf.set(term, Math.log(1 + (this.#entries.length - count + 0.5) / (count + 0.5)));
    }
  }

  /** The best section first; none when no word of the question stands anywhere. */
  find(question: string): Found[] {
    const terms = [...new Set(termsOf(question))].map((term) => this.#correct(term));
    if (terms.length === 0) return [];
    const total = terms.reduce((sum, term) => sum + this.#weight(term), 0);
    return this.#entries
      .map((entry) => ({ entry, score: this.#score(entry, terms), likeness: this.#likeness(entry, terms, total) }))
      .filter(({ score }) => score > 0)
      .map(({ entry, score, likeness }) => {
        const coverage = this.#coverage(entry, terms, total);
        return { entry, rank: score * (1 + 4 * likeness), confidence: 0.55 * coverage + 0.45 * likeness };
      })
      .sort((a, b) => b.rank - a.rank)
      .map(({ entry: { page, section }, confidence }) => ({ page, section, confidence }));
  }

  #weight(term: string): number {
    return this.#idf.get(term) ?? UNKNOWN_TERM_IDF;
  }

  /** A word that the documentation does not have, but for one slip. */
  #correct(term: string): string {
    if (this.#idf.has(term) || !/^[a-z_]{7,}$/.test(term)) return term;
    for (const known of this.#idf.keys())
      if (known.length > 4 && known[0] === term[0] && isSlip(term, known)) return known;
    return term;
  }

  #score({ counts, length }: Entry, terms: readonly string[]): number {
    return terms.reduce((sum, term) => {
      const count = counts.get(term) ?? 0;
      const norm = K1 * (1 - B + (B * length) / this.#averageLength);
      return sum + ((this.#idf.get(term) ?? 0) * count * (K1 + 1)) / (count + norm);
    }, 0);
  }

  /** How much of the question stands in the section, by the weight of its words. */
  #coverage({ counts }: Entry, terms: readonly string[], total: number): number {
    return terms.reduce((sum, term) => sum + (counts.has(term) ? this.#weight(term) : 0), 0) / total;
  }

  /** How like the question is to one that the section is known to answer. */
  #likeness({ asked }: Entry, terms: readonly string[], total: number): number {
    let best = 0;
    for (const phrase of asked) {
      const common = terms.reduce((sum, term) => sum + (phrase.has(term) ? this.#weight(term) : 0), 0);
      const whole = [...phrase].reduce((sum, term) => sum + this.#weight(term), 0);
      best = Math.max(best, common / Math.max(whole, total));
    }
    return best;
  }
}

function toEntry(page: DocsPage, section: DocsSection): Entry {
  const counts = new Map<string, number>();
  let length = 0;
  const add = (text: string, weight: number) => {
    for (const term of termsOf(text)) {
      counts.set(term, (counts.get(term) ?? 0) + weight);
      length += weight;
    }
  };
  add(section.heading, WEIGHTS.heading);
  // A page's name is what its first section is about.
  add(page.title, page.sections[0] === section ? WEIGHTS.heading : WEIGHTS.title);
  add(section.text, WEIGHTS.text);
  add(codeOf(section.markdown), WEIGHTS.code);
  for (const phrase of section.asked) add(phrase, WEIGHTS.asked);
  const asked = [section.heading, ...section.asked].map((phrase) => new Set(termsOf(phrase)));
  return { page, section, counts, length, asked };
}

const codeOf = (markdown: string): string =>
  [...markdown.matchAll(/```[^\n]*\n([\s\S]*?)```/g)].map(([, code]) => code).join('\n');
