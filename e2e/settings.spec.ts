import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { catalogueSchema } from '#lib/contract/catalogue.ts';
import { wholeConversationSchema } from '#lib/contract/conversations.ts';
import { settingsSchema } from '#lib/contract/settings.ts';
import { ChatPage } from './support/chat.ts';
import { startFakeUpstream } from './support/fake-upstream.ts';
import { foundTeam, inviteMember } from './support/team.ts';
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
  await chat.ask('ping');
  await chat.answered();
  const stored = await page.request.get(`${url}/api/conversations/${chat.id()}`);
  const requestId = wholeConversationSchema.parse(await stored.json()).messages.at(-1)?.answer?.requestId;
  expect(requestId).toMatch(/^req_/);
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

test('what the sandbox answered is labelled as what it is', { tag: '@full' }, async ({ page, startConsole }) => {
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

test('the footer stands on every page, in what the server sends, until it is emptied', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const html = async (path: string) => await (await fetch(url + path)).text();
  expect(await html('/chat')).not.toContain('<footer');
  await page.goto(`${url}/settings`);
  const form = page.getByRole('region', { name: '页脚备案信息' });
  await form.getByLabel('ICP 备案号').fill(' 京ICP备12345678号-1 ');
  await form.getByLabel('公安联网备案号').fill('京公网安备11010502000001号');
  await form.getByLabel('模型备案号').fill('Beijing-X-20260101');
  await form.getByRole('button', { name: '保存' }).click();
  const footer = page.getByRole('contentinfo');
  await expect(footer).toContainText('模型备案号：Beijing-X-20260101');
  await expect(footer.getByRole('link', { name: '京ICP备12345678号-1' })).toHaveAttribute(
    'href',
    'https://beian.miit.gov.cn/',
  );
  await expect(footer.getByRole('link', { name: '京公网安备11010502000001号' })).toHaveAttribute(
    'href',
    'https://beian.mps.gov.cn/#/query/webSearch?code=11010502000001',
  );
  for (const path of ['/chat', '/keys', '/models', '/docs/errors', '/nothing']) {
    expect(await html(path), path).toMatch(/<footer.*京ICP备12345678号-1.*<\/footer>/s);
  }
  for (const name of ['ICP 备案号', '公安联网备案号', '模型备案号'])
    await form.getByLabel(name, { exact: true }).fill('');
  await form.getByRole('button', { name: '保存' }).click();
  await expect(footer).toHaveCount(0);
  expect(await html('/chat')).not.toContain('<footer');
});

test('what comes from the environment is named and shown, never a secret; an upstream’s health is asked anew', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const upstream = await startFakeUpstream();
  const key = 'sk-sentinel-77aa88bb99cc';
  const { url } = await startConsole({
    RUIJING_BASE_URL: upstream.url,
    RUIJING_API_KEY: key,
    RUIJING_RETENTION_DAYS: '30/60',
  });
  await page.goto(`${url}/settings`);
  const card = page.getByRole('article', { name: new URL(upstream.url).host });
  await expect(card).toContainText('正常 · 2 个模型');
  await expect(card).toContainText('已设置（RUIJING_API_KEY）');
  const term = (name: string) => page.locator('dl > div').filter({ hasText: name });
  await expect(term('RUIJING_RETENTION_DAYS')).toContainText('30/60');
  await expect(term('RUIJING_TIME_ZONE')).toContainText('Asia/Shanghai · 默认');
  await expect(term('RUIJING_SECRET')).toContainText('首次启动时生成');
  await expect(page.getByRole('article', { name: '内置沙盒' })).toContainText('未使用');
  expect((await page.content()) + (await (await fetch(`${url}/api/settings`)).text())).not.toContain(key);

  await page.getByRole('button', { name: '测试连接' }).click();
  await expect(page.getByText('连接正常。')).toBeVisible();
  await upstream.close();
  await page.getByRole('button', { name: '重新检查' }).click();
  await expect(card).toContainText('不可用');
  await expect(card).toContainText('upstream_unreachable');
});

test('the label is chosen on the page and kept; what cannot be kept is refused and named', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/settings`);
  const form = page.getByRole('region', { name: 'AI 生成标识' });
  await expect(form.getByRole('radio', { name: '默认（现为关闭）' })).toBeChecked();
  await form.getByText('开启', { exact: true }).click();
  await form.getByLabel('服务提供者').fill('某公司');
  await page.keyboard.press('Enter');
  await expect(form.getByText('已保存。')).toBeVisible();
  await page.reload();
  await expect(form.getByRole('radio', { name: '开启', exact: true })).toBeChecked();
  await expect(form.getByLabel('服务提供者')).toHaveValue('某公司');
  for (const [param, footer] of [
    ['footer.icp', { icp: 'a\nb' }],
    ['footer.modelFiling', { modelFiling: 'x'.repeat(101) }],
  ] as const) {
    const refusal = await page.request.patch(`${url}/api/settings`, { data: { footer } });
    expect([refusal.status(), (await refusal.json()).error.param]).toEqual([400, param]);
  }
});

test('T-KEY-03 no address and no key of an upstream can be changed from outside, so none goes where it does not belong', async ({
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_BASE_URL: 'http://127.0.0.1:9/v1', RUIJING_API_KEY: 'sk-sentinel' });
  const admin = await foundTeam(url);
  const before = await admin.api('/api/settings', settingsSchema);
  for (const body of [
    { upstreams: [{ name: 'x', baseUrl: 'https://evil.example/v1' }] },
    { environment: { upstreams: [] } },
    { RUIJING_BASE_URL: 'https://evil.example/v1' },
    { baseUrl: 'https://evil.example/v1' },
  ]) {
    expect((await admin.fetch('/api/settings', { method: 'PATCH', body })).status).toBe(400);
  }
  expect(await admin.api('/api/settings', settingsSchema)).toEqual(before);
  expect(JSON.stringify(before)).not.toContain('sentinel');
});

test('in a team answers are labelled by default; settings are an admin’s, models everybody’s, without the sandbox', {
  tag: '@full',
}, async ({ startConsole }) => {
  const { url } = await startConsole({});
  const admin = await foundTeam(url);
  const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
  const { aiLabel } = await admin.api('/api/settings', settingsSchema);
  expect(aiLabel).toEqual({ mode: 'default', provider: '', byDefault: true, on: true });
  expect((await viewer.fetch('/api/settings')).status).toBe(403);
  expect((await viewer.fetch('/settings')).status).toBe(403);
  // A setting that was mistyped offers no documentation bot.
  expect(await viewer.api('/api/models', catalogueSchema)).toMatchObject({ models: [], upstreams: [] });
  const footer = { icp: '京ICP备1号' };
  await admin.api('/api/settings', settingsSchema, { method: 'PATCH', body: { footer } });
  expect(await (await fetch(`${url}/sign-in`)).text()).toMatch(/<footer.*京ICP备1号.*<\/footer>/s);
});
