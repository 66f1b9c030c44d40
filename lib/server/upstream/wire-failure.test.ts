import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRedact } from './redact.ts';
import { readWireFailure, toLateError, type WireFailure } from './wire-failure.ts';

const KEY = 'plain-words-key';
const read = (error: unknown) => readWireFailure({ error }, createRedact(KEY));

describe('an error of the wire', () => {
  const nothing: WireFailure = { message: '', code: '', param: undefined };

  test.each<[unknown, WireFailure]>([
    [
      { message: 'boom', code: 'c', param: 'p' },
      { message: 'boom', code: 'c', param: 'p' },
    ],
    [
      { message: 'boom', code: 429, param: null },
      { message: 'boom', code: '429', param: undefined },
    ],
    ['boom', { message: 'boom', code: '', param: undefined }],
    [['boom', 'bang'], { message: 'boom', code: '', param: undefined }],
    [[{ message: 'boom', code: 'c' }], { message: 'boom', code: 'c', param: undefined }],
    [[], nothing],
    [[[]], nothing],
    [{}, nothing],
    [7, nothing],
    [true, nothing],
    [false, nothing],
    ['', nothing],
  ])('%j', (error, failure) => {
    expect(read(error)).toEqual(failure);
  });

  test.each([[undefined], [null]])('%s is none', (error) => {
    expect(read(error)).toBeUndefined();
  });

  test('T-KEY-02 message and param hold no key and are not long, whatever they say', () => {
    const words = fc.string({ maxLength: 300 });
    fc.assert(
      fc.property(words, words, (before, after) => {
        const said = before + KEY + after.repeat(10);
        const failure = read({ message: said, param: said });
        for (const [text, most] of [[failure?.message, 500] as const, [failure?.param, 200] as const]) {
          expect(text).not.toContain(KEY);
          expect(text?.length).toBeLessThanOrEqual(most);
        }
      }),
    );
  });
});

test.each(['rate_limit_exceeded', '429'])('%s after a 200: the caller is told to wait for the usual minute', (code) => {
  expect(toLateError({ message: '', code, param: undefined })).toMatchObject({
    code: 'rate_limit_exceeded',
    retryAfterMs: 60_000,
  });
});
