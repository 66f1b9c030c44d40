import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadDocs } from './docs.ts';

const root = mkdtempSync(join(tmpdir(), 'docs-'));
afterAll(() => rmSync(root, { recursive: true }));

const page = (title: string, order: number) =>
  `---\ntitle: ${title}\norder: ${order}\ngroup: start\nsummary: A page.\n---\n\n## One {#one}\n\nText.\n`;

it('reads every page of both languages in reading order, and each folder once', () => {
  for (const language of ['zh', 'en']) {
    mkdirSync(join(root, 'docs', 'api', language), { recursive: true });
    writeFileSync(join(root, 'docs', 'api', language, 'a.md'), page('Second', 2));
    writeFileSync(join(root, 'docs', 'api', language, 'b.md'), page('First', 1));
  }
  const library = loadDocs(root);
  expect(library.en.map(({ slug, title }) => [slug, title])).toEqual([
    ['b', 'First'],
    ['a', 'Second'],
  ]);
  expect(library.zh).toHaveLength(2);
  writeFileSync(join(root, 'docs', 'api', 'en', 'c.md'), page('Third', 3));
  expect(loadDocs(root)).toBe(library);
});

it('names the folder that is missing', () => {
  expect(() => loadDocs(join(root, 'nowhere'))).toThrow('nowhere');
});
