import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from './support/fake-upstream.ts';
import { expect, test } from './support/test.ts';

const table = (page: Page) => page.getByRole('table', { name: '模型列表' });
const row = (page: Page, id: string) =>
  table(page)
    .getByRole('row')
    .filter({ has: page.getByText(id, { exact: true }) });
const ids = (page: Page) => table(page).getByRole('rowheader').locator('code').allTextContents();

test('on the sandbox: what each model holds, found by text and kind, sorted by keyboard, all of it in the address', async ({
  page,
}) => {
  await page.goto('/models');
  const first = row(page, 'ruijing-gpt-2.0');
  for (const fact of ['沙盒', '对话', '可输入图片', '32,768 tokens 上下文', '沙盒不计费']) {
    await expect(first).toContainText(fact);
  }
  await expect(row(page, 'ruijing-embedding-large')).toContainText('3,072 维');
  await expect(row(page, 'sandbox-429')).toHaveCount(0);

  await page.getByRole('searchbox', { name: '筛选模型' }).fill('RUIJING-GPT');
  await page.getByRole('button', { name: '规格与限制' }).focus();
  await page.keyboard.press('Enter');
  const sorted = ['ruijing-gpt-lite', 'ruijing-gpt-1.5', 'ruijing-gpt-2.0'];
  expect(await ids(page)).toEqual(sorted);
  await expect(page.getByRole('columnheader', { name: '规格与限制' })).toHaveAttribute('aria-sort', 'ascending');
  await page.keyboard.press('Enter');
  expect(await ids(page)).toEqual(sorted.toReversed());
  await page.reload();
  await expect(page.getByRole('searchbox', { name: '筛选模型' })).toHaveValue('RUIJING-GPT');
  await expect.poll(() => ids(page)).toEqual(sorted.toReversed());

  await page.getByRole('searchbox').fill('');
  await page.getByText('嵌入', { exact: true }).click();
  await expect.poll(() => ids(page)).toEqual(['ruijing-embedding-large', 'ruijing-embedding']);
  expect(new URL(page.url()).searchParams.get('kind')).toBe('embedding');
  await page.getByRole('link', { name: '模型', exact: true }).click();
  await expect(row(page, 'ruijing-gpt-2.0')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');
});

test('Try opens the chat with that model chosen, and a later choice outlives a reload', async ({ page }) => {
  await page.goto('/models');
  await page.getByRole('link', { name: '在对话中试用 ruijing-gpt-1.5' }).click();
  const chat = new ChatPage(page);
  await chat.modelButton(/ruijing-gpt-1\.5/).waitFor();
  expect(new URL(page.url()).search).toBe('');
  await chat.chooseModel('ruijing-gpt-lite');
  await expect(chat.questions).toHaveCount(0);
  await page.reload();
  await chat.modelButton(/ruijing-gpt-lite/).waitFor();
});

test('a kind without a page gives the call to copy, and it runs', { tag: '@full' }, async ({ page, console }) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/models');
  await page.getByRole('button', { name: 'ruijing-embedding 的 curl 命令' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '复制命令' }).click();
  const command = await page.evaluate(() => navigator.clipboard.readText());
  expect(command).toContain(`curl ${console.url}/v1/embeddings`);
  const body = /-d '(.*)'/s.exec(command)?.[1] ?? '';
  const response = await fetch(`${console.url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body,
  });
  expect(response.status).toBe(200);
});

test.describe('with upstreams of one’s own', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ruijing-models-'));
  let general: FakeUpstream;
  let broken: FakeUpstream;

  test.beforeAll(async () => {
    general = await startFakeUpstream();
    broken = await startFakeUpstream();
    broken.script('undefined', (response) => sendJson(response, { error: { message: 'no' } }, 500), '/v1/models');
  });
  test.afterAll(async () => {
    await Promise.all([general.close(), broken.close()]);
    rmSync(folder, { recursive: true });
  });

  test('prices or the word that there is none; one that cannot be asked is told and hides nothing', {
    tag: '@full',
  }, async ({ page, startConsole }) => {
    const [upstreams, prices] = [join(folder, 'upstreams.json'), join(folder, 'prices.json')];
    writeFileSync(
      upstreams,
      JSON.stringify([{ name: 'ears', baseUrl: broken.url, kinds: ['transcription'], models: ['hears'] }]),
    );
    writeFileSync(
      prices,
      JSON.stringify({ hears: { perAudioMinute: 0.04 }, 'fake-large': { promptPerMillionTokens: 4 } }),
    );
    const { url } = await startConsole({
      RUIJING_BASE_URL: general.url,
      RUIJING_UPSTREAMS: upstreams,
      RUIJING_PRICES: prices,
    });
    await page.goto(`${url}/models`);
    await expect(page.getByRole('alert').filter({ hasText: 'ears' })).toContainText('RUIJING_UPSTREAMS');
    await expect(row(page, 'hears')).toContainText('语音识别');
    await expect(row(page, 'hears')).toContainText('¥0.04 / 分钟音频');
    await expect(row(page, 'hears')).toContainText('文件最大 25 MB');
    await expect(row(page, 'fake-large')).toContainText('输入 ¥4 / 百万 tokens');
    await expect(row(page, 'fake-large')).toContainText('未知');
    await expect(row(page, 'fake-small')).toContainText('未定价');
    await expect(page.getByText('未定价不等于免费')).toContainText('RUIJING_PRICES');
    await expect(page.getByText('沙盒')).toHaveCount(0);
  });
});
