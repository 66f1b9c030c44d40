import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ApiError } from '#lib/contract/errors.ts';
import { createGuards, type GuardedCall } from './guards.ts';

const call = (headers: Record<string, string>, method = 'GET'): GuardedCall => ({
  method,
  header: (name) => headers[name],
});

const local = createGuards(undefined);
const published = createGuards(new URL('https://console.example'));

const passes = (check: () => void): boolean => {
  try {
    check();
    return true;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return false;
  }
};

describe('the host', () => {
  test.each(['localhost', 'localhost:3000', '127.0.0.1:1', '[::1]:3000', 'LocalHost:80'])('%s is ours', (host) => {
    expect(passes(() => local.host(call({ host })))).toBe(true);
  });

  test.each([
    'evil.example',
    'localhost.evil.example',
    'localhost.',
    '127.0.0.1.nip.io',
    'evil@localhost',
    'localhost@evil.example',
    'localhost/evil',
    'localhost#evil',
    'localhost?evil',
    'evil.example\\@localhost',
    'localhost:port',
    '',
    ' ',
    '0.0.0.0',
    '[::]',
    'console.example',
  ])('%j is foreign', (host) => {
    expect(passes(() => local.host(call({ host })))).toBe(false);
  });

  test('a missing one is foreign', () => {
    expect(passes(() => local.host(call({})))).toBe(false);
  });

  test('the public origin’s is ours too, with its port only', () => {
    expect(passes(() => published.host(call({ host: 'console.example' })))).toBe(true);
    expect(passes(() => published.host(call({ host: 'console.example:8443' })))).toBe(false);
    expect(passes(() => published.host(call({ host: '127.0.0.1:3000' })))).toBe(true);
  });

  test('no name of another machine passes, and nothing but an ApiError is thrown', () => {
    fc.assert(fc.property(fc.domain(), (host) => !passes(() => local.host(call({ host })))));
    fc.assert(fc.property(fc.string(), (host) => void passes(() => local.host(call({ host })))));
  });
});

describe('the origin', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['no browser', {}, true],
    ['the page itself', { origin: 'http://127.0.0.1:3000', 'sec-fetch-site': 'same-origin' }, true],
    ['an address typed in', { 'sec-fetch-site': 'none' }, true],
    ['another site', { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['another site, in an old browser', { origin: 'https://evil.example' }, false],
    ['another program of this machine', { origin: 'http://127.0.0.1:8080', 'sec-fetch-site': 'same-site' }, false],
    ['a sandboxed frame', { origin: 'null' }, false],
    ['a value nobody knows', { 'sec-fetch-site': 'elsewhere' }, false],
  ])('%s', (_, headers, expected) => {
    expect(passes(() => local.origin(call({ host: '127.0.0.1:3000', ...headers }, 'POST')))).toBe(expected);
  });

  test('the public origin passes behind a proxy that writes its own Host', () => {
    const headers = { host: '127.0.0.1:3000', origin: 'https://console.example', 'sec-fetch-site': 'same-origin' };
    expect(passes(() => published.origin(call(headers)))).toBe(true);
    expect(passes(() => local.origin(call(headers)))).toBe(false);
  });

  test('a link from elsewhere opens a page, and only a page, and only to read it', () => {
    const link = {
      host: 'localhost',
      'sec-fetch-site': 'cross-site',
      'sec-fetch-mode': 'navigate',
      'sec-fetch-dest': 'document',
    };
    expect(passes(() => local.pageOrigin(call(link)))).toBe(true);
    expect(passes(() => local.origin(call(link)))).toBe(false);
    expect(passes(() => local.pageOrigin(call(link, 'POST')))).toBe(false);
    expect(passes(() => local.pageOrigin(call({ ...link, 'sec-fetch-dest': 'iframe' })))).toBe(false);
  });
});
