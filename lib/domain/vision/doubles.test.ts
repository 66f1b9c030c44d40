import { expect, test } from 'vitest';
import { withoutDoubles } from './doubles.ts';

test('of a line and the ground it stands on, the line is left', () => {
  const ground = { text: '口', confidence: 0.9, box: { x: 0, y: 0, width: 220, height: 60 } };
  const label = { text: '出口 Exit', confidence: 0.8, box: { x: 20, y: 20, width: 180, height: 20 } };
  const below = { text: 'A', confidence: 0.8, box: { x: 20, y: 70, width: 20, height: 20 } };
  expect(withoutDoubles([ground, label, below])).toEqual([label, below]);
});
