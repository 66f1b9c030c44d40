import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { startFakeUpstream } from './support/fake-upstream.ts';
import { expect, test } from './support/test.ts';

async function exported(page: Page, form: 'Markdown' | 'JSON'): Promise<string> {
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出对话' }).click();
  await page.getByRole('button', { name: `下载 ${form}` }).click();
  return await readFile(await (await download).path(), 'utf8');
}

async function copied(page: Page, chat: ChatPage): Promise<string> {
  await chat.lastAnswer.getByRole('button', { name: '复制回答' }).click();
  return await page.evaluate(() => navigator.clipboard.readText());
}

test('the label stands on a model’s answer, in its copy and in both exports with their metadata; off, nowhere', async ({
  page,
  startConsole,
}) => {
  await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  const upstream = await startFakeUpstream();
  const { url } = await startConsole({ RUIJING_BASE_URL: upstream.url });
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  const answer = page.waitForResponse(/\/v1\/chat\/completions$/);
  await chat.ask('ping');
  const requestId = (await answer).headers()['x-request-id'];
  await chat.answered();
  const label = '内容由 AI 生成';
  await expect(chat.lastAnswer.getByText(label)).toHaveCount(0);
  const bare = await copied(page, chat);
  expect(await exported(page, 'Markdown')).toMatch(/^# ping\n/);

  const patch = { aiLabel: { mode: 'on', provider: '某公司' } };
  expect((await page.request.patch(`${url}/api/settings`, { data: patch })).status()).toBe(200);
  await page.reload();
  await expect(chat.lastAnswer.getByText(label)).toBeVisible();
  expect(await copied(page, chat)).toBe(`${bare}\n\n${label}`);
  const aigc = { Label: '1', ContentProducer: '某公司', ProduceID: requestId };
  const file = JSON.parse(await exported(page, 'JSON'));
  expect(file).toMatchObject({ AIGC: aigc, label, messages: [{ role: 'user' }, { role: 'assistant', label }] });
  const markdown = await exported(page, 'Markdown');
  expect(markdown).toMatch(/^---\nAIGC:\n {2}Label: "1"\n {2}ContentProducer: "某公司"\n/);
  expect(markdown).toContain(`## 回答 (fake-large)\n\n> ${label}\n\n`);
  await upstream.close();
});

test('what the sandbox answered is labelled as what it is', async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  await page.request.patch(`${url}/api/settings`, { data: { aiLabel: { mode: 'on' } } });
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await expect(chat.lastAnswer.getByText('由沙盒作答，非 AI 生成')).toBeVisible();
  expect(JSON.parse(await exported(page, 'JSON'))).not.toHaveProperty('AIGC');
});
