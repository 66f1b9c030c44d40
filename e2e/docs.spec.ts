import { expect, test } from './support/test.ts';

test('every page of the documentation opens in both languages, and its anchors lead somewhere', async ({ page }) => {
  for (const locale of ['zh', 'en'] as const) {
    await page.context().addCookies([
      {
        name: 'ruijing_locale',
        value: locale,
        url: new URL(
          page.url() === 'about:blank' ? (test.info().project.use.baseURL ?? 'http://127.0.0.1') : page.url(),
        ).origin,
      },
    ]);
    await page.goto('/docs');
    const links = await page
      .locator('nav a[href^="/docs/"]')
      .evaluateAll((all) => [...new Set(all.map((a) => a.getAttribute('href') ?? ''))]);
    expect(links.length).toBeGreaterThan(10);
    for (const link of links) {
      const response = await page.goto(link);
      expect(response?.status(), link).toBe(200);
      const broken = await page.evaluate(() =>
        [...document.querySelectorAll('a[href^="#"]')]
          .map((a) => a.getAttribute('href') ?? '')
          .filter((href) => document.getElementById(href.slice(1)) === null),
      );
      expect(broken, link).toEqual([]);
    }
  }
});

test('a page that does not exist says so', async ({ page }) => {
  const response = await page.request.get('/docs/no-such-page');
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('没有这个页面');
});

test('the token counter counts as the console does, and says that it estimates', async ({ page }) => {
  await page.goto('/docs/tokens');
  const box = page.getByRole('textbox', { name: '要计数的文字' });
  await box.fill('你好');
  await expect(page.getByText(/约 [34] tokens/)).toBeVisible();
  await expect(page.getByText(/估算/).first()).toBeVisible();
  await box.fill('');
  await expect(page.getByText('约 0 tokens')).toBeVisible();
});
