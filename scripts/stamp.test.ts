import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readBuild, sourceStamp, writeBuild } from './stamp.ts';

let root = '';

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
}

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'ruijing-stamp-'));
  write('app/(console)/chat/page.tsx', 'page');
  write('package-lock.json', '{}');
});

afterEach(() => rmSync(root, { recursive: true }));

test.each([
  'app/(console)/chat/page.tsx',
  'app/v1/[...path]/route.ts',
  'components/ui/button.tsx',
  'lib/i18n/messages/zh/chat.json',
  'docs/api/zh/chat.md',
  'public/robots.txt',
  'package-lock.json',
  'next.config.mjs',
  'tailwind.config.ts',
  'tsconfig.json',
])('a change of %s makes the build stale', (path) => {
  const before = sourceStamp(root);
  write(path, 'changed');
  expect(sourceStamp(root)).not.toBe(before);
});

test.each(['lib/domain/chat/stream.test.ts', 'README.md', 'e2e/chat.spec.ts', '.env.local'])(
  'a change of %s needs no build',
  (path) => {
    const before = sourceStamp(root);
    write(path, 'changed');
    expect(sourceStamp(root)).toBe(before);
  },
);

test('a file that moves makes the build stale', () => {
  const before = sourceStamp(root);
  rmSync(join(root, 'app/(console)/chat/page.tsx'));
  write('app/(console)/talk/page.tsx', 'page');
  expect(sourceStamp(root)).not.toBe(before);
});

test('a finished build is read back; one that was broken off counts as none', () => {
  expect(readBuild(root)).toBeUndefined();
  write('.next/BUILD_ID', 'id');
  expect(readBuild(root)).toBeUndefined();
  write('.next/ruijing-build.json', '{"stamp":');
  expect(readBuild(root)).toBeUndefined();
  writeBuild(root, { stamp: 'abc', seconds: 20 });
  expect(readBuild(root)).toEqual({ stamp: 'abc', seconds: 20 });
  rmSync(join(root, '.next/BUILD_ID'));
  expect(readBuild(root)).toBeUndefined();
});
