import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DocsLanguage, DocsPage } from '#lib/domain/docs/page.ts';
import { parseDocsPage } from '#lib/domain/docs/parse.ts';

/** The documentation in every language, each in reading order. */
export type DocsLibrary = Readonly<Record<DocsLanguage, readonly DocsPage[]>>;

const libraries = new Map<string, DocsLibrary>();

/**
 * Reads `docs/api/<language>/*.md`, once per process and folder.
 *
 * @param rootDir the folder that holds `docs/`, by default the one that the process runs in
 * @throws Error when a folder is missing or a page is not of the form that `parseDocsPage` reads
 */
export function loadDocs(rootDir: string = process.cwd()): DocsLibrary {
  const known = libraries.get(rootDir);
  if (known !== undefined) return known;
  const read = (language: DocsLanguage) => readPages(join(rootDir, 'docs', 'api', language));
  const library = { zh: read('zh'), en: read('en') };
  libraries.set(rootDir, library);
  return library;
}

function readPages(folder: string): DocsPage[] {
  return readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => parseDocsPage(readFileSync(join(folder, name), 'utf8'), name.slice(0, -'.md'.length)))
    .sort((first, second) => first.order - second.order);
}
