import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Blocks } from './blocks.ts';

const pieces = fc.array(
  fc
    .oneof(
      fc.integer({ min: 0, max: 40 }),
      fc.integer({ min: 500, max: 3_000 }),
      fc.constantFrom(16_383, 16_384, 70_000),
    )
    .chain((size) => fc.nat(255).map((value) => Buffer.alloc(size, value))),
  { maxLength: 60 },
);

test('what goes in comes out, whenever it is looked at', () => {
  fc.assert(
    fc.property(pieces, fc.integer({ min: 1, max: 20 }), (all, every) => {
      const blocks = new Blocks();
      for (const [at, piece] of all.entries()) {
        blocks.push(piece);
        if (at % every !== 0) continue;
        const soFar = Buffer.concat(all.slice(0, at + 1));
        expect(soFar.equals(Buffer.concat(blocks.parts()))).toBe(true);
        expect(blocks.sizeBytes).toBe(soFar.byteLength);
      }
      expect(Buffer.concat(all).equals(blocks.whole())).toBe(true);
    }),
  );
});

test('small pieces hold none of the buffers that they were cut from', () => {
  const blocks = new Blocks();
  for (let at = 0; at < 200_000; at++) blocks.push(Buffer.alloc(8, at));
  const buffers = new Set(blocks.parts().map(({ buffer }) => buffer));
  const held = [...buffers].reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(held).toBeLessThan(1.2 * blocks.sizeBytes);
  expect(buffers.size).toBeLessThan(60);
});

test('one that is the only one is not copied, nor is a large one', () => {
  const blocks = new Blocks();
  const [small, large] = [Buffer.from('{}'), Buffer.alloc(20_000)];
  blocks.push(small);
  expect(blocks.whole()).toBe(small);
  blocks.push(large);
  expect(blocks.parts()).toEqual([small, large]);
  expect(blocks.parts()[1]).toBe(large);
});
