import fc from 'fast-check';
import { expect, test } from 'vitest';
import { inReadingOrder, withoutDoubles } from './reading-order.ts';

const line = (name: string, x: number, y: number, width = 200) => ({ name, box: { x, y, width, height: 20 } });
const names = (lines: readonly { name: string }[]) =>
  inReadingOrder(lines.map((each) => ({ ...line('', 0, 0), ...each }))).map(({ name }) => name);

test('one column is read from the top down', () => {
  expect(names([line('c', 10, 90), line('a', 40, 10), line('b', 0, 50)])).toEqual(['a', 'b', 'c']);
});

test('what stands on one height is read from left to right, though it is not quite level', () => {
  expect(names([line('b', 300, 6), line('a', 10, 10), line('c', 10, 50)])).toEqual(['a', 'b', 'c']);
});

test('two columns under one heading are read one after the other, and what follows them last', () => {
  const lines = [
    line('title', 10, 10, 430),
    ...['l1', 'l2', 'l3'].map((name, index) => line(name, 10, 50 + 30 * index)),
    ...['r1', 'r2', 'r3'].map((name, index) => line(name, 240, 50 + 30 * index)),
    line('foot', 10, 160, 430),
  ];
  expect(names(lines.toReversed())).toEqual(['title', 'l1', 'l2', 'l3', 'r1', 'r2', 'r3', 'foot']);
});

test('a list of goods and prices is read row by row', () => {
  const rows = ['tea', 'cake', 'milk'].flatMap((name, index) => [
    line(name, 10, 30 * index),
    line(`price of ${name}`, 400, 30 * index, 50),
  ]);
  expect(names(rows)).toEqual(['tea', 'price of tea', 'cake', 'price of cake', 'milk', 'price of milk']);
});

test('every line is in the answer once, in whatever order they came', () => {
  const boxes = fc.array(
    fc.record({
      x: fc.nat(400),
      y: fc.nat(400),
      width: fc.integer({ min: 1, max: 300 }),
      height: fc.integer({ min: 1, max: 60 }),
    }),
    { maxLength: 30 },
  );
  fc.assert(
    fc.property(boxes, (all) => {
      const lines = all.map((box) => ({ box }));
      const ordered = inReadingOrder(lines);
      expect(ordered).toHaveLength(lines.length);
      expect(new Set(ordered)).toEqual(new Set(lines));
    }),
  );
});

test('of a line and the ground it stands on, the line is left', () => {
  const ground = { text: '口', confidence: 0.9, box: { x: 0, y: 0, width: 220, height: 60 } };
  const label = { text: '出口 Exit', confidence: 0.8, box: { x: 20, y: 20, width: 180, height: 20 } };
  const below = { text: 'A', confidence: 0.8, box: { x: 20, y: 70, width: 20, height: 20 } };
  expect(withoutDoubles([ground, label, below])).toEqual([label, below]);
});
