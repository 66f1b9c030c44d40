import { expect, test } from './support/test.ts';

/** Kilobytes of 1,000 bytes; a blank page of Next 16.4 takes 132 of them. */
const MAX_FIRST_LOAD_BYTES = 190_000;

/** With what counts tokens and limits, which comes with the first key. */
const MAX_FIRST_KEY_BYTES = 200_000;

test('script for the chat page stays within 190 KB of gzip, and 200 KB when the first key is pressed', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const scripts = new Set<string>();
  page.on('request', (asked) => {
    if (asked.resourceType() === 'script') scripts.add(asked.url());
  });
  await page.goto(`${url}/chat`);
  await page.getByRole('button', { name: /^模型: \w/ }).waitFor();
  await page.waitForLoadState('networkidle');
  const firstLoad = [...scripts];
  await page.getByRole('textbox', { name: '消息' }).fill('hello');
  await page.getByRole('button', { name: /≈ \d+ 输入/ }).waitFor();
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
  const sizes = new Map(
    await Promise.all([...scripts].map(async (address) => [address, await gzipBytes(address)] as const)),
  );
  const sum = (urls: Iterable<string>) => [...urls].reduce((total, address) => total + (sizes.get(address) ?? 0), 0);
  const figures = { firstLoad: sum(firstLoad), firstKey: sum(scripts) };
  test.info().annotations.push({ type: 'script bytes', description: JSON.stringify(figures) });
  expect(firstLoad.length).toBeGreaterThan(3);
  expect(figures.firstLoad).toBeLessThanOrEqual(MAX_FIRST_LOAD_BYTES);
  expect(figures.firstKey).toBeLessThanOrEqual(MAX_FIRST_KEY_BYTES);
});
