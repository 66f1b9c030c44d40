import { expect, test } from 'vitest';
import { boxAt } from './box-at.ts';

const boxes = [
  { id: 'small', box: { x: 40, y: 40, width: 10, height: 10 } },
  { id: 'large', box: { x: 0, y: 0, width: 100, height: 100 } },
];
const at = (x: number, y: number, slop = 0) => boxAt(boxes, { x, y }, { x: slop, y: slop })?.id;

test('the smallest box at a point is meant', () => {
  expect(at(45, 45)).toBe('small');
  expect(at(20, 20)).toBe('large');
  expect(at(120, 20)).toBeUndefined();
});

test('a near miss counts', () => {
  expect(at(38, 45, 3)).toBe('small');
  expect(at(102, 20, 3)).toBe('large');
  expect(at(36, 45, 3)).toBe('large');
});
