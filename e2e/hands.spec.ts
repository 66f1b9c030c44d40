import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

const palette = (page: Page) => page.getByRole('combobox', { name: /^(命令面板|Command palette)$/ });

test.describe('the command palette', () => {
  test('Ctrl+K opens it, even while writing; Escape and Ctrl+K close it, and writing goes on', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.fill('写到一半');
    for (const close of ['Escape', 'Control+k']) {
      await page.keyboard.press('Control+k');
      await expect(palette(page)).toBeFocused();
      await page.keyboard.press(close);
      await expect(palette(page)).toBeHidden();
      await expect(chat.composer).toBeFocused();
    }
    await page.keyboard.type('的话');
    await expect(chat.composer).toHaveValue('写到一半的话');
  });

  test('a button opens it, and what was chosen there comes first the next time', async ({ page }) => {
    await new ChatPage(page).open();
    await page.getByRole('button', { name: '搜索与命令' }).click();
    await palette(page).fill('主题 深');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.getByRole('complementary').getByRole('button', { name: '主题: 深色' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toContainText('主题：深色');
  });

  test('pages and commands are found by their names in either language', async ({ page }) => {
    await new ChatPage(page).open();
    for (const [query, name] of [
      ['api keys', '密钥'],
      ['models', '模型'],
      ['限额', '套餐'],
      ['new chat', undefined],
      ['english', '语言：英文 English'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await palette(page).fill(query);
      // A new chat is nothing to do in an empty one.
      if (name === undefined) await expect(page.getByText('没有匹配的结果')).toBeVisible();
      else await expect(page.getByRole('option').first()).toContainText(name);
      await page.keyboard.press('Escape');
    }
    await page.keyboard.press('Control+k');
    await palette(page).fill('models');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/models');
    await page.keyboard.press('Control+k');
    await palette(page).fill('english');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.keyboard.press('Control+k');
    await palette(page).fill('中文');
    await expect(page.getByRole('option')).toHaveText(/Language: Chinese/);
  });

  test('it offers nothing that may not be seen, and the way out', async ({ page, startConsole }) => {
    const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
    const ada = await foundTeam(url);
    const eve = await inviteMember(url, ada, { role: 'viewer', name: 'Eve' });
    await page.context().addCookies(browserCookies(url, eve));
    await page.goto(`${url}/docs`);
    const sections = await page.getByRole('navigation', { name: '主导航' }).getByRole('link').allTextContents();
    await page.getByRole('button', { name: '搜索与命令' }).click();
    const options = page.getByRole('group', { name: '前往' }).getByRole('option');
    await expect(options).toHaveText(sections);
    await palette(page).fill('sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in');
    await page.goto(`${url}/keys`);
    await page.waitForURL('**/sign-in**');
  });

  test('commands of the chat do what they say', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    const run = async (name: string) => {
      await page.keyboard.press('Control+k');
      await palette(page).fill(name);
      await page.keyboard.press('Enter');
      await expect(palette(page)).toBeHidden();
    };
    await run('导出对话');
    await expect(page.getByRole('heading', { name: '导出对话' })).toBeVisible();
    await page.keyboard.press('Escape');
    await run('选择模型');
    await expect(page.getByRole('combobox', { name: '搜索模型' })).toBeFocused();
    await page.keyboard.press('Escape');
    await run('连接模型');
    await expect(page.getByRole('heading', { name: '连接模型' })).toBeVisible();
    await page.keyboard.press('Escape');
    await run('参数');
    await expect(page.getByRole('complementary', { name: '参数' })).toBeHidden();
    await run('复制最近的回答');
    await expect(page.getByRole('status').filter({ hasText: '已复制最近的回答' })).toBeVisible();
    expect((await page.evaluate(() => navigator.clipboard.readText())).length).toBeGreaterThan(20);
    await run('重新生成');
    await chat.answered();
    await expect(page.getByText('已重新生成，原回答已移除。')).toBeVisible();
    await run('新对话');
    await expect(chat.questions).toHaveCount(0);
    await expect(chat.composer).toBeFocused();
  });
});

test.describe('shortcuts', () => {
  test('? lists them unless somebody types, and says what this page offers', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.focus();
    await page.keyboard.type('?');
    await expect(chat.composer).toHaveValue('?');
    await page.getByRole('heading', { name: '向模型提问' }).click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: '键盘快捷键' });
    await expect(dialog.getByText('停止回答', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await page.goto('/models');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('Control+/');
    await expect(dialog.getByText('打开命令面板')).toBeVisible();
    await expect(dialog.getByText('停止回答', { exact: true })).toHaveCount(0);
  });

  test('each does what the list says', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    await page.keyboard.press('Control+Shift+Semicolon');
    await expect(page.getByRole('status').filter({ hasText: '已复制最近的回答' })).toBeVisible();
    const panel = page.getByRole('complementary', { name: '参数' });
    await page.keyboard.press('Control+Shift+Comma');
    await expect(panel).toBeHidden();
    await page.keyboard.press('Control+Shift+Comma');
    await expect(panel).toBeVisible();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await expect(chat.composer).toBeFocused();
    await expect(chat.composer).toHaveValue('');
    await chat.composer.blur();
    await page.keyboard.press('Shift+Escape');
    await expect(chat.composer).toBeFocused();
    await page.keyboard.press('Control+Shift+o');
    await expect(chat.questions).toHaveCount(0);
    await expect(chat.composer).toBeFocused();
  });

  test('buttons name their keys to a screen reader, as this system has them', async ({ page }) => {
    await new ChatPage(page).open();
    await expect(page.getByRole('button', { name: '搜索与命令' })).toHaveAttribute('aria-keyshortcuts', 'Control+K');
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' }));
    await page.reload();
    await expect(page.getByRole('button', { name: '搜索与命令' })).toHaveAttribute('aria-keyshortcuts', 'Meta+K');
    await new ChatPage(page).ready();
    await page.keyboard.press('Meta+k');
    await expect(palette(page)).toBeFocused();
  });
});
