import { expect, test } from 'vitest';
import { ImeGuard } from './ime.ts';

type Step = ['start' | 'end', number] | ['enter', number, { isComposing?: boolean; keyCode?: number }, boolean];

/** Recorded orders of events while 你好 is typed with Pinyin, picked with Enter and sent with a second Enter. */
const RECORDED: Record<string, Step[]> = {
  'Chrome on Windows': [
    ['start', 0],
    ['enter', 400, { isComposing: true, keyCode: 229 }, true],
    ['end', 401],
    ['enter', 900, {}, false],
  ],
  'Chrome on macOS, key code 13 while composing': [
    ['start', 0],
    ['enter', 400, { isComposing: true, keyCode: 13 }, true],
    ['end', 402],
    ['enter', 900, {}, false],
  ],
  'Safari, where the composition ends first': [
    ['start', 0],
    ['end', 400],
    ['enter', 403, { isComposing: false, keyCode: 229 }, true],
    ['enter', 900, {}, false],
  ],
  'Safari with a keyboard that reports 13 after the end': [
    ['start', 0],
    ['end', 400],
    ['enter', 404, { isComposing: false, keyCode: 13 }, true],
    ['enter', 900, {}, false],
  ],
  'Firefox on Linux with ibus, no flags at all while composing': [
    ['start', 0],
    ['enter', 400, { isComposing: false, keyCode: 13 }, true],
    ['end', 401],
    ['enter', 900, {}, false],
  ],
};

test.each(Object.entries(RECORDED))('Enter never sends half a word: %s', (_, steps) => {
  const guard = new ImeGuard();
  for (const step of steps) {
    if (step[0] === 'start') guard.start();
    else if (step[0] === 'end') guard.end(step[1]);
    else expect(guard.owns({ isComposing: false, keyCode: 13, timeStamp: step[1], ...step[2] })).toBe(step[3]);
  }
});

test('without an input method every Enter is the person’s', () => {
  expect(new ImeGuard().owns({ isComposing: false, keyCode: 13, timeStamp: 0 })).toBe(false);
});
