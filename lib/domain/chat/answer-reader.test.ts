import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Run, RunEvent, RunHead } from '#lib/contract/runs.ts';
import { AnswerReader } from './answer-reader.ts';
import { emptyAnswer } from './message.ts';

const HEAD: RunHead = { status: 200, streams: true, sandbox: true, requestId: 'req_1', retryAtMs: null };
const RUN: Run = { id: 'run-of-test', status: 'done', model: 'm', createdAtMs: 1, durationMs: 1_234.5, bill: null };

const base = () => emptyAnswer({ id: 'a', model: 'm', sandbox: false });
const head = (changes: Partial<RunHead> = {}): RunEvent => ({
  type: 'head',
  n: 1,
  atMs: 3,
  head: { ...HEAD, ...changes },
});
const sse = (json: unknown) => `data: ${typeof json === 'string' ? json : JSON.stringify(json)}\n\n`;
const delta = (content: string) => sse({ choices: [{ index: 0, delta: { content } }] });

function read(events: readonly RunEvent[], run = RUN) {
  const reader = new AnswerReader(base());
  for (const event of events) reader.push(event);
  return reader.end(run);
}

test('however often a reader comes back, and from wherever it reads again, the answer is the same', () => {
  const words = fc.array(fc.string({ unit: 'grapheme', maxLength: 8 }), { maxLength: 20 });
  fc.assert(
    fc.property(words, fc.array(fc.nat(20), { maxLength: 6 }), (texts, returns) => {
      const raws: RunEvent[] = texts.map((text, index) => ({
        type: 'raw',
        n: index + 2,
        atMs: index,
        raw: delta(text),
      }));
      const events = [head(), ...raws];
      const reader = new AnswerReader(base());
      for (const upTo of [...returns, events.length]) {
        // Asked for all again, or for less than it has: what was read changes nothing.
        for (const event of events.slice(0, upTo)) reader.push(event);
      }
      expect(reader.end(RUN)).toEqual(read(events));
      expect(reader.answer.text).toBe(texts.join(''));
    }),
  );
});

test('an answer that goes on keeps what it had', () => {
  const reader = new AnswerReader({ ...base(), text: '前半句，' });
  for (const event of [head(), { type: 'raw', n: 2, atMs: 5, raw: delta('后半句。') } as const]) reader.push(event);
  expect(reader.end(RUN)).toMatchObject({ text: '前半句，后半句。', status: 'done', timings: { totalMs: 1_235 } });
});

test('the end tells what it cost; what the upstream reported itself stays', () => {
  const bill = { promptTokens: 3, completionTokens: 5, expectedPromptTokens: 4, estimated: true, costMicros: 70 };
  expect(read([head()], { ...RUN, bill })).toMatchObject({
    costMicros: 70,
    estimate: { promptTokens: 4 },
    usage: { promptTokens: 3, completionTokens: 5, estimated: true },
  });
  const usage = { prompt_tokens: 4, completion_tokens: 6, total_tokens: 10 };
  const reported: RunEvent = { type: 'raw', n: 2, atMs: 5, raw: sse({ choices: [], usage }) };
  expect(read([head(), reported], { ...RUN, bill }).usage).toEqual({
    promptTokens: 4,
    completionTokens: 6,
    estimated: false,
  });
});

test('a refusal, an error in mid-stream and a log without a word are failures with their reasons', () => {
  const error = { error: { message: 'Too many.', type: 'rate_limit_error', code: 'rate_limit_exceeded' } };
  const failed: Run = { ...RUN, status: 'failed' };
  const refused = [
    head({ status: 429, streams: false, retryAtMs: 99 }),
    { type: 'raw', n: 2, atMs: 5, raw: JSON.stringify(error) },
  ] as const;
  expect(read(refused, failed).failure).toEqual({
    status: 429,
    type: 'rate_limit_error',
    code: 'rate_limit_exceeded',
    message: 'Too many.',
    requestId: 'req_1',
    retryAt: 99,
  });
  const cut = [
    head(),
    { type: 'raw', n: 2, atMs: 5, raw: delta('半句') },
    { type: 'raw', n: 3, atMs: 6, raw: sse(error) },
  ] as const;
  expect(read(cut, failed)).toMatchObject({ text: '半句', status: 'failed', failure: { code: 'rate_limit_exceeded' } });
  expect(read([], failed).failure).toMatchObject({ status: 0, code: 'internal_error' });
});

test('comments, the last word and an error field that holds none change nothing', () => {
  const raws = [': ping\n\n', sse({ error: null, choices: [{ index: 0, delta: { content: '好' } }] }), sse('[DONE]')];
  const events = raws.map((raw, index): RunEvent => ({ type: 'raw', n: index + 2, atMs: index, raw }));
  expect(read([head(), ...events])).toMatchObject({ text: '好', status: 'done' });
  expect(read([head(), ...events]).failure).toBeUndefined();
});
