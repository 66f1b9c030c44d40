import { expect, test } from 'vitest';
import { within } from './within.ts';

test('what comes in time is what it comes to, good or bad', async () => {
  expect(await within(Promise.resolve('a'), 1_000)).toBe('a');
  await expect(within(Promise.reject(new Error('bad')), 1_000)).rejects.toThrow('bad');
});

test('what comes too late is not waited for, and its failure disturbs nobody', async () => {
  const slow = Promise.withResolvers<string>();
  expect(await within(slow.promise, 1)).toBeUndefined();
  slow.reject(new Error('bad'));
  await new Promise((resolve) => setImmediate(resolve));
});
