import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { turn, walk } from './walk.ts';

const key = (name: string, shiftKey = false) => ({ key: name, shiftKey });

describe('walking the points of a chart', () => {
  test.each([
    [key('ArrowRight'), 5, 6],
    [key('ArrowLeft'), 5, 4],
    [key('ArrowRight', true), 5, 15],
    [key('ArrowLeft', true), 5, 0],
    [key('ArrowRight', true), 95, 99],
    [key('Home'), 5, 0],
    [key('End'), 5, 99],
    [key('PageDown'), 5, 15],
    [key('ArrowRight'), undefined, 99],
    [key('Home'), undefined, 0],
    [key('a'), 5, undefined],
  ])('%j from %s of a hundred leads to %s', (pressed, from, to) => {
    expect(walk(pressed, from, 100)).toBe(to);
  });

  test('never leaves the chart', () => {
    const keys = fc.constantFrom('ArrowLeft', 'ArrowRight', 'Home', 'End', 'PageUp', 'PageDown');
    fc.assert(
      fc.property(fc.array(fc.tuple(keys, fc.boolean())), fc.integer({ min: 1, max: 43_200 }), (presses, count) => {
        let at: number | undefined;
        for (const [name, shiftKey] of presses) {
          at = walk({ key: name, shiftKey }, at, count);
          expect(at).toBeGreaterThanOrEqual(0);
          expect(at).toBeLessThan(count);
        }
      }),
    );
  });

  test('of a chart without points leads nowhere', () => {
    expect(walk(key('End'), undefined, 0)).toBeUndefined();
  });
});

test('up and down go round the series, and past none of them', () => {
  const ids = ['a', 'b'];
  expect(turn(ids, undefined, 1)).toBe('a');
  expect(turn(ids, 'a', 1)).toBe('b');
  expect(turn(ids, 'b', 1)).toBeUndefined();
  expect(turn(ids, undefined, -1)).toBe('b');
  expect(turn(ids, 'hidden', 1)).toBeUndefined();
});
