import { describe, expect, test } from 'vitest';
import { completed, missingPackages, platformOf, readPackages } from './lockfile.ts';
import { ROOT } from './run.ts';

describe('package-lock.json', () => {
  const packages = readPackages(ROOT);

  test('names the packages of every platform, else `npm ci` refuses it (mend it: node scripts/lockfile.ts)', () => {
    expect(missingPackages(packages)).toEqual([]);
  });

  test('names no registry: the one of the machine is asked', () => {
    expect(Object.keys(packages).filter((path) => packages[path]?.resolved !== undefined)).toEqual([]);
  });

  test("pins each platform's Node to one exact version with its hash", () => {
    const nodes = Object.entries(packages).filter(([path]) => /^node_modules\/node-(?:linux|darwin|win)-/.test(path));
    expect(nodes).toHaveLength(4);
    for (const [, { version, integrity }] of nodes) {
      expect(version).toMatch(/^24\./);
      expect(integrity).toMatch(/^sha512-/);
    }
  });
});

test("a package in the asking package's own folder, or in one above, is not missing", () => {
  const optionalDependencies = { 'tool-linux-x64': '1.0.0', 'tool-darwin-arm64': '1.0.0', 'tool-win32-x64': '1.0.0' };
  const packages = {
    '': {},
    'node_modules/a/node_modules/@s/tool': { dev: true, optionalDependencies },
    'node_modules/a/node_modules/@s/tool/node_modules/tool-linux-x64': {},
    'node_modules/a/node_modules/tool-darwin-arm64': {},
  };
  expect(missingPackages(packages)).toEqual([{ name: 'tool-win32-x64', version: '1.0.0', dev: true }]);
  expect(missingPackages({ ...packages, 'node_modules/tool-win32-x64': {} })).toEqual([]);
});

test.each([
  ['@next/swc-win32-arm64-msvc', { os: ['win32'], cpu: ['arm64'] }],
  ['@biomejs/cli-linux-x64-musl', { os: ['linux'], cpu: ['x64'], libc: ['musl'] }],
  ['@swc/core-linux-arm-gnueabihf', { os: ['linux'], cpu: ['arm'], libc: ['glibc'] }],
  ['@tailwindcss/oxide-wasm32-wasi', { cpu: ['wasm32'] }],
])('%s is for %j', (name, platform) => {
  expect(platformOf(name)).toEqual(platform);
});

test('a package that may be for every platform is never added silently', () => {
  expect(() => platformOf('some-optional-helper')).toThrow('some-optional-helper');
});

test('a completed lockfile misses nothing and keeps what it had', () => {
  const asking = { version: '2.0.0', dev: true, optionalDependencies: { '@t/cli-darwin-x64': '2.0.0' } };
  const whole = completed({ '': {}, 'node_modules/t': asking });
  expect(missingPackages(whole)).toEqual([]);
  expect(whole).toEqual({
    '': {},
    'node_modules/@t/cli-darwin-x64': { version: '2.0.0', os: ['darwin'], cpu: ['x64'], dev: true, optional: true },
    'node_modules/t': asking,
  });
});
