import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, expect, test } from 'vitest';
import { ConfigError } from './config-error.ts';
import { loadSecret } from './secret.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true });
});

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-secret-'));
  folders.push(folder);
  return folder;
}

test('the secret is made once, is long, and is for its owner’s eyes only', () => {
  const folder = join(newFolder(), 'data');
  const secret = loadSecret(undefined, folder);
  expect(secret).toMatch(/^[\w-]{43}$/);
  expect(loadSecret(undefined, folder)).toBe(secret);
  expect(readdirSync(folder)).toEqual(['secret']);
  expect(statSync(join(folder, 'secret')).mode & 0o777).toBe(0o600);
});

test('one that is set is taken, and none is made', () => {
  const folder = newFolder();
  expect(loadSecret('s'.repeat(40), folder)).toBe('s'.repeat(40));
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['', 'x', 'a'.repeat(31)])('a file that holds only %j is refused, and left as it is', (text) => {
  const folder = newFolder();
  writeFileSync(join(folder, 'secret'), text);
  expect(() => loadSecret(undefined, folder)).toThrow(ConfigError);
  expect(() => loadSecret(undefined, folder)).toThrow(join(folder, 'secret'));
  expect(readFileSync(join(folder, 'secret'), 'utf8')).toBe(text);
});

test('what a crash left half written is no secret, and in nobody’s way', () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'secret.0123456789abcdef'), '');
  expect(loadSecret(undefined, folder)).toHaveLength(43);
});

test('processes that start at once have the same one', async () => {
  const folder = newFolder();
  const code = `import { loadSecret } from '#lib/server/secret.ts';
    process.stdout.write(loadSecret(undefined, ${JSON.stringify(folder)}));`;
  const args = ['--input-type=module', '--eval', code];
  const cwd = join(import.meta.dirname, '..', '..');
  const outputs = await Promise.all(
    Array.from({ length: 6 }, () => promisify(execFile)(process.execPath, args, { cwd })),
  );
  expect(new Set(outputs.map(({ stdout }) => stdout)).size).toBe(1);
  expect(readdirSync(folder)).toEqual(['secret']);
}, 20_000);
