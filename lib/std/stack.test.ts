import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stackUp } from './stack.ts';

const COUNT = 8;
const value = fc.oneof(fc.integer({ min: -50, max: 500 }), fc.constantFrom(null, Number.NaN, Number.POSITIVE_INFINITY));
const layers = fc.array(fc.array(value, { minLength: 0, maxLength: COUNT }), { maxLength: 10 });

test('each layer begins where the one below it ends, never shrinks, and the last one ends at the total', () => {
  fc.assert(
    fc.property(layers, (all) => {
      const { layers: stacked, totals } = stackUp(all, COUNT);
      for (let index = 0; index < COUNT; index++) {
        let top = 0;
        for (const [layer, values] of all.entries()) {
          expect(stacked[layer]?.from[index]).toBe(top);
          const height = values[index] ?? 0;
          top += Number.isFinite(height) ? Math.max(0, height) : 0;
          expect(stacked[layer]?.to[index]).toBe(top);
        }
        expect(totals[index]).toBe(top);
      }
    }),
  );
});
