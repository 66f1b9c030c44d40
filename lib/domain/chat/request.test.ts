import { expect, test } from 'vitest';
import { chatRequestSchema } from '#lib/contract/chat.ts';
import { type AssistantMessage, emptyAnswer, type Message } from './message.ts';
import { checkNumber, formatStops, parseStops, rangeOf } from './parameters.ts';
import { toChatRequest, toContinueRequest } from './request.ts';
import { conversationTitle } from './title.ts';
import { toTurns } from './turns.ts';

const question = (text: string): Message => ({ id: text, role: 'user', text });
const answer = (text: string, rest: Partial<AssistantMessage> = {}): Message => ({
  ...emptyAnswer({ id: `a-${text}`, model: 'm', sandbox: true }),
  status: 'done',
  text,
  ...rest,
});
const settings = { model: 'm', system: '', parameters: {} };

test('what nobody touched is not sent', () => {
  expect(toChatRequest(settings, [question('hi')])).toEqual({
    model: 'm',
    messages: [{ role: 'user', content: 'hi' }],
    stream: true,
    stream_options: { include_usage: true },
  });
});

test('what was touched is sent, and the gateway accepts it', () => {
  const body = toChatRequest(
    { model: 'm', system: 'Be brief.', parameters: { temperature: 0, max_tokens: 5, stop: ['\n'], seed: -1 } },
    [question('hi'), answer('yo'), question('again')],
  );
  expect(chatRequestSchema.parse(body)).toMatchObject({ temperature: 0, max_tokens: 5, stop: ['\n'], seed: -1 });
  expect(body.messages).toEqual([
    { role: 'system', content: 'Be brief.' },
    { role: 'user', content: 'hi' },
    { role: 'assistant', content: 'yo' },
    { role: 'user', content: 'again' },
  ]);
});

test('failed answers without a word, and thinking, stay out of the request', () => {
  const body = toChatRequest(settings, [
    question('a'),
    answer('', { status: 'failed' }),
    question('b'),
    answer('c', { reasoning: 'secret' }),
  ]);
  expect(JSON.stringify(body.messages)).not.toContain('secret');
  expect(body.messages).toHaveLength(3);
});

test('to continue is a turn after the cut answer', () => {
  const { messages } = toContinueRequest(settings, [question('a'), answer('b')], 'go on');
  expect(messages).toEqual([
    { role: 'user', content: 'a' },
    { role: 'assistant', content: 'b' },
    { role: 'user', content: 'go on' },
  ]);
});

test('messages pair into turns and none is lost', () => {
  const messages = [question('1'), answer('2'), answer('3'), question('4'), question('5')];
  const turns = toTurns(messages);
  expect(turns.flatMap((turn) => [turn.question, turn.answer]).filter((message) => message !== undefined)).toEqual(
    messages,
  );
  expect(turns).toHaveLength(4);
});

test('the title is the first line of the first question, whole characters', () => {
  expect(conversationTitle([question(`  ${'👩‍💻'.repeat(90)}\nmore`)])).not.toContain('\uFFFD');
  expect(conversationTitle([question('一行\n二行')])).toBe('一行');
  expect(conversationTitle([])).toBeUndefined();
});

test.each([
  ['0', undefined],
  ['2', undefined],
  ['2.1', 'outOfRange'],
  ['-0.1', 'outOfRange'],
  ['1e309', 'outOfRange'],
  ['abc', 'outOfRange'],
] as const)('temperature %s: %s', (text, problem) => {
  expect(checkNumber(text, rangeOf('temperature', undefined))).toBe(problem);
});

test.each([
  ['1', undefined],
  ['1.5', 'notInteger'],
  ['0', 'outOfRange'],
  ['8193', 'outOfRange'],
] as const)('max_tokens %s with 8K of context: %s', (text, problem) => {
  expect(checkNumber(text, rangeOf('max_tokens', 8192))).toBe(problem);
});

test('stop sequences survive writing and reading, line breaks included', () => {
  const stops = ['END', '\n\n', 'a\tb'];
  expect(parseStops(formatStops(stops))).toEqual(stops);
});
