import fc from 'fast-check';
import { expect, test } from 'vitest';
import { anyText } from '#e2e/support/hostile-text.ts';
import { chatRequestSchema } from '#lib/contract/chat.ts';
import { estimatePromptTokens } from '#lib/domain/metering/tokens.ts';
import { contextFill, largerModel } from './context-window.ts';
import { estimateRequest } from './estimate.ts';
import { PromptCounter, promptParts } from './estimate-prompt.ts';
import { emptyAnswer, type Message } from './message.ts';
import { type ChatSettings, type RequestMessage, toChatRequest } from './request.ts';

const question = (text: string): Message => ({ id: text, role: 'user', text });
const answer = (text: string): Message => ({ ...emptyAnswer({ id: text, model: 'm', sandbox: false }), text });
const settings = (fields: Partial<ChatSettings> = {}): ChatSettings => ({
  model: 'm',
  system: '',
  parameters: {},
  ...fields,
});

const anyMessage = fc.oneof(anyText.map(question), anyText.map(answer));
const anyChat = fc.record({ system: anyText, messages: fc.array(anyMessage, { maxLength: 6 }), draft: anyText });

test('what is typed, changed and taken back is counted as the gateway counts the request', () => {
  fc.assert(
    fc.property(fc.array(anyChat, { minLength: 1, maxLength: 5 }), (chats) => {
      const counter = new PromptCounter();
      for (const { system, messages, draft } of chats) {
        const parts = promptParts(settings({ system }), messages, { text: draft });
        const all = draft.trim() === '' ? messages : [...messages, question(draft)];
        const body = toChatRequest(settings({ system }), all);
        // Nothing is sent without a message, and the schema takes nothing else.
        const sent = chatRequestSchema.safeParse(body).data?.messages;
        if (sent !== undefined) expect(counter.promptTokens(parts)).toBe(estimatePromptTokens(sent));
      }
    }),
  );
});

test('pictures of a draft count as those of the message that it becomes, also without words', () => {
  const picture = { id: 'picture-1', mediaType: 'image/png', widthPx: 1, heightPx: 1, bytes: 1, name: 'a' } as const;
  const counter = new PromptCounter();
  for (const text of ['', 'look']) {
    const draft = { text, pictures: [picture, { ...picture, id: 'picture-2' }] };
    const body = toChatRequest(settings({}), [{ id: 'q', role: 'user', ...draft }]);
    const sent = chatRequestSchema.parse({
      ...body,
      messages: JSON.parse(JSON.stringify(body.messages).replaceAll('picture:', 'data:image/png;base64,')),
    });
    expect(counter.promptTokens(promptParts(settings({}), [], draft))).toBe(estimatePromptTokens(sent.messages));
  }
});

test('in a thread of a thousand messages a key costs the draft, and a new message itself', () => {
  const read: string[] = [];
  const counter = new PromptCounter(({ content }: RequestMessage) => {
    read.push(String(content));
    return content.length;
  });
  const messages = Array.from({ length: 1_000 }, (_, index) => question(`message ${index}`));
  const parts = promptParts(settings({ system: 'Be brief.' }), messages, { text: 'h' });
  counter.promptTokens(parts);
  expect(read).toHaveLength(1_002);
  for (const text of ['he', 'hel', 'hell', 'hello']) {
    read.length = 0;
    counter.promptTokens({ ...parts, draft: [{ role: 'user', content: text }] });
    expect(read).toEqual([text]);
  }
  // Sent: what was the draft is a message of the thread now.
  read.length = 0;
  counter.promptTokens(promptParts(settings({ system: 'Be brief.' }), [...messages, question('hello')], { text: '' }));
  expect(read).toEqual([]);
});

const PRICE = { promptPerMillionTokens: 4, cachedPerMillionTokens: 0.4, completionPerMillionTokens: 12 };
const known = { sandbox: false, contextTokens: null, price: PRICE };

test('a cost lies between the prompt alone, had from a cache, and the longest answer', () => {
  expect(estimateRequest(100_000, settings(), known)).toEqual({
    promptTokens: 100_000,
    maxCompletionTokens: 1_000,
    cost: { leastMicros: 40_000, mostMicros: 412_000 },
  });
  const short = settings({ parameters: { max_tokens: 10 } });
  expect(estimateRequest(0, short, known).cost).toEqual({ leastMicros: 0, mostMicros: 120 });
});

test('the sandbox costs nothing; what a model without a price, or an unknown one, costs nobody knows', () => {
  expect(estimateRequest(9, settings(), { ...known, sandbox: true }).cost).toEqual({ leastMicros: 0, mostMicros: 0 });
  expect(estimateRequest(9, settings(), { ...known, price: null }).cost).toBeNull();
  expect(estimateRequest(9, settings(), undefined).cost).toBeNull();
});

test.each([
  [7_192, { overTokens: 0, roomTokens: 1_000 }],
  [7_193, { overTokens: 1, roomTokens: 999 }],
  [9_000, { overTokens: 1_808, roomTokens: -808 }],
])('a prompt of %i tokens and an answer of 1,000 in a context of 8,192: %j', (promptTokens, fill) => {
  expect(contextFill({ promptTokens, maxCompletionTokens: 1_000 }, 8_192)).toMatchObject(fill);
});

test('the model to change to is the smallest that holds the request', () => {
  const models = [
    { id: 'unknown', contextTokens: null },
    { id: 'large', contextTokens: 32_768 },
    { id: 'middle', contextTokens: 16_384 },
    { id: 'small', contextTokens: 8_192 },
  ];
  expect(largerModel(models, 9_000)?.id).toBe('middle');
  expect(largerModel(models, 16_384)?.id).toBe('middle');
  expect(largerModel(models, 16_385)?.id).toBe('large');
  expect(largerModel(models, 40_000)).toBeUndefined();
});
