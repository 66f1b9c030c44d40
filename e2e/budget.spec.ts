import { expect, test } from './support/test.ts';

/** Kilobytes of 1,000 bytes; a blank page of Next 16.4 takes 132 of them. */
const MAX_SCRIPT_BYTES = 190_000;

test('script for the chat page until the first message stays within 190 KB of gzip', async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  const scripts = new Set<string>();
  page.on('request', (asked) => {
    if (asked.resourceType() === 'script') scripts.add(asked.url());
  });
  await page.goto(`${url}/chat`);
  await page.getByRole('button', { name: /^模型: \w/ }).waitFor();
  await page.getByRole('textbox', { name: '消息' }).fill('hello');
  await page.waitForLoadState('networkidle');

  const { request } = await import('node:http');
  const gzipBytes = (address: string) =>
    new Promise<number>((resolve, reject) => {
      request(address, { headers: { 'accept-encoding': 'gzip' } }, (response) => {
        let bytes = 0;
        response.on('data', (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on('end', () => {
          // Smaller ones would only grow.
          if (bytes > 1_000) expect(response.headers['content-encoding'], address).toBe('gzip');
          resolve(bytes);
        });
      })
        .on('error', reject)
        .end();
    });
  const sizes = await Promise.all([...scripts].map(gzipBytes));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  test.info().annotations.push({ type: 'script bytes', description: String(total) });
  expect(scripts.size).toBeGreaterThan(3);
  expect(total).toBeLessThanOrEqual(MAX_SCRIPT_BYTES);
});
