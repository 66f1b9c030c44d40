import { ChatPage } from './support/chat.ts';
import { expect, test } from './support/test.ts';

test.describe('language', () => {
  test('a Chinese browser gets Chinese, and the page says so to a screen reader', async ({ page }) => {
    await page.goto('/chat');
    await expect(page.locator('html')).toHaveAttribute('lang', 'zh-CN');
    await expect(page.getByRole('navigation', { name: '主导航' })).toContainText('对话');
  });

  test('switched to English, it stays English after a reload and on other pages', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await page.getByRole('complementary').getByRole('button', { name: 'English' }).click();
    await expect(page.getByRole('navigation', { name: 'Main navigation' })).toContainText('Chat');
    await page.reload();
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.goto('/docs');
    await expect(page.getByRole('navigation', { name: 'Contents' }).first()).toBeAttached();
  });

  test('an English question is answered in English, a Chinese one in Chinese', { tag: '@full' }, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('How do I stream responses?');
    await chat.answered();
    await expect(chat.lastAnswer.getByRole('link', { name: /^Docs/ }).last()).toBeVisible();
    await chat.ask('如何使用流式响应？');
    await chat.answered();
    await expect(chat.lastAnswer.getByRole('link', { name: /^文档/ }).last()).toBeVisible();
  });
});

test.describe('theme', () => {
  /** 0 for black, 255 for white, however the browser writes colours. */
  const groundLightness = () => {
    const context = document.createElement('canvas').getContext('2d');
    const main = document.querySelector('main');
    if (context === null || main === null) return Number.NaN;
    context.fillStyle = getComputedStyle(main).backgroundColor;
    context.fillRect(0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data[1] ?? Number.NaN;
  };

  for (const scheme of ['light', 'dark'] as const) {
    test(`the system’s ${scheme} theme applies without a choice`, { tag: '@full' }, async ({ page }) => {
      await page.emulateMedia({ colorScheme: scheme });
      await page.goto('/chat');
      const lightness = await page.evaluate(groundLightness);
      if (scheme === 'light') expect(lightness).toBeGreaterThan(230);
      else expect(lightness).toBeLessThan(60);
    });
  }

  test('a chosen theme is there in the first paint after a reload', async ({ page }) => {
    await page.emulateMedia({ colorScheme: 'light' });
    const chat = new ChatPage(page);
    await chat.open();
    const saved = page.waitForResponse((response) => response.url().endsWith('/api/preferences'));
    const button = page.getByRole('complementary').getByRole('button', { name: /^主题/ });
    await button.click();
    await button.click();
    await expect(button).toHaveAccessibleName('主题: 深色');
    expect((await saved).status()).toBe(204);
    await page.waitForLoadState('networkidle');
    const html = await (await page.request.get('/chat')).text();
    expect(html).toContain('data-theme="dark"');
  });
});
