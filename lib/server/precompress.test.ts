import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { expect, onTestFinished, test } from 'vitest';
import { precompress } from './precompress.ts';

test('text gets both variants below the same names; pictures and small files get none', async () => {
  const root = mkdtempSync(join(tmpdir(), 'ruijing-compress-'));
  onTestFinished(() => rmSync(root, { recursive: true }));
  const from = join(root, 'from');
  const to = join(root, 'to');
  const text = 'one and the same '.repeat(200);
  mkdirSync(join(from, 'deep'), { recursive: true });
  writeFileSync(join(from, 'deep/a.css'), text);
  writeFileSync(join(from, 'small.js'), 'let a = 1;');
  writeFileSync(join(from, 'photo.png'), text);

  await precompress(from, to);

  expect(brotliDecompressSync(readFileSync(join(to, 'deep/a.css.br'))).toString()).toBe(text);
  expect(gunzipSync(readFileSync(join(to, 'deep/a.css.gz'))).toString()).toBe(text);
  expect(existsSync(join(to, 'small.js.br'))).toBe(false);
  expect(existsSync(join(to, 'photo.png.br'))).toBe(false);
});
