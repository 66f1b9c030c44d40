import fc from 'fast-check';
import { expect, test } from 'vitest';
import { keptHeaders } from './kept-headers.ts';

const asIs = (text: string) => text;

test('of what tells a client apart the value is kept, of everything else the name alone', () => {
  const fields = [
    'User-Agent',
    'OpenAI/JS 6.1',
    'Authorization',
    'Bearer rj-secret',
    'X-Stainless-Lang',
    'js',
    'Cookie',
  ];
  expect(keptHeaders([...fields, 'a=b', 'X-Customer', 'Ada'], asIs)).toEqual([
    ['user-agent', 'OpenAI/JS 6.1'],
    ['authorization', null],
    ['x-stainless-lang', 'js'],
    ['cookie', null],
    ['x-customer', null],
  ]);
});

test('what is another one in every call is left out, so that the same client has the same headers', () => {
  const fields = (boundary: string, bytes: string) => ['content-type', boundary, 'content-length', bytes];
  const one = keptHeaders(fields('multipart/form-data; boundary=aa', '10'), asIs);
  expect(one).toEqual([['content-type', 'multipart/form-data; boundary=…']]);
  expect(keptHeaders(fields('multipart/form-data; boundary=bb', '20'), asIs)).toEqual(one);
});

test('addresses are kept without query, fragment and credentials', () => {
  const address = 'https://me:pw@console.example/chat/1?token=abc#part';
  expect(keptHeaders(['referer', address, 'origin', 'https://a.b'], asIs)).toEqual([
    ['referer', 'https://console.example/chat/1'],
    ['origin', 'https://a.b'],
  ]);
});

test('T-KEY-01 no value of a header that is on no list is ever kept, and what is kept is bounded', () => {
  const secret = 'S3CR3T-VALUE';
  const names = fc.string({ minLength: 1, maxLength: 150 }).filter((name) => !/^(x-stainless-)/i.test(name));
  fc.assert(
    fc.property(fc.array(fc.tuple(names, fc.string({ maxLength: 500 }))), (headers) => {
      const fields = headers.flatMap(([name, value]) => [`x-own-${name}`, secret + value]);
      const kept = keptHeaders(['user-agent', 'x'.repeat(999), ...fields], asIs);
      expect(JSON.stringify(kept)).not.toContain(secret);
      expect(kept.length).toBeLessThanOrEqual(60);
      for (const [name, value] of kept) {
        expect(name.length).toBeLessThanOrEqual(100);
        expect(value?.length ?? 0).toBeLessThanOrEqual(201);
      }
    }),
  );
});
