import { defineConfig } from '@playwright/test';
import { findChromium } from './scripts/chromium.ts';

const executablePath = findChromium();
const isFull = process.env.FULL === '1';

export default defineConfig({
  testDir: 'e2e',
  testMatch: '**/*.spec.ts',
  // What varies what another test shows, and what takes long, is left to the full form.
  ...(isFull ? {} : { grepInvert: /@full/ }),
  // A test that passes only the second time is a broken one.
  retries: 0,
  workers: 2,
  fullyParallel: true,
  forbidOnly: true,
  reporter: 'line',
  timeout: 30_000,
  use: {
    browserName: 'chromium',
    actionTimeout: 8_000,
    // The console follows the browser's language; what a test says of words, it says of these.
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    // A trace costs a fifth of the run: `playwright test --trace on` makes one when it is wanted.
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath === undefined ? {} : { executablePath }),
      // Nothing of the browser's own business may go out or take time; no GPU on a machine for tests.
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--no-first-run',
      ],
    },
  },
});
