import { describe, expect, test } from 'vitest';
import { neighbourOf } from './neighbour.ts';

const at = (x: number, y: number) => ({ box: { x, y, width: 10, height: 10 } });

describe('the nearest box', () => {
  // 0 1 2
  // 3   4
  const grid = [at(0, 0), at(100, 0), at(200, 0), at(0, 100), at(200, 100)];
  test.each([
    [0, 'right', 1],
    [1, 'right', 2],
    [2, 'right', undefined],
    [0, 'down', 3],
    [3, 'right', 4],
    [3, 'up', 0],
    [4, 'left', 3],
    [1, 'up', undefined],
  ] as const)('of %i to the %s is %s', (from, direction, to) => {
    expect(neighbourOf(grid, from, direction)).toBe(to);
  });

  test('of boxes in one place is the next of them, and none is left out', () => {
    const pile = [at(0, 0), at(0, 0), at(0, 0), at(50, 0)];
    const walk = [0];
    for (let next = neighbourOf(pile, 0, 'right'); next !== undefined; next = neighbourOf(pile, next, 'right'))
      walk.push(next);
    expect(walk).toEqual([0, 1, 2, 3]);
    expect(neighbourOf(pile, 2, 'left')).toBe(1);
  });

  test('of one that is not there is none', () => {
    expect(neighbourOf([], 0, 'right')).toBeUndefined();
  });
});
