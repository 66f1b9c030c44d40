import { expect, test } from './support/test.ts';

const all = (html: string, pattern: RegExp) => [...new Set([...html.matchAll(pattern)].map((match) => match[1] ?? ''))];

for (const locale of ['zh', 'en'] as const) {
  test(`every page of the documentation opens, and its links lead to anchors that exist: ${locale}`, {
    tag: '@full',
  }, async ({ console }) => {
    const get = async (path: string) => {
      const response = await fetch(console.url + path, { headers: { cookie: `ruijing_locale=${locale}` } });
      expect(response.status, path).toBe(200);
      return response.text();
    };
    const pages = new Map<string, string>();
    for (const path of all(await get('/docs'), /href="(\/docs\/[\w-]+)"/g)) pages.set(path, await get(path));
    expect(pages.size).toBeGreaterThan(15);
    for (const [path, html] of pages) {
      expect(html).toContain(locale === 'zh' ? 'lang="zh-CN"' : 'lang="en"');
      for (const href of all(html, /href="((?:\/docs\/[\w-]+)?#[\w-]+)"/g)) {
        const [target = '', anchor = ''] = href.split('#');
        if (anchor === 'main') continue;
        expect(pages.get(target === '' ? path : target), `${path} → ${href}`).toContain(`id="${anchor}"`);
      }
    }
  });
}

test('an anchor brings its section into view', async ({ page }) => {
  await page.goto('/docs/errors');
  const link = page.getByRole('navigation', { name: '本页内容' }).getByRole('link').last();
  const anchor = (await link.getAttribute('href'))?.slice(1) ?? '';
  await link.click();
  await expect(page.locator(`[id="${anchor}"] h2, [id="${anchor}"] h3`).first()).toBeInViewport();
  expect(new URL(page.url()).hash).toBe(`#${anchor}`);
});

test('an anchor in the address scrolls the page inside its frame, never the frame, on a phone too', async ({
  page,
}) => {
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto('/docs/connect#several');
  await expect(page.locator('#several').getByRole('heading')).toBeInViewport();
  await expect(page.getByRole('button', { name: '打开导航' })).toBeInViewport();
  expect(await page.evaluate(() => document.scrollingElement?.scrollTop)).toBe(0);
});

test('a page that does not exist says so', { tag: '@full' }, async ({ page }) => {
  const response = await page.request.get('/docs/no-such-page');
  expect(response.status()).toBe(404);
  expect(await response.text()).toContain('没有这个页面');
});

test('nothing typed into the token counter is lost: it takes words once its script has come', { tag: '@full' }, async ({
  page,
}) => {
  const scripts = Promise.withResolvers<void>();
  await page.route('**/_next/static/**/*.js', async (route) => {
    await scripts.promise;
    await route.continue();
  });
  await page.goto('/docs/tokens', { waitUntil: 'commit' });
  const box = page.getByRole('textbox', { name: '要计数的文字' });
  await expect(box).not.toBeEditable();
  scripts.resolve();
  await box.fill('你好');
  await expect(page.getByText(/约 [34] tokens/)).toBeVisible();
});

test('the token counter counts as the console does, and says that it estimates', { tag: '@full' }, async ({ page }) => {
  await page.goto('/docs/tokens');
  const box = page.getByRole('textbox', { name: '要计数的文字' });
  await box.fill('你好');
  await expect(page.getByText(/约 [34] tokens/)).toBeVisible();
  await expect(page.getByText(/估算/).first()).toBeVisible();
  await box.fill('');
  await expect(page.getByText('约 0 tokens')).toBeVisible();
});
