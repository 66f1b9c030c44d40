import { type DocsLanguage, type DocsPage, docsHref } from '#lib/domain/docs/page.ts';
import type { Said } from './begun.ts';
import { asksToContinue, intentOf, isFollowUp } from './intent.ts';
import { detectLanguage } from './language.ts';
import { introduction, SAYINGS } from './sayings.ts';
import { buildIndex, type Hit, hasSubject, inContext, readQuestion, type SearchIndex, search } from './search.ts';
import { codeLanguageOf, sectionAnswer } from './section-answer.ts';

export interface Answer {
  /** Markdown. */
  readonly text: string;
  /** The section that it comes from; absent when the documentation holds no answer. */
  readonly href?: string;
}

export interface Answerer {
  /** The language of the newest thing a person said that has one. */
  languageOf(said: readonly Said[]): DocsLanguage;
  /**
   * Answers what was asked last from the documentation, in the asker's language; never with the nearest paragraph for
   * want of a better one.
   */
  answer(said: readonly Said[]): Answer;
}

/** Below this the nearest section is no answer; set on `evaluation/`. */
const CONFIDENCE_MIN = 0.6;
/** A second section this close to the best, by score, is worth a link. */
const RELATED_SHARE_MIN = 0.75;

/** @param docs the pages in both languages; their index is built here, once */
export function createAnswerer(docs: Readonly<Record<DocsLanguage, readonly DocsPage[]>>): Answerer {
  const indexes = { zh: buildIndex(docs.zh), en: buildIndex(docs.en) };

  return {
    languageOf: (said) => detectLanguage(questionsOf(said)),
    answer(said) {
      const questions = questionsOf(said);
      const language = detectLanguage(questions);
      const question = questions.at(-1) ?? '';
      const intent = question.trim() === '' ? 'greeting' : intentOf(question);
      if (intent !== undefined) return { text: introduction(language, SAYINGS[language][intent]) };

      const thread = threadOf(questions);
      const [best, second] = findSections(indexes[language], thread);
      if (best === undefined) return { text: introduction(language, SAYINGS[language].outside) };
      const code = thread.map(codeLanguageOf).find((name) => name !== undefined);
      const related = second !== undefined && second.score >= RELATED_SHARE_MIN * best.score ? second : undefined;
      const text = sectionAnswer(best, { language, code, related });
      return { text, href: docsHref(best.page.slug, best.section.anchor) };
    },
  };
}

/** What people asked, oldest first; a wish to continue is no question. */
const questionsOf = (said: readonly Said[]): string[] =>
  said.flatMap(({ role, text }) => (role === 'user' ? [endsOf(text)] : [])).filter((text) => !asksToContinue(text));

/** UTF-16 units of each end: in a long text the question stands before or behind what it is about. */
const END_UNITS = 2_000;

/** What is searched for: the time that takes grows with its length, and everything else would wait for it. */
const endsOf = (text: string): string =>
  text.length <= 2 * END_UNITS ? text : `${text.slice(0, END_UNITS)}\n${text.slice(-END_UNITS)}`;

/** The last question, and after it, going back, those that it follows up on. */
function threadOf(questions: readonly string[]): string[] {
  const thread: string[] = [];
  for (const question of questions.toReversed()) {
    if (intentOf(question) !== undefined) break;
    thread.push(question);
    if (!isFollowUp(question)) break;
  }
  return thread;
}

/** The sections that answer a thread's first question, best first; none when the documentation does not answer it. */
function findSections(index: SearchIndex, [question = '', ...before]: readonly string[]): Hit[] {
  const asked = readQuestion(index, question);
  const found = search(index, inContext(asked, readQuestion(index, before.join('\n')))).filter(
    // What was asked before must not answer by itself: what is new has to be there too.
    ({ confidence, newest }) => confidence >= CONFIDENCE_MIN && (!hasSubject(asked) || newest >= CONFIDENCE_MIN),
  );
  return found.length === 0 && before.length > 0 ? findSections(index, [question]) : found;
}
