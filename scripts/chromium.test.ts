import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from '@playwright/test';
import { afterEach, expect, onTestFinished, test, vi } from 'vitest';
import { findChromium } from './chromium.ts';

afterEach(() => vi.unstubAllEnvs());

test('CHROMIUM names the one to take, whatever else there is', () => {
  vi.stubEnv('CHROMIUM', '/opt/mine/chrome');
  expect(findChromium()).toBe('/opt/mine/chrome');
});

test("Playwright's own comes first; where it has none, the one on the PATH is found", () => {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-chromium-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const system = join(folder, 'chromium');
  writeFileSync(system, '');
  chmodSync(system, 0o755);
  vi.stubEnv('CHROMIUM', '');
  vi.stubEnv('PATH', folder);
  const own = chromium.executablePath();
  expect(findChromium()).toBe(existsSync(own) ? own : system);
});
