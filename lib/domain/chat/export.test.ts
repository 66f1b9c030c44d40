import { expect, test } from 'vitest';
import { newConversation } from './changes.ts';
import { toConversationJson } from './conversation-json.ts';
import { toMarkdown } from './export.ts';
import { type AssistantMessage, answerOf, emptyAnswer, type Message } from './message.ts';

const WORDS = {
  user: '你',
  system: '系统消息',
  assistant: '回答',
  sandbox: '沙盒',
  label: { model: '内容由 AI 生成', sandbox: '由沙盒作答，非 AI 生成' },
};
const LABEL = { provider: '某公司' };

const question: Message = { id: 'q', role: 'user', text: 'q' };
const answer = (rest: Partial<AssistantMessage> = {}): AssistantMessage => ({
  ...emptyAnswer({ id: 'a', model: 'm', sandbox: false }),
  status: 'done',
  text: 'a',
  requestId: 'req_1',
  ...rest,
});

const exported = (messages: readonly Message[], label: typeof LABEL | null) => ({ title: 'T', messages, label });
/** The messages one after the other, as a whole conversation's export. */
function json(messages: readonly Message[], label: typeof LABEL | null) {
  const id = (index: number) => `message-${index}`;
  const nodes = messages.map((message, index) => ({
    ...{ id: id(index), parentId: index === 0 ? null : id(index - 1), role: message.role, text: message.text },
    ...(message.role === 'assistant' ? { answer: answerOf(message) } : {}),
  }));
  const settings = { model: 'm', system: '', parameters: {} };
  const whole = { id: 'conversation', title: 'T', settings, headId: id(messages.length - 1), messages: nodes };
  const conversation = newConversation(whole, 0);
  return JSON.parse(toConversationJson({ conversation, label, withThinking: false }, WORDS.label));
}

test('Markdown names pictures, whatever they are called', () => {
  const picture = {
    id: 'picture-1',
    mediaType: 'image/png',
    widthPx: 1,
    heightPx: 1,
    bytes: 1,
    name: '图*[1].png',
  } as const;
  const asked: Message = { id: 'q', role: 'user', text: 'q', pictures: [picture] };
  expect(toMarkdown(exported([asked], null), WORDS)).toBe('# T\n\n## 你\n\n*[图\\*\\[1\\].png]*\n\nq\n');
});

test('an export holds the answer and not the thinking', () => {
  const messages = [question, answer({ sandbox: true, reasoning: 'hidden' })];
  expect(toMarkdown(exported(messages, null), WORDS)).toBe('# T\n\n## 你\n\nq\n\n## 回答 (m · 沙盒)\n\na\n');
  expect(JSON.stringify(json(messages, null))).not.toContain('hidden');
  expect(json(messages, null).messages).toMatchObject([
    { role: 'user', content: 'q' },
    { role: 'assistant', content: 'a', model: 'm', sandbox: true, request_id: 'req_1' },
  ]);
});

test('labelled: every answer says what made it, and the file’s metadata say so for all', () => {
  const messages = [question, answer(), question, answer({ sandbox: true, requestId: 'req_2' })];
  expect(toMarkdown(exported(messages, LABEL), WORDS)).toBe(
    [
      '---\nAIGC:\n  Label: "1"\n  ContentProducer: "某公司"\n  ProduceID: "req_1"\nlabel: "内容由 AI 生成"\n---',
      '# T',
      '## 你\n\nq',
      '## 回答 (m)\n\n> 内容由 AI 生成\n\na',
      '## 你\n\nq',
      '## 回答 (m · 沙盒)\n\n> 由沙盒作答，非 AI 生成\n\na\n',
    ].join('\n\n'),
  );
  const file = json(messages, LABEL);
  expect(file.AIGC).toEqual({ Label: '1', ContentProducer: '某公司', ProduceID: 'req_1' });
  expect(file.label).toBe('内容由 AI 生成');
  expect(file.messages.map(({ label }: { label?: string }) => label)).toEqual([
    undefined,
    '内容由 AI 生成',
    undefined,
    '由沙盒作答，非 AI 生成',
  ]);
});

test('a file of the sandbox’s answers alone claims no generation', () => {
  const messages = [question, answer({ sandbox: true })];
  expect(json(messages, LABEL)).not.toHaveProperty('AIGC');
  expect(json(messages, LABEL).label).toBe('由沙盒作答，非 AI 生成');
  expect(toMarkdown(exported(messages, LABEL), WORDS)).toMatch(/^---\nlabel: "由沙盒作答，非 AI 生成"\n---\n\n# T/);
});

test('a call that made nothing is not labelled', () => {
  const messages = [question, answer({ text: '', status: 'failed' })];
  expect(toMarkdown(exported(messages, LABEL), WORDS)).not.toContain('AI');
  expect(json(messages, LABEL)).not.toHaveProperty('label');
});
