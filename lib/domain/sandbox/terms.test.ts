import { describe, expect, test } from 'vitest';
import type { DocsPage } from '#lib/domain/docs/page.ts';
import { buildIndex, readQuestion, search } from './search.ts';
import { indexTerms, stem } from './terms.ts';

test.each([
  ['retries', 'retry'],
  ['retried', 'retry'],
  ['streaming', 'stream'],
  ['streamed', 'stream'],
  ['stopping', 'stop'],
  ['tokens', 'token'],
  ['choosing', 'choos'],
  ['choose', 'choos'],
  ['status', 'status'],
  ['access', 'access'],
  ['429', '429'],
])('%s has the stem %s', (word, root) => {
  expect(stem(word)).toBe(root);
});

describe('the terms of a text', () => {
  test('hold an identifier whole and in parts, however it is written', () => {
    expect(indexTerms('max_tokens')).toEqual(expect.arrayContaining(['max_token', 'max', 'token']));
    expect(indexTerms('baseURL')).toEqual(expect.arrayContaining(['baseurl', 'base_url']));
  });

  test('hold Chinese characters, their pairs, and what they mean', () => {
    expect(indexTerms('流式响应')).toEqual(expect.arrayContaining(['流', '流式', '式响', '@stream']));
  });

  test('are the same for full-width letters', () => {
    expect(indexTerms('ＡＰＩ')).toEqual(indexTerms('API'));
  });
});

describe('the search', () => {
  const section = (anchor: string, heading: string, text: string) =>
    ({ level: 2, anchor, heading, markdown: text, text, asked: [] }) as const;
  const page: DocsPage = {
    slug: 'page',
    title: 'Things',
    order: 1,
    group: 'start',
    summary: 'Things.',
    sections: [
      section('authentication', 'Authentication', 'Send your credentials in a header.'),
      section('penalty', 'frequency_penalty', 'A number against repetition.'),
      section('limit', 'Rate limits', 'Requests a minute.'),
    ],
  };
  const index = buildIndex([page]);
  const best = (question: string) => search(index, readQuestion(index, question))[0];

  test.each([
    ['how do I authenticate', 'authentication'],
    ['autentication', 'authentication'],
    ['frequency penalty', 'penalty'],
    ['frequencyPenalty?', 'penalty'],
    ['am I throttled', 'limit'],
    ['限流', 'limit'],
  ])('%s finds %s', (question, anchor) => {
    expect(best(question)?.section.anchor).toBe(anchor);
  });

  test('is the less sure the more of the question it does not know', () => {
    const [known = 0, half = 0] = ['rate limits', 'rate limits of submarines'].map(
      (question) => best(question)?.confidence,
    );
    expect(known).toBe(1);
    expect(half).toBeLessThan(0.6);
    expect(best('submarines in the ocean')).toBeUndefined();
  });

  test('finds nothing for words that stand in any question', () => {
    expect(best('can you please show me an example')).toBeUndefined();
  });
});
