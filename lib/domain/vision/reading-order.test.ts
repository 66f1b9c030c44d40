import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMsOf } from '#e2e/support/cpu-time.ts';
import { gapBetween, readingRows } from './reading-order.ts';

interface Line {
  readonly text: string;
  readonly box: { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
}
const line = (text: string, x: number, y: number, width = 200): Line => ({ text, box: { x, y, width, height: 20 } });
const read = (lines: readonly Line[]) => readingRows(lines).map((row) => row.map(({ text }) => text).join(' '));

describe('what is written is read', () => {
  test('from left to right and from top to bottom', () => {
    expect(read([line('d', 300, 40), line('a', 10, 10, 50), line('c', 10, 42), line('b', 70, 12, 50)])).toEqual([
      'a b',
      'c d',
    ]);
  });

  test('column after column, below a title that goes over both', () => {
    const lines = [line('title', 10, 0, 500)];
    for (const row of [1, 2, 3]) lines.push(line(`left ${row}`, 10, row * 30), line(`right ${row}`, 310, row * 30));
    lines.push(line('foot', 10, 130, 500));
    expect(read(lines)).toEqual(['title', 'left 1', 'left 2', 'left 3', 'right 1', 'right 2', 'right 3', 'foot']);
  });

  test('column after column where their lines do not stand level', () => {
    const lines = [0, 1, 2].flatMap((row) => [line(`l${row}`, 10, row * 26), line(`r${row}`, 310, 13 + row * 26)]);
    expect(read(lines)).toEqual(['l0', 'l1', 'l2', 'r0', 'r1', 'r2']);
  });

  test('across where short cells make a table', () => {
    const lines = [0, 1, 2].flatMap((row) => [line(`k${row}`, 10, row * 30, 60), line(`v${row}`, 310, row * 30, 40)]);
    expect(read(lines)).toEqual(['k0 v0', 'k1 v1', 'k2 v2']);
  });

  test('across where a table has several short cells beside long names', () => {
    const lines = [0, 1, 2, 3].flatMap((row) => [
      ...[line(`goods ${row}`, 10, row * 30, 160), line(`count ${row}`, 310, row * 30, 40)],
      line(`price ${row}`, 460, row * 30, 60),
    ]);
    expect(read(lines)).toEqual([0, 1, 2, 3].map((row) => `goods ${row} count ${row} price ${row}`));
  });

  test('in rows that a picture taken askew lets overlap', () => {
    const lines = [0, 1].flatMap((row) => [0, 1, 2].map((at) => line(`${row}${at}`, at * 70, row * 24 + at * 6, 60)));
    expect(read(lines)).toEqual(['00 01 02', '10 11 12']);
  });
});

test('every line is read once, in whatever order they come', () => {
  const place = fc.integer({ min: 0, max: 500 });
  const boxes = fc.record({
    x: place,
    y: place,
    width: fc.integer({ min: 1, max: 300 }),
    height: fc.integer({ min: 1, max: 60 }),
  });
  fc.assert(
    fc.property(fc.uniqueArray(boxes, { maxLength: 40, selector: ({ x, y }) => `${x} ${y}` }), (many) => {
      const lines = many.map((box, index) => ({ text: String(index), box }));
      const order = readingRows(lines).flat();
      expect(order.map(({ text }) => text).toSorted()).toEqual(lines.map(({ text }) => text).toSorted());
      expect(readingRows(lines.toReversed()).flat()).toEqual(order);
    }),
  );
});

test('a thousand lines are put in order in no time', () => {
  const lines = Array.from({ length: 1000 }, (_, row) => line('x', (row % 2) * 310, (row >> 1) * 30));
  expect(cpuMsOf(() => expect(readingRows(lines)).toHaveLength(1000))).toBeLessThan(1_000);
});

test('words stand apart, Chinese does not', () => {
  expect([gapBetween('BIG', 'SALE'), gapBetween('大', '减价'), gapBetween('大', 'SALE')]).toEqual([' ', '', ' ']);
});
