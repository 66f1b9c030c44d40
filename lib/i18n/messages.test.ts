import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import * as z from 'zod/mini';
import { ERRORS } from '#lib/contract/errors.ts';
import { LOCALES, type Locale } from './locale.ts';

const tree = z.record(z.string(), z.unknown());

function catalogues(locale: Locale): Map<string, string> {
  const folder = new URL(`./messages/${locale}/`, import.meta.url);
  const messages = new Map<string, string>();
  const walk = (path: string, node: unknown): void => {
    if (typeof node === 'string') messages.set(path, node);
    else for (const [key, child] of Object.entries(tree.parse(node))) walk(`${path}.${key}`, child);
  };
  for (const file of readdirSync(folder)) walk(file, JSON.parse(readFileSync(new URL(file, folder), 'utf8')));
  return messages;
}

const variables = (message: string) => new Set([...message.matchAll(/\{(\w+)[,}]/g)].map((match) => match[1]));

const zh = catalogues('zh');
const en = catalogues('en');

test('both languages have the same messages with the same variables', () => {
  expect([...zh.keys()].sort()).toEqual([...en.keys()].sort());
  for (const [path, message] of zh) expect(variables(message), path).toEqual(variables(en.get(path) ?? ''));
});

/** The tokenizer's sample is bilingual on purpose: its point is that the two count differently. */
const BILINGUAL = 'docs.json.tokenizer.sample';

test('no message is empty, and English holds no Chinese', () => {
  for (const message of [...zh.values(), ...en.values()]) expect(message.trim()).not.toBe('');
  for (const [path, message] of en) {
    if (path !== BILINGUAL) expect(message, path).not.toMatch(/\p{Script=Han}/u);
  }
});

test('every code of the error table is put into words in every language', () => {
  for (const locale of LOCALES) {
    const known = catalogues(locale);
    for (const code of Object.keys(ERRORS)) {
      expect(known.get(`errors.json.codes.${code}.title`), `${locale} ${code}`).toBeTruthy();
    }
  }
});
