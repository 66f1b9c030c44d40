import { expect, test } from 'vitest';
import { GrowingText } from './growing-text.ts';

/** A view that takes longer over each piece than a frame gives. */
function slowView() {
  const shown: string[] = [];
  return {
    shown,
    update(text: string) {
      const startMs = performance.now();
      while (performance.now() - startMs < 10);
      shown.push(text);
    },
    finish: (text: string) => shown.push(text),
  };
}

test('a text that has come at once is shown piece by piece, each frame a little, and all of it in the end', () => {
  const view = slowView();
  const growing = new GrowingText(view);
  const text = 'word '.repeat(700);
  let frames = 1;
  while (!growing.show(text)) frames++;
  // Each piece costs too much: the next one is larger.
  expect(frames).toBe(4);
  expect(view.shown.map(({ length }) => length)).toEqual([250, 750, 1_750, 3_500]);
  expect(view.shown.at(-1)).toBe(text);
});

test('a text that is all shown is not shown again', () => {
  const view = slowView();
  const growing = new GrowingText(view);
  expect([growing.show('a'), growing.show('a'), growing.show('ab')]).toEqual([true, true, true]);
  expect(view.shown).toEqual(['a', 'ab']);
});
