import { expect, test } from 'vitest';
import { Failure } from './failure.ts';

const NEVER = new Promise<never>(() => undefined);

test('the first failure ends every wait, those to come too; a later one changes nothing', async () => {
  const failure = new Failure();
  const waits = [failure.race(NEVER), failure.race(NEVER)];
  failure.fail(new Error('first'));
  failure.fail(new Error('second'));
  for (const wait of waits) await expect(wait).rejects.toThrow('first');
  await expect(failure.race(Promise.resolve(1))).rejects.toThrow('first');
  await expect(failure.race(Promise.reject(new Error('work')))).rejects.toThrow('first');
});

test('without one, work is itself', async () => {
  const failure = new Failure();
  expect(await failure.race(Promise.resolve(1))).toBe(1);
  await expect(failure.race(Promise.reject(new Error('work')))).rejects.toThrow('work');
  failure.fail(new Error('late'));
});
