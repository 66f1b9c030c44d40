import { describe, expect, test } from 'vitest';
import { cpuMsOf } from '#e2e/support/cpu-time.ts';
import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import { CONTINUE_INSTRUCTION } from '#lib/domain/chat/request.ts';
import { DOCS_LANGUAGES } from '#lib/domain/docs/page.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { loadDocs } from '#lib/server/docs.ts';
import { createAnswerer } from './answer.ts';
import { restOf, type Said, splitBegun } from './begun.ts';
import { EN } from './evaluation/en.ts';
import { ZH } from './evaluation/zh.ts';
import { SANDBOX_EXAMPLES } from './examples.ts';
import { buildIndex, readQuestion, search } from './search.ts';

const docs = loadDocs();
const answerer = createAnswerer(docs);
const user = (text: string) => ({ role: 'user', text });
const assistant = (text: string) => ({ role: 'assistant', text });
const ask = (...questions: string[]) => answerer.answer(questions.map(user));
/** As the sandbox goes on with an answer that was begun. */
const goOn = (said: readonly Said[]) => {
  const { asked, begun } = splitBegun(said);
  return restOf(answerer.answer(asked).text, begun, 'complete');
};
const sectionOf = (href: string | undefined) => href?.replace('/docs/', '');

const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;

describe.each([
  ['zh', ZH],
  ['en', EN],
] as const)('questions as people write them (%s)', (_, set) => {
  const found = (questions: typeof set.inside) =>
    share(questions.map(([question, ...accepted]) => accepted.some((id) => id === sectionOf(ask(question).href))));
  const refused = (questions: typeof set.outside) =>
    share(questions.map((question) => ask(question).href === undefined));

  test('find their section at least 95 times in 100, and 90 times where nothing was tuned on them', () => {
    expect(found(set.inside)).toBeGreaterThanOrEqual(0.95);
    expect(found(set.heldOutInside)).toBeGreaterThanOrEqual(0.9);
  });

  test('are refused at least 95 times in 100 when the documentation does not answer them', () => {
    expect(refused(set.outside)).toBeGreaterThanOrEqual(0.95);
    expect(refused(set.heldOutOutside)).toBeGreaterThanOrEqual(0.95);
  });

  test.each(set.followUps)('%s | %s', (question, next, accepted) => {
    expect(sectionOf(ask(question, next).href)).toBe(accepted);
  });
});

describe('a message as long as a context', () => {
  const LONG: Record<string, string> = {
    words: 'word '.repeat(128_000),
    'words that the documentation knows': 'model tokens limit stream '.repeat(32_000),
    'words that are nearly known': 'modell tokenns limmit streeam '.repeat(32_000),
    characters: '模型限额流式响应'.repeat(16_000),
    'one word': 'a'.repeat(500_000),
  };

  test.each(Object.entries(LONG))('of %s holds nothing else up', (_, long) => {
    const turnsMs = [1, 2, 3, 4, 5].map(() => cpuMsOf(() => ask(long)));
    // 65 ms on an idle core, for characters; a busy one may be several times as slow.
    expect(Math.min(...turnsMs)).toBeLessThan(200);
  });
});

describe.each(DOCS_LANGUAGES)('the examples (%s)', (language) => {
  test('are answered by their sections, with code or a table, within ten seconds at 60 tokens a second', () => {
    for (const { question, section } of SANDBOX_EXAMPLES[language]) {
      const { href, text } = ask(question);
      expect(sectionOf(href), question).toBe(section);
      expect(text).toMatch(/```|\|---\|/);
      expect(estimateTokens(text)).toBeLessThan(600);
    }
  });

  test('show one example of code and one table at least', () => {
    const texts = SANDBOX_EXAMPLES[language].map(({ question }) => ask(question).text);
    expect(texts.some((text) => text.includes('```'))).toBe(true);
    expect(texts.some((text) => text.includes('|---|'))).toBe(true);
  });
});

describe('an answer', () => {
  test('begins with the sentence that answers, links its section at the end and is in the asker’s language', () => {
    expect(ask('如何使用流式响应？').text).toMatch(
      /^把 `stream` 设为 `true`[\s\S]+\[文档：.+\]\(\/docs\/streaming#enable\)$/,
    );
    expect(ask('How do I stream responses?').text).toMatch(
      /^Set `stream` to `true`[\s\S]+\[Docs: .+\]\(\/docs\/streaming#enable\)$/,
    );
  });

  test('shows an example in the language that the question names, and says which others there are', () => {
    const { text } = ask('How do I stream in Python?');
    expect(text).toContain('```python');
    expect(text).not.toMatch(/```(?:javascript|bash)/);
    expect(text).toContain('curl and JavaScript');
  });

  test('keeps the step before an example: what to install', () => {
    expect(ask('use the openai python package').text).toMatch(/pip install openai[\s\S]+```python/);
  });

  test('fits into the default of max_tokens, whatever the section', () => {
    for (const language of DOCS_LANGUAGES) {
      for (const { slug, sections } of docs[language]) {
        for (const { anchor, asked } of sections) {
          const text = ask(...asked.slice(0, 1)).text;
          expect(estimateTokens(text), `${slug}#${anchor}`).toBeLessThan(CHAT_PARAMETERS.max_tokens.default);
        }
      }
    }
  });

  test('turns to the language of an earlier question when this one has none', () => {
    expect(ask('怎么流式输出？', 'Python?').text).toContain('文档：');
    expect(ask('How do I stream?', '429?').text).toContain('Docs:');
  });
});

describe('what is no question about the API', () => {
  test.each([
    ['你是谁', /^我不是 AI/],
    ['Who are you?', /^I am no AI/],
    ['are you ChatGPT?', /^I am no AI/],
    ['what can you do', /^I am no AI/],
    ['你好', /^你好/],
    ['Hi!', /^Hello/],
    ['谢谢啦', /^不客气/],
    ['thanks a lot', /^You are welcome/],
    ['', /^Hello/],
    ['明天上海会下雨吗？', /^这个问题不在本 API 的文档范围内/],
    ['Write me a poem about autumn', /^That lies outside the documentation/],
    ['how do I cook rice in stream', /^That lies outside the documentation/],
  ])('%s: what this is, three questions, how to connect', (question, first) => {
    const { text, href } = ask(question);
    expect(text).toMatch(first);
    expect(href).toBeUndefined();
    expect(text).toMatch(/沙盒|sandbox/);
    expect(text.match(/^- /gm)).toHaveLength(3);
    expect(text).toContain('RUIJING_API_KEY');
  });
});

describe('to continue', () => {
  const question = user('如何使用流式响应？');
  const whole = answerer.answer([question]).text;

  test.each([
    ...Object.values(CONTINUE_INSTRUCTION),
    '继续',
    '请继续',
    '接着写',
    'Continue.',
    'go on',
    'please continue',
  ])('"%s" gives exactly the rest', (instruction) => {
    const said = [question, assistant(whole.slice(0, 57)), user(instruction)];
    expect(goOn(said)).toBe(whole.slice(57));
  });

  test('works at every place where an answer may be cut, and again and again', () => {
    for (let at = 1; at < whole.length; at += 1) {
      expect(goOn([question, assistant(whole.slice(0, at)), user('继续')])).toBe(whole.slice(at));
    }
    const twice = [question, assistant(whole.slice(0, 20)), user('继续'), assistant(whole.slice(20, 60)), user('继续')];
    expect(goOn(twice)).toBe(whole.slice(60));
  });

  test('needs no instruction when the conversation ends in the begun answer', () => {
    expect(goOn([question, assistant(whole.slice(0, 57))])).toBe(whole.slice(57));
  });

  test('says so when the answer was complete, and answers anew when it was another one', () => {
    expect(goOn([question, assistant(whole), user('继续')])).toBe('complete');
    expect(goOn([question, assistant('something else'), user('继续')])).toBe(whole);
  });
});

test('the index is built, and a question answered, in little time', () => {
  const builtMs = Math.min(...[1, 2, 3].map(() => timed(() => buildIndex(docs.zh))));
  const index = buildIndex(docs.zh);
  const searchMs = timed(() => {
    for (const [question] of ZH.inside) search(index, readQuestion(index, question));
  });
  // 45 ms and 0.3 ms on two idle cores; the bounds leave room for the other tests' load.
  expect(builtMs).toBeLessThan(600);
  expect(searchMs / ZH.inside.length).toBeLessThan(5);
});

function timed(work: () => unknown): number {
  const startMs = performance.now();
  work();
  return performance.now() - startMs;
}

test('a question of a whole context is read once: its length costs no more than itself', () => {
  const msOf = (words: number) => {
    const startMs = performance.now();
    ask('word '.repeat(words));
    return performance.now() - startMs;
  };
  msOf(1_000);
  // Sixteen times the words; where each is read again for every other one it is some hundred times the work.
  expect(msOf(32_000)).toBeLessThan(64 * Math.max(50, msOf(2_000)));
}, 30_000);
