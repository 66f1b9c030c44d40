import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { lockHolder, takeLock } from './build-lock.ts';

let folder = '';
let file = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ruijing-lock-'));
  file = join(folder, 'cache/build.lock');
});

afterEach(() => rmSync(folder, { recursive: true }));

test('of two that want the lock, the second waits until the first lets go', async () => {
  const order: string[] = [];
  const release = await takeLock(file, () => order.push('first waits'));
  const waited = Promise.withResolvers<void>();
  const second = takeLock(file, () => waited.resolve());
  await waited.promise;
  expect(lockHolder(file)).toBe(process.pid);
  order.push('first lets go');
  release();
  const releaseSecond = await second;
  order.push('second has it');
  expect(order).toEqual(['first lets go', 'second has it']);
  releaseSecond();
  expect(existsSync(file)).toBe(false);
});

test('a lock left behind by a dead process is taken over at once', async () => {
  const child = spawn(process.execPath, ['--eval', '0']);
  await once(child, 'exit');
  mkdirSync(join(folder, 'cache'));
  writeFileSync(file, String(child.pid));
  expect(lockHolder(file)).toBeUndefined();
  let waited = false;
  const release = await takeLock(file, () => {
    waited = true;
  });
  expect(waited).toBe(false);
  release();
});

test('a lock older than any build holds nobody up, even if its process number lives again', () => {
  mkdirSync(join(folder, 'cache'));
  writeFileSync(file, String(process.pid));
  expect(lockHolder(file)).toBe(process.pid);
  const hourAgo = Date.now() / 1000 - 3600;
  utimesSync(file, hourAgo, hourAgo);
  expect(lockHolder(file)).toBeUndefined();
});
