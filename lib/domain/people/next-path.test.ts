import { describe, expect, test } from 'vitest';
import { nextPath, signInPath } from './next-path.ts';

describe('T-WEB-11 where one goes after signing in', () => {
  test.each([
    '//evil.example',
    '///evil.example',
    '/\\evil.example',
    '\\\\evil.example',
    '/\t/evil.example',
    '/\n//evil.example',
    'https://evil.example',
    'https:evil.example',
    'javascript:alert(1)',
    'data:text/html,x',
    '@evil.example',
    '.evil.example',
    'evil.example',
    '/./\\evil.example',
    '/.//evil.example',
    '/%5c%5cevil.example/..//evil.example',
    ' /chat',
    '',
    null,
    undefined,
    '/api/session',
    '/v1/models',
    '/sign-in?next=/chat',
    '/join',
  ])('never leaves the console: %j', (next) => {
    expect(nextPath(next)).toBe('/');
  });

  test.each(['/chat', '/keys?state=revoked', '/docs/errors#status-401', '/docs/%E4%B8%AD', '/apiary'])(
    'goes on where one was: %s',
    (next) => {
      expect(nextPath(next)).toBe(next);
      expect(new URLSearchParams(signInPath(next).split('?')[1]).get('next')).toBe(next);
    },
  );
});
