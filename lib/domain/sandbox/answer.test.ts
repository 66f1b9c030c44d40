import { expect, test } from 'vitest';
import { CONTINUE_INSTRUCTION } from '#lib/domain/chat/request.ts';
import { DOCS_LANGUAGES } from '#lib/domain/docs/page.ts';
import { loadDocs } from '#lib/server/docs.ts';
import { createAnswerer } from './answer.ts';
import { EN } from './evaluation/en.ts';
import { ZH } from './evaluation/zh.ts';
import { SANDBOX_EXAMPLES } from './examples.ts';

const answerer = createAnswerer(loadDocs());
const ask = (...questions: string[]) => answerer.answer(questions.map((text) => ({ role: 'user', text })));
const sectionOf = (href: string | undefined) => href?.replace('/docs/', '');

const share = (hits: readonly boolean[]) => hits.filter(Boolean).length / hits.length;

test.each([
  ['zh', ZH],
  ['en', EN],
] as const)('%s: questions find their section, and what lies outside is refused', (_, set) => {
  const found = (questions: typeof set.inside) =>
    share(questions.map(([question, ...accepted]) => accepted.some((id) => id === sectionOf(ask(question).href))));
  const refused = (questions: typeof set.outside) =>
    share(questions.map((question) => ask(question).href === undefined));
  expect(found(set.inside)).toBeGreaterThanOrEqual(0.95);
  expect(refused(set.outside)).toBeGreaterThanOrEqual(0.95);
  expect(found(set.heldOutInside)).toBeGreaterThanOrEqual(0.9);
  expect(refused(set.heldOutOutside)).toBeGreaterThanOrEqual(0.95);
});

test.each([
  ['zh', ZH],
  ['en', EN],
] as const)('%s: a short question is read with the one before it', (_, set) => {
  const right = set.followUps.map(([question, next, accepted]) => sectionOf(ask(question, next).href) === accepted);
  expect(share(right)).toBeGreaterThanOrEqual(0.8);
});

test.each(DOCS_LANGUAGES)('every example is answered by its section: %s', (language) => {
  for (const { question, section } of SANDBOX_EXAMPLES[language])
    expect(sectionOf(ask(question).href), question).toBe(section);
});

test('an answer links its section and is in the asker’s language', () => {
  expect(ask('如何使用流式响应？').text).toMatch(/\[文档：.+\]\(\/docs\/streaming#enable\)$/);
  expect(ask('How do I stream responses?').text).toMatch(/\[Docs: .+\]\(\/docs\/streaming#enable\)$/);
});

test('a question that names a language gets that language’s example', () => {
  const { text } = ask('How do I stream in Python?');
  expect(text).toContain('```python');
  expect(text).not.toContain('```javascript');
});

test.each(['你是谁', 'Who are you?', '明天上海会下雨吗？', 'Write me a poem about autumn'])(
  '%s: what this is, three questions, how to connect',
  (question) => {
    const { text, href } = ask(question);
    expect(href).toBeUndefined();
    expect(text).toMatch(/沙盒|sandbox/);
    expect(text.match(/^- /gm)).toHaveLength(3);
    expect(text).toContain('RUIJING_API_KEY');
  },
);

test('to continue gives exactly the rest', () => {
  const question = { role: 'user', text: '如何使用流式响应？' };
  const whole = answerer.answer([question]).text;
  const begun = { role: 'assistant', text: whole.slice(0, 57) };
  for (const instruction of [...Object.values(CONTINUE_INSTRUCTION), '继续', 'Continue.']) {
    expect(answerer.answer([question, begun, { role: 'user', text: instruction }]).text).toBe(whole.slice(57));
  }
  expect(answerer.answer([question, begun]).text).toBe(whole.slice(57));
});

test('a question costs a few milliseconds', () => {
  const startMs = performance.now();
  for (const [question] of EN.inside) ask(question);
  expect((performance.now() - startMs) / EN.inside.length).toBeLessThan(15);
});
