import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type ChatChunk, chatChunkSchema, chatCompletionSchema } from '#lib/contract/chat.ts';
import { emptyAnswer, tokensPerSecond } from './message.ts';
import { addChunk, completionToChunk } from './stream.ts';

const start = emptyAnswer({ id: 'a', model: 'm', sandbox: false });

const chunk = (delta: Record<string, unknown>, rest: Record<string, unknown> = {}): ChatChunk =>
  chatChunkSchema.parse({ choices: [{ index: 0, delta, finish_reason: null }], ...rest });

const play = (...chunks: ChatChunk[]) =>
  chunks.reduce((answer, next, index) => addChunk(answer, next, (index + 1) * 10), start);

test('words arrive in order, whatever the cuts', () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: 'grapheme' })), (words) => {
      expect(play(...words.map((content) => chunk({ content }))).text).toBe(words.join(''));
    }),
  );
});

test.each(['reasoning_content', 'reasoning'])(
  'thinking sent as %s stays out of the answer and is timed apart',
  (field) => {
    const answer = play(
      chunk({ role: 'assistant' }),
      chunk({ [field]: 'hm' }),
      chunk({ [field]: 'm' }),
      chunk({ content: 'Yes' }),
    );
    expect(answer).toMatchObject({ reasoning: 'hmm', text: 'Yes' });
    expect(answer.timings).toMatchObject({ firstThoughtMs: 20, thoughtEndMs: 30, firstAnswerMs: 40 });
  },
);

test('tool calls grow by index, with the server’s ids', () => {
  const call = (index: number, rest: Record<string, unknown>) => chunk({ tool_calls: [{ index, ...rest }] });
  const answer = play(
    call(0, { id: 'x', type: 'function', function: { name: 'weather', arguments: '' } }),
    call(1, { id: 'y', function: { name: 'time' } }),
    call(0, { function: { arguments: '{"city":' } }),
    call(1, { function: { arguments: '{}' } }),
    call(0, { function: { arguments: '"上海"}' } }),
  );
  expect(answer.toolCalls).toEqual([
    { id: 'x', name: 'weather', arguments: '{"city":"上海"}' },
    { id: 'y', name: 'time', arguments: '{}' },
  ]);
});

test('a skipped index leaves no hole', () => {
  const answer = play(chunk({ tool_calls: [{ index: 1, function: { name: 'b' } }] }));
  expect(answer.toolCalls.map(({ name }) => name)).toEqual(['', 'b']);
});

test.each([1_000_000_000, 2 ** 53 - 1, 256, -1])(
  'a piece of a call that no answer can have is dropped: %i',
  (index) => {
    const call = (at: number, name: string) => ({ index: at, function: { name } });
    const answer = play(chunk({ tool_calls: [call(0, 'a'), call(index, 'far'), call(255, 'last')] }));
    expect(answer.toolCalls).toHaveLength(256);
    expect(answer.toolCalls.filter(({ name }) => name !== '').map(({ name }) => name)).toEqual(['a', 'last']);
  },
);

test('the old function_call form is read too', () => {
  const answer = play(
    chunk({ function_call: { name: 'f', arguments: '{' } }),
    chunk({ function_call: { arguments: '}' } }),
  );
  expect(answer.toolCalls).toMatchObject([{ name: 'f', arguments: '{}' }]);
});

test('usage without choices is taken, and marked when it is an estimate', () => {
  const usage = { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8, estimated: true };
  const answer = play(chunk({ content: 'a' }), chatChunkSchema.parse({ choices: [], usage }));
  expect(answer.usage).toEqual({ promptTokens: 3, completionTokens: 5, estimated: true });
});

test('nonsense usage is ignored, the event is not', () => {
  const answer = play(chatChunkSchema.parse({ choices: [{ delta: { content: 'a' } }], usage: { prompt_tokens: -1 } }));
  expect(answer).toMatchObject({ text: 'a' });
  expect(answer.usage).toBeUndefined();
});

test('only the first choice is shown', () => {
  const second = chatChunkSchema.parse({ choices: [{ index: 1, delta: { content: 'no' } }] });
  expect(play(chunk({ content: 'yes' }), second).text).toBe('yes');
});

test('a whole answer reads like a stream of one event', () => {
  const completion = chatCompletionSchema.parse({
    id: 'c',
    model: 'm',
    choices: [
      {
        index: 0,
        message: {
          role: 'assistant',
          content: 'hi',
          tool_calls: [{ id: 't', type: 'function', function: { name: 'f', arguments: '{}' } }],
        },
        finish_reason: 'tool_calls',
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  });
  expect(addChunk(start, completionToChunk(completion), 7)).toMatchObject({
    text: 'hi',
    toolCalls: [{ id: 't', name: 'f', arguments: '{}' }],
    finishReason: 'tool_calls',
    usage: { promptTokens: 1, completionTokens: 2 },
    timings: { firstAnswerMs: 7 },
  });
});

test('speed counts from the first word, thinking included, and is not invented', () => {
  const usage = { promptTokens: 1, completionTokens: 60, estimated: false };
  expect(
    tokensPerSecond({ ...start, usage, timings: { firstThoughtMs: 500, firstAnswerMs: 900, totalMs: 1500 } }),
  ).toBe(60);
  expect(tokensPerSecond({ ...start, usage, timings: {} })).toBeUndefined();
  expect(tokensPerSecond({ ...start, usage, timings: { firstAnswerMs: 5, totalMs: 5 } })).toBeUndefined();
});
