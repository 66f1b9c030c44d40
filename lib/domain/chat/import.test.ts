import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { MessageNode, WholeConversation } from '#lib/contract/conversations.ts';
import { newConversation } from './changes.ts';
import { toConversationJson } from './conversation-json.ts';
import { toMarkdown } from './export.ts';
import { type Imported, importConversations } from './import.ts';
import { ImportFault } from './import-fault.ts';
import { HEADINGS, LABELS, SANDBOX_WORDS } from './import-markdown.ts';
import type { Message } from './message.ts';
import { treeOf, wayTo } from './tree.ts';

const RUNS = process.env.FULL === '1' ? 1_500 : 150;
const T0 = 1_795_000_000_000;
const SETTINGS = { model: 'fallback', system: '', parameters: {} };
const LABEL_WORDS = { model: '内容由 AI 生成', sandbox: '由沙盒作答，非 AI 生成' };
const ANSWER: NonNullable<MessageNode['answer']> = {
  ...{ model: 'm', sandbox: false, reasoning: '', toolCalls: [], status: 'done', timings: {} },
};

function read(text: string): Imported {
  let made = 0;
  return importConversations(text, { newId: () => `new-id-${++made}`, settings: SETTINGS });
}

function readOne(text: string): WholeConversation {
  const { conversations } = read(text);
  const [{ messages = [], headId = null, ...rest } = { id: '', settings: SETTINGS }] = conversations;
  expect(conversations).toHaveLength(1);
  return newConversation({ ...rest, messages, headId }, T0);
}

function faultOf(value: unknown): { code: string; path: string } | undefined {
  try {
    read(typeof value === 'string' ? value : JSON.stringify(value));
  } catch (error) {
    if (error instanceof ImportFault) return { code: error.code, path: error.path };
    throw error;
  }
  return undefined;
}

const shown = ({ messages, headId }: WholeConversation) =>
  wayTo(treeOf(messages), headId).map(({ role, text }) => [role, text]);

const anyText = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 20 }),
  fc.constantFrom('', '## 你', '```json\n{}\n```', '---\na\n---\n', '换行\n\n# 题'),
);
const anyAnswer = fc.record(
  {
    model: fc.string({ maxLength: 5 }),
    sandbox: fc.boolean(),
    reasoning: anyText,
    toolCalls: fc.array(fc.record({ id: fc.string(), name: fc.string(), arguments: fc.string() }), { maxLength: 2 }),
    status: fc.constantFrom('done', 'stopped', 'failed', 'interrupted'),
    timings: fc.constantFrom({}, { firstAnswerMs: 12.5, totalMs: 40 }),
    finishReason: fc.constantFrom('stop', 'length'),
    usage: fc.constant({ promptTokens: 3, completionTokens: 4, estimated: true }),
    costMicros: fc.constantFrom(null, 12),
    estimate: fc.constant({ promptTokens: 2 }),
    requestId: fc.constant('req_1'),
    failure: fc.constant({ status: 429, type: 't', code: 'c', message: '慢', retryAt: 5 }),
  },
  { requiredKeys: ['model', 'sandbox', 'reasoning', 'toolCalls', 'status', 'timings'] },
);
const anyMessage = fc.record({
  role: fc.constantFrom('user', 'assistant', 'system'),
  parent: fc.nat(),
  isFirst: fc.boolean(),
  text: anyText,
  answer: anyAnswer,
  withPicture: fc.boolean(),
});
const PICTURE = { id: 'picture-1', mediaType: 'image/png' as const, widthPx: 2, heightPx: 3, bytes: 4, name: '图.png' };

/** A tree with messages that were moved and taken out, as changes make them. */
const anyConversation = fc
  .record({
    messages: fc.array(anyMessage, { maxLength: 12 }),
    head: fc.nat(),
    instants: fc.infiniteStream(fc.nat(30)),
    title: fc.option(fc.constantFrom('题目', 'A title', '😀'.repeat(40))),
    system: anyText,
  })
  .map(({ messages: plans, head, instants, title, system }): WholeConversation => {
    const taken = new Set<number>();
    const messages = plans.map((plan, index): MessageNode => {
      let createdAtMs = T0 + (instants.next().value ?? 0);
      while (taken.has(createdAtMs)) createdAtMs++;
      taken.add(createdAtMs);
      const { role, text, answer, parent, isFirst, withPicture } = plan;
      return {
        ...{ id: `message-${index}`, parentId: index === 0 || isFirst ? null : `message-${parent % index}` },
        ...{ role, text, createdAtMs, editedAtMs: null, version: 1, removed: false },
        ...(role === 'assistant' ? { answer } : {}),
        ...(role === 'user' && withPicture ? { pictures: [PICTURE] } : {}),
      };
    });
    const headId = messages.length === 0 ? null : `message-${head % messages.length}`;
    const own = { id: 'conversation', title, pinned: false, createdAtMs: T0, updatedAtMs: T0, version: 1 };
    return { ...own, settings: { model: 'm', system, parameters: { stop: ['。'], seed: 7 } }, headId, messages };
  });

/** All that a file can hold: what follows what, in which order, and what each message is. */
function treeIn({ messages, headId, settings, title }: WholeConversation) {
  const { followers } = treeOf(messages);
  const places = [...followers].map(([parentId, nodes]) => [parentId, nodes.map(({ id }) => id)] as const);
  const matter = messages.map(({ createdAtMs: _, editedAtMs: __, version: ___, ...rest }) => [rest.id, rest] as const);
  return { headId, settings, title, places: Object.fromEntries(places), matter: Object.fromEntries(matter) };
}

describe('our own JSON', () => {
  test('gives back the whole tree, with what each answer was and took', () => {
    fc.assert(
      fc.property(anyConversation, fc.boolean(), (conversation, isLabelled) => {
        const label = isLabelled ? { provider: '某公司' } : null;
        const file = toConversationJson({ conversation, label, withThinking: true }, LABEL_WORDS);
        expect(treeIn(readOne(file))).toEqual(treeIn(conversation));
      }),
      { numRuns: RUNS },
    );
  });

  test('keeps when each message was said', () => {
    const said = { parentId: null, role: 'user', editedAtMs: null, version: 1, removed: false } as const;
    const messages: MessageNode[] = [
      { ...said, id: 'message-1', text: 'a', createdAtMs: 1_000 },
      { ...said, id: 'message-2', parentId: 'message-1', text: 'b', createdAtMs: 90_000 },
    ];
    const own = { id: 'conversation', title: null, pinned: false, createdAtMs: 1, updatedAtMs: 1, version: 1 };
    const conversation = { ...own, settings: SETTINGS, headId: 'message-2', messages };
    const file = toConversationJson({ conversation, label: null, withThinking: true }, LABEL_WORDS);
    expect(readOne(file).messages).toEqual(messages);
  });

  test('holds what pictures show where it is given, and an import has that apart', () => {
    const question = { id: 'question-1', parentId: null, role: 'user', text: '', pictures: [PICTURE] } as const;
    const messages = [{ ...question, pictures: [PICTURE, { ...PICTURE, id: 'picture-2' }] }];
    const own = { id: 'conversation', settings: SETTINGS, headId: 'question-1' };
    const conversation = newConversation({ ...own, messages }, T0);
    const pictureData = new Map([['picture-1', 'aGk=']]);
    const file = toConversationJson({ conversation, label: null, withThinking: false, pictureData }, LABEL_WORDS);
    const imported = read(file);
    expect([...imported.pictures]).toEqual([['picture-1', 'aGk=']]);
    expect(imported.conversations[0]?.messages?.[0]?.pictures).toEqual(messages[0]?.pictures);
    expect([...read('[{"role": "user", "content": "q"}]').pictures]).toEqual([]);
  });

  test('holds thinking only when it was asked for, no run and nothing that was taken out, and every label', () => {
    const conversation = newConversation(
      {
        ...{ id: 'conversation', settings: SETTINGS, headId: 'answer-01' },
        messages: [
          { id: 'question-1', parentId: null, role: 'user', text: 'q' },
          {
            ...{ id: 'answer-01', parentId: 'question-1', role: 'assistant', text: 'a' },
            answer: { ...ANSWER, reasoning: 'HIDDEN', runId: 'RUN-00001', requestId: 'req_1', status: 'streaming' },
          },
          { id: 'question-2', parentId: null, role: 'user', text: 'GONE' },
        ],
      },
      T0,
    );
    const messages = conversation.messages.map((node) => (node.text === 'GONE' ? { ...node, removed: true } : node));
    const text = toConversationJson(
      { conversation: { ...conversation, messages }, label: { provider: '某公司' }, withThinking: false },
      LABEL_WORDS,
    );
    for (const absent of ['HIDDEN', 'RUN-00001', 'GONE', 'streaming']) expect(text).not.toContain(absent);
    expect(JSON.parse(text)).toMatchObject({
      ...{ object: 'conversation', version: 2, label: LABEL_WORDS.model },
      AIGC: { Label: '1', ContentProducer: '某公司', ProduceID: 'req_1' },
      messages: [
        { role: 'user', content: 'q' },
        { role: 'assistant', label: LABEL_WORDS.model, model: 'm' },
      ],
    });
    expect(readOne(text).messages[1]?.answer).toMatchObject({ status: 'interrupted', reasoning: '' });
  });

  test('of the first form gives the way that was shown', () => {
    const label = LABEL_WORDS.sandbox;
    const messages = [
      { role: 'user', content: 'q' },
      { role: 'assistant', content: 'a', model: 'm', sandbox: true, request_id: 'req_1', label },
    ];
    const whole = readOne(JSON.stringify({ object: 'conversation', version: 1, title: '题目', label, messages }));
    expect(whole).toMatchObject({ title: '题目', settings: SETTINGS });
    expect(shown(whole)).toEqual([
      ['user', 'q'],
      ['assistant', 'a'],
    ]);
    expect(whole.messages[1]?.answer).toEqual({ ...ANSWER, sandbox: true, requestId: 'req_1' });
  });

  test('several in a list are several conversations', () => {
    const one = { object: 'conversation', version: 1, title: 'a', messages: [{ role: 'user', content: 'x' }] };
    expect(read(JSON.stringify([one, { ...one, title: 'b' }])).conversations).toMatchObject([
      { title: 'a' },
      { title: 'b' },
    ]);
  });
});

describe('Markdown', () => {
  const ROOT = join(import.meta.dirname, '..', '..', 'i18n', 'messages');
  const words = (language: string, noun: string) =>
    JSON.parse(readFileSync(join(ROOT, language, `${noun}.json`), 'utf8'));
  const exportWords = (language: string) => {
    const { user, answer, export: file, label } = words(language, 'chat');
    const sandbox = words(language, 'shell').sandbox;
    return { user: user.label, system: file.system, assistant: answer.label, sandbox, label };
  };

  test.each(['zh', 'en'])('is read in the words that it is written in: %s', (language) => {
    const { user, system, assistant, sandbox, label } = exportWords(language);
    expect(HEADINGS.user).toContain(user);
    expect(HEADINGS.system).toContain(system);
    expect(HEADINGS.assistant).toContain(assistant);
    expect(SANDBOX_WORDS).toContain(sandbox);
    for (const word of Object.values(label)) expect(LABELS).toContain(word);
  });

  test('gives back every question and answer that was exported', () => {
    const line = fc.constantFrom('一行', 'a line', '```ts', '```', '# 题', '## 二', '> 引', '', '  缩进');
    const anyBody = fc.array(line, { minLength: 1, maxLength: 6 }).map((lines) => lines.join('\n').trim());
    const anyCall = fc.record({ id: fc.constant(''), name: fc.constantFrom('f', 'g'), arguments: fc.json() });
    const anyTurn = fc.record({
      question: anyBody,
      text: anyBody.filter((body) => body !== ''),
      calls: fc.array(anyCall, { maxLength: 2 }),
      sandbox: fc.boolean(),
    });
    fc.assert(
      fc.property(
        fc.array(anyTurn, { minLength: 1, maxLength: 4 }),
        fc.constantFrom('zh', 'en'),
        fc.boolean(),
        (turns, language, isLabelled) => {
          const messages = turns.flatMap(({ question, text, calls, sandbox }): Message[] => [
            { id: '', role: 'user', text: question },
            { ...ANSWER, id: '', role: 'assistant', text, sandbox, toolCalls: calls },
          ]);
          const label = isLabelled ? { provider: '某公司' } : null;
          const whole = readOne(toMarkdown({ title: '题目', messages, label }, exportWords(language)));
          expect(whole.title).toBe('题目');
          expect(shown(whole)).toEqual(messages.map(({ role, text }) => [role, text]));
          for (const [index, { calls, sandbox }] of turns.entries()) {
            const answer = whole.messages[index * 2 + 1]?.answer;
            expect(answer).toMatchObject({ model: 'm', sandbox });
            expect(answer?.toolCalls.map((call) => ({ ...call, id: '' }))).toEqual(calls);
          }
        },
      ),
      { numRuns: RUNS },
    );
  });

  test('in the words of others is read as well', () => {
    const whole = readOne('## 用户\r\n\r\n问\r\n\r\n## Assistant\r\n\r\n答\r\n');
    expect(shown(whole)).toEqual([
      ['user', '问'],
      ['assistant', '答'],
    ]);
    expect(whole).toMatchObject({ title: null, messages: [{}, { answer: { model: 'fallback' } }] });
  });

  test('a text without such headings is none', () => {
    expect(faultOf('# 笔记\n\n一段话')).toEqual({ code: 'unknown', path: '' });
  });
});

describe('messages of a request', () => {
  test('are read alone and in their request, with its model and parameters', () => {
    const messages = [
      { role: 'system', content: '简短。' },
      {
        role: 'user',
        content: [
          { type: 'text', text: '看' },
          { type: 'image_url', image_url: { url: 'data:…' } },
        ],
      },
      {
        ...{ role: 'assistant', content: null, reasoning_content: '想' },
        tool_calls: [{ id: 'call_x', type: 'function', function: { name: 'f', arguments: '{}' } }],
      },
      { role: 'tool', tool_call_id: 'call_x', content: '42' },
      { role: 'assistant', content: '四十二' },
    ];
    const alone = readOne(JSON.stringify(messages));
    expect(alone.settings).toEqual({ ...SETTINGS, system: '简短。' });
    expect(shown(alone)).toEqual([
      ['user', '看\n\n[image]'],
      ['assistant', ''],
      ['assistant', '四十二'],
    ]);
    expect(alone.messages[1]?.answer).toMatchObject({
      ...{ reasoning: '想', toolCalls: [{ id: 'call_x', name: 'f', arguments: '{}' }] },
    });
    expect(read(JSON.stringify(messages)).leftOut).toBe(1);
    const request = { model: 'gpt-x', temperature: 0.3, stop: '\n', n: 2, stream: true, messages };
    expect(readOne(JSON.stringify(request)).settings).toEqual({
      ...{ model: 'gpt-x', system: '简短。', parameters: { temperature: 0.3, stop: ['\n'] } },
    });
  });

  test('what is wrong is told by its place', () => {
    expect(
      faultOf([
        { role: 'user', content: 'a' },
        { role: 'robot', content: 'b' },
      ]),
    ).toEqual({
      ...{ code: 'field', path: 'messages.1.role' },
    });
    expect(faultOf({ messages: [{ role: 'user', content: 5 }] })).toEqual({
      code: 'field',
      path: 'messages.0.content',
    });
    expect(faultOf({ messages: [{ role: 'tool', content: 'a' }] })).toEqual({ code: 'empty', path: '' });
  });
});

describe('ChatGPT’s export', () => {
  const message = (role: string, parts: unknown[], rest: object = {}) => ({
    ...{ author: { role }, content: { content_type: 'text', parts }, create_time: null },
    ...rest,
  });
  const mapping = {
    root: { id: 'root', message: null, parent: null, children: ['system'] },
    system: { message: message('system', ['']), parent: 'root', children: ['q1'] },
    q1: { message: message('user', ['问一'], { create_time: 10 }), parent: 'system', children: ['a1', 'a2'] },
    a2: {
      message: message('assistant', ['答二'], { create_time: 12, metadata: { model_slug: 'gpt-4o' } }),
      ...{ parent: 'q1', children: [] },
    },
    a1: { message: message('assistant', ['答一'], { create_time: 11 }), parent: 'q1', children: ['hidden'] },
    hidden: {
      message: message('user', ['memory'], { metadata: { is_visually_hidden_from_conversation: true } }),
      ...{ parent: 'a1', children: ['code'] },
    },
    code: {
      message: message('assistant', [], { content: { content_type: 'code', language: 'python', text: 'print(1)' } }),
      ...{ parent: 'hidden', children: ['tool'] },
    },
    tool: { message: message('tool', ['1']), parent: 'code', children: ['q2'] },
    q2: {
      message: message('user', [{ content_type: 'image_asset_pointer', asset_pointer: 'file://x' }, '这是什么'], {
        create_time: 13,
      }),
      ...{ parent: 'tool', children: [] },
    },
  };
  const file = { title: '旧对话', create_time: 10, current_node: 'q2', mapping };

  test('gives every way through it; what ChatGPT does not show is bridged', () => {
    const whole = readOne(JSON.stringify([file]));
    expect(whole.title).toBe('旧对话');
    expect(shown(whole)).toEqual([
      ['user', '问一'],
      ['assistant', '答一'],
      ['assistant', '```python\nprint(1)\n```'],
      ['user', '[image]\n\n这是什么'],
    ]);
    const { followers } = treeOf(whole.messages);
    const [first] = followers.get(null) ?? [];
    expect(followers.get(first?.id ?? '')?.map(({ text, answer }) => [text, answer?.model])).toEqual([
      ['答一', 'fallback'],
      ['答二', 'gpt-4o'],
    ]);
    // Seconds in the file; what follows one at 11 s and says nothing comes right behind it.
    expect(whole.messages.map(({ text, createdAtMs }) => [text.slice(0, 6), createdAtMs])).toEqual([
      ['问一', 10_000],
      ['答一', 11_000],
      ['```pyt', 11_001],
      ['答二', 12_000],
      ['[image', 13_000],
    ]);
    expect(whole).toMatchObject({ createdAtMs: 10_000, updatedAtMs: 13_000 });
    // What the tool answered.
    expect(read(JSON.stringify([file, file]))).toMatchObject({ leftOut: 2, conversations: [{}, {}] });
  });

  test('what is wrong is told by its place', () => {
    const lost = { ...file, mapping: { ...mapping, a1: { ...mapping.a1, parent: 'nowhere' } } };
    expect(faultOf([file, lost])).toEqual({ code: 'field', path: '1.mapping.a1.parent' });
    const circle = { ...mapping, root: { ...mapping.root, parent: 'q2' } };
    expect(faultOf([{ ...file, mapping: circle }])).toEqual({ code: 'circle', path: '0.mapping' });
    expect(faultOf([{ ...file, mapping: { a: { message: { author: {} } } } }])).toMatchObject({ code: 'field' });
  });
});

test('a title is one line of at most 80 letters, and no character of it is cut', () => {
  const titled = (title: string) =>
    readOne(JSON.stringify({ object: 'conversation', version: 1, title, messages: [{ role: 'user', content: 'x' }] }));
  expect(titled(` a\n\tb ${'😀'.repeat(60)}`).title).toBe(`a b ${'😀'.repeat(38)}`);
  expect(titled(`abc${'😀'.repeat(60)}`).title).toBe(`abc${'😀'.repeat(38)}`);
  expect(titled(' \n ').title).toBeNull();
});

test('a file that is nothing of all this says what is wrong', () => {
  expect(faultOf('')).toEqual({ code: 'empty', path: '' });
  expect(faultOf('[]')).toEqual({ code: 'empty', path: '' });
  expect(faultOf('{"a": ')).toEqual({ code: 'unknown', path: '' });
  expect(faultOf({ a: 1 })).toEqual({ code: 'unknown', path: '' });
  expect(faultOf([1])).toEqual({ code: 'unknown', path: '0' });
  expect(faultOf({ object: 'conversation', version: 3 })).toEqual({ code: 'newer', path: '' });
  const second = { ...{ object: 'conversation', version: 2, title: null, settings: SETTINGS, head: null } };
  expect(faultOf({ ...second, messages: [{ id: 'x' }] })).toEqual({ code: 'field', path: 'messages.0.id' });
  const many = Array.from({ length: 20_001 }, () => ({ role: 'user', content: '' }));
  expect(faultOf(many)).toMatchObject({ code: 'tooMany' });
});
