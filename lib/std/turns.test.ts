import { expect, test } from 'vitest';
import { Turns } from './turns.ts';

test('so many run at once, so many wait in order, the others are turned away, and a failure frees its place', async () => {
  const turns = new Turns(2, 2);
  const begun: number[] = [];
  const gates = Array.from({ length: 4 }, () => Promise.withResolvers<number>());
  const takes = gates.map(({ promise }, index) =>
    turns.take(() => {
      begun.push(index);
      return promise;
    }),
  );
  expect(await turns.take(() => Promise.resolve(9))).toBeUndefined();
  expect(begun).toEqual([0, 1]);
  gates[1]?.reject(new Error('broken'));
  await expect(takes[1]).rejects.toThrow('broken');
  await expect.poll(() => begun).toEqual([0, 1, 2]);
  gates[0]?.resolve(0);
  gates[2]?.resolve(2);
  gates[3]?.resolve(3);
  expect(await Promise.all([takes[0], takes[2], takes[3]])).toEqual([{ result: 0 }, { result: 2 }, { result: 3 }]);
  expect(await turns.take(() => Promise.resolve(9))).toEqual({ result: 9 });
});
