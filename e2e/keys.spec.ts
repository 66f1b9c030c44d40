import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

/** What the gateway says to a call with a key: its status, and the code of a refusal. */
async function callWith(url: string, key: string): Promise<{ status: number; code?: string }> {
  const response = await fetch(`${url}/v1/models`, { headers: { authorization: `Bearer ${key}` } });
  const { error } = await response.json();
  return error === undefined ? { status: response.status } : { status: response.status, code: error.code };
}

const dialog = (page: Page) => page.getByRole('dialog');

/** The key that is shown, which it is this once. */
async function shownKey(page: Page): Promise<string> {
  const text = (await dialog(page).locator('pre').first().textContent()) ?? '';
  expect(text).toMatch(/^rj-[\w]+-[\w]+$/);
  return text;
}

test('a key is made in a few keystrokes, shown once, works at once, is rotated without a pause, and is gone when it is revoked', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/keys`);
  await page.getByRole('button', { name: '新建密钥' }).click();
  await page.keyboard.type('翻译服务');
  await page.keyboard.press('Enter');

  const first = await shownKey(page);
  // It cannot be had again, so a press that missed must not close it.
  await page.mouse.click(5, 400);
  await expect(dialog(page)).toBeVisible();
  await expect(dialog(page)).toContainText(`仅在 ${url}/v1 有效，不是锐境的密钥`);
  await expect(dialog(page).locator('pre').last()).toContainText(`curl ${url}/v1/chat/completions`);
  expect(await callWith(url, first)).toEqual({ status: 200 });
  await dialog(page).getByRole('button', { name: '我已复制' }).click();
  await expect(page.getByRole('row', { name: /翻译服务/ })).toContainText('有效');
  await page.reload();
  await expect(page.getByRole('row', { name: /翻译服务/ })).toBeVisible();
  expect(await page.content()).not.toContain(first);

  await page.getByRole('button', { name: '轮换 翻译服务' }).click();
  await dialog(page).getByLabel('旧密钥继续有效').selectOption('一小时');
  await dialog(page).getByRole('button', { name: '生成新密钥' }).click();
  await expect(dialog(page).getByRole('heading', { name: '新密钥' })).toBeVisible();
  const second = await shownKey(page);
  expect(second).not.toBe(first);
  for (const key of [first, second]) expect(await callWith(url, key)).toEqual({ status: 200 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /翻译服务/ })).toHaveCount(2);

  // The oldest stands last.
  const old = page.getByRole('row', { name: /翻译服务/ }).last();
  await expect(old).toContainText('有效期至');
  await old.getByRole('button', { name: '吊销 翻译服务' }).click();
  await dialog(page).getByRole('button', { name: '永久吊销' }).click();
  await expect(old).toContainText('吊销');
  await expect(dialog(page)).toBeHidden();
  expect(await callWith(url, first)).toEqual({ status: 401, code: 'revoked_api_key' });
  expect(await callWith(url, second)).toEqual({ status: 200 });
});

test('a key that is restricted says to what; what the server refuses is said, and nothing typed is lost', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/keys`);
  await page.getByRole('button', { name: '新建密钥' }).click();
  await page.getByLabel('名称').fill('embedder');
  await page.getByLabel('有效期').selectOption('30 天');
  await dialog(page).getByText('限制使用范围').click();
  await page.getByLabel('模型', { exact: true }).fill(`${'m'.repeat(257)}\nruijing-embedding`);
  await page.getByLabel('/v1/embeddings').check();
  await page.getByRole('button', { name: '创建密钥' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('models.0');
  await expect(page.getByLabel('名称')).toHaveValue('embedder');

  await page.getByLabel('模型', { exact: true }).fill('ruijing-embedding\nruijing-embedding-lite');
  await page.getByRole('button', { name: '创建密钥' }).click();
  await shownKey(page);
  await page.keyboard.press('Escape');
  const row = page.getByRole('row', { name: /embedder/ });
  await expect(row).toContainText('2 个模型 · 1 个接口');
  await expect(row).toContainText('有效期至');
});
