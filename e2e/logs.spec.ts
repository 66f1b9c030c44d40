import type { Page } from '@playwright/test';
import { callDetailSchema } from '#lib/contract/call-detail.ts';
import { callLogSchema } from '#lib/contract/call-log.ts';
import { keyCreatedSchema, keySchema } from '#lib/contract/keys.ts';
import { look, SIZES } from './support/axe.ts';
import { storages } from './support/shared-storage.ts';
import { startProxy } from './support/tcp-proxy.ts';
import { browserCookies, foundTeam, inviteMember, type Member } from './support/team.ts';
import { expect, test } from './support/test.ts';

const rows = (page: Page) => page.getByRole('table', { name: '调用' }).locator('tbody tr');

async function callModel(url: string, model: string, key?: string): Promise<string | null> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: '怎么选择模型？' }] }),
  });
  await response.text();
  return response.headers.get('x-request-id');
}

test('what went wrong is found by its id, by how it ended, and from the usage page', async ({ page, startConsole }) => {
  test.setTimeout(60_000);
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const plan = { data: { id: 'wide', name: 'wide' } };
  await page.request.post(`${url}/api/plans`, plan);
  const key = keyCreatedSchema.parse(
    await (await page.request.post(`${url}/api/keys`, { data: { name: '翻译服务', plan: 'wide' } })).json(),
  );
  for (let call = 0; call < 60; call++) await callModel(url, 'ruijing-gpt-2.0', key.key);
  const failed = await callModel(url, 'sandbox-500', key.key);
  await page.goto(`${url}/logs`);
  // A page, the newest first.
  await expect(rows(page)).toHaveCount(50);
  await expect(rows(page).first()).toContainText('sandbox-500');
  await page.getByRole('button', { name: '更早的调用' }).click();
  await expect(rows(page)).toHaveCount(61);
  await expect(page.getByText('没有更早的调用了。')).toBeVisible();

  await page.getByLabel('结果').selectOption('出错');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/ending=failed/);
  await page.getByRole('button', { name: `查看 ${failed} 的详情` }).click();
  const detail = page.getByRole('dialog', { name: '调用详情' });
  await expect(detail).toContainText(failed ?? 'none');
  for (const told of ['翻译服务', 'internal_error', '500 网关出错', '总耗时', 'wide'])
    await expect(detail).toContainText(told);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: `查看 ${failed} 的详情` })).toBeFocused();

  await page.goto(`${url}/logs?requestId=${failed}`);
  await expect(rows(page)).toHaveCount(1);
  await page.getByLabel('请求 ID').fill('req_nothing');
  await expect(page.getByText('没有符合条件的调用。')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(rows(page)).toHaveCount(50);

  // From a figure to the calls behind it.
  await page.goto(`${url}/usage?range=1h&by=model`);
  await page.getByRole('button', { name: '只看 sandbox-500' }).click();
  await page.getByRole('link', { name: '查看这些调用' }).click();
  await expect(page).toHaveURL(/\/logs\?model=sandbox-500&from=/);
  await expect(rows(page)).toHaveCount(1);
  await page.getByRole('button', { name: '移除条件 模型：sandbox-500' }).click();
  await expect(rows(page)).toHaveCount(50);
});

test('a developer is told of their own calls only', { tag: '@full' }, async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const admin = await foundTeam(url);
  const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
  const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
  const keyOf = (member: typeof alice) =>
    member.api('/api/keys', keyCreatedSchema, { body: { name: member.email, plan: 'free' } });
  await callModel(url, 'ruijing-gpt-2.0', (await keyOf(alice)).key);
  const bobs = await callModel(url, 'ruijing-gpt-2.0', (await keyOf(bob)).key);
  const people = async (member: typeof alice, query = '') =>
    (await member.api(`/api/logs?${query}`, callLogSchema)).data.map(({ personName }) => personName);
  expect((await people(admin)).sort()).toEqual(['Alice', 'Bob']);
  expect(await people(alice)).toEqual(['Alice']);
  expect(await people(alice, `requestId=${bobs}`)).toEqual([]);
  expect((await alice.fetch(`/api/logs?person=${bob.id}`)).status).toBe(403);
});

for (const size of ['desktop', 'phone'] as const) {
  test(`axe finds nothing in the log, and all of it fits: ${size}`, { tag: '@full' }, async ({
    page,
    startConsole,
  }) => {
    test.setTimeout(90_000);
    await page.setViewportSize(SIZES[size]);
    const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
    await page.goto(`${url}/logs`);
    await page.getByRole('heading', { name: '没有调用' }).waitFor();
    await look(page, 'empty');
    for (const model of ['ruijing-gpt-2.0', 'sandbox-500', 'a-model-with-a-very-long-name-that-nobody-serves-here']) {
      await callModel(url, model);
    }
    await page.goto(`${url}/logs?status=200&from=2026-01-01T00:00:00Z`);
    await expect(rows(page)).toHaveCount(1);
    await look(page, 'filtered');
    await page.goto(`${url}/logs`);
    await rows(page).first().waitFor();
    await look(page, 'calls');
    await rows(page).first().getByRole('button').click();
    await page.getByRole('dialog').waitFor();
    await look(page, 'one call');
    await page.goto(`${url}/logs?live=1`);
    await expect(rows(page)).toHaveCount(3);
    await look(page, 'live');

    const made = await page.request.post(`${url}/api/keys`, { data: { name: '记录内容的密钥' } });
    const { id: keyId, key } = keyCreatedSchema.parse(await made.json());
    await page.request.patch(`${url}/api/keys/${keyId}`, { data: { captureHours: 168 } });
    const payloadOf = async () => {
      const id = await callModel(url, 'ruijing-gpt-2.0', key);
      return callDetailSchema.parse(await (await page.request.get(`${url}/api/logs/${id}`)).json()).payload;
    };
    await expect.poll(payloadOf).not.toBeNull();
    await page.goto(`${url}/keys?key=${keyId}`);
    await page.getByText(/已保留 .* 次调用的内容/).waitFor();
    await look(page, 'a key that is captured');
    await page.goto(`${url}/logs`);
    await rows(page).first().getByRole('button').click();
    await page.getByRole('button', { name: '查看内容' }).click();
    await page.getByRole('dialog', { name: '调用内容' }).waitFor();
    await look(page, 'what was said');
    await page.getByRole('tab', { name: '回答头' }).click();
    await look(page, 'headers of the answer');
  });
}

async function capturingKey(member: { api: Member['api'] }, name: string) {
  const key = await member.api('/api/keys', keyCreatedSchema, { body: { name, plan: 'free' } });
  await member.api(`/api/keys/${key.id}`, keySchema, { method: 'PATCH', body: { captureHours: 1 } });
  return key;
}

for (const { name: storage, open } of storages()) {
  test(`T-AUTHZ-05 calls made elsewhere appear live within 2 s, a developer’s own only, on ${storage}`, async ({
    page,
    startConsole,
  }) => {
    test.setTimeout(90_000);
    const place = await open();
    const env = { RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000', ...place.env };
    const { url, stop } = await startConsole(env);
    // Where a storage can be shared, the calls go through another process.
    const other = storage === 'SQLite' ? { url, stop: () => Promise.resolve() } : await startConsole(env);
    const admin = await foundTeam(url);
    const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
    const keyOf = (member: typeof alice, name: string) =>
      member.api('/api/keys', keyCreatedSchema, { body: { name, plan: 'free' } });
    const [own, foreign] = [await keyOf(alice, 'alices'), await keyOf(admin, 'admins')];
    await callModel(other.url, 'ruijing-gpt-2.0', own.key);

    await page.context().addCookies(browserCookies(url, alice));
    const proxy = await startProxy(url);
    await page.goto(new URL('/logs?live=1', proxy.url).href);
    await expect(page.getByText('实时更新中，最后结束的在前')).toBeVisible();
    await expect(rows(page)).toHaveCount(1);
    await callModel(other.url, 'ruijing-gpt-2.0', foreign.key);
    const id = await callModel(other.url, 'sandbox-500', own.key);
    await expect(page.getByRole('button', { name: `查看 ${id} 的详情` })).toBeVisible({ timeout: 2_000 });
    await expect(rows(page)).toHaveCount(2);
    await expect(rows(page).first()).toContainText('sandbox-500');

    // Whoever goes into the list finds it still.
    await page.getByRole('button', { name: `查看 ${id} 的详情` }).focus();
    await callModel(other.url, 'ruijing-gpt-2.0', own.key);
    const resume = page.getByRole('button', { name: '继续（1 条新调用）' });
    await expect(resume).toBeVisible();
    await expect(rows(page)).toHaveCount(2);
    await resume.click();
    await expect(rows(page)).toHaveCount(3);

    // A lost connection is said, and what was missed meanwhile is there afterwards.
    proxy.cut();
    await expect(page.getByText('连接中断，正在重连；中断期间的调用会补上')).toBeVisible();
    await callModel(other.url, 'ruijing-gpt-2.0', own.key);
    proxy.mend();
    await expect(rows(page)).toHaveCount(4);
    await expect(page.getByText('实时更新中，最后结束的在前')).toBeVisible();

    await page.getByLabel('实时', { exact: true }).uncheck();
    await expect(page).toHaveURL(new URL('/logs', proxy.url).href);
    await expect(rows(page)).toHaveCount(4);
    await page.goto('about:blank');
    await proxy.close();
    await other.stop();
    await stop();
    await place.remove();
  });
}

test('what is said with a key is kept when that is switched on, read by its owner, and opened in the chat', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  test.setTimeout(60_000);
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const made = await page.request.post(`${url}/api/keys`, { data: { name: '翻译服务' } });
  const { id: keyId, key } = keyCreatedSchema.parse(await made.json());
  const before = await callModel(url, 'ruijing-gpt-2.0', key);

  await page.goto(`${url}/keys?key=${keyId}`);
  await page.getByRole('button', { name: '记录 1 小时' }).click();
  await expect(page.getByText(/正在记录内容，到 .* 自动停止/)).toBeVisible();
  await expect(page.getByText(/^记录内容至 /)).toBeVisible();
  await expect
    .poll(async () => {
      const id = await callModel(url, 'ruijing-gpt-2.0', key);
      return callDetailSchema.parse(await (await page.request.get(`${url}/api/logs/${id}`)).json()).payload !== null;
    })
    .toBe(true);

  await page.goto(`${url}/logs`);
  await rows(page).first().getByRole('button').click();
  const detail = page.getByRole('dialog', { name: '调用详情' });
  await expect(detail.getByText('authorization:')).toBeVisible();
  await expect(detail).not.toContainText(key);
  await detail.getByRole('button', { name: '查看内容' }).click();
  const said = page.getByRole('dialog', { name: '调用内容' });
  await expect(said).toContainText('怎么选择模型？');
  await said.getByRole('tab', { name: '回答原文' }).click();
  await expect(said).toContainText('"finish_reason"');
  await page.keyboard.press('Escape');
  await detail.getByRole('button', { name: '在对话中打开' }).click();
  await expect(page).toHaveURL(/\/chat\/[\w-]+$/);
  await expect(page.getByText('怎么选择模型？').first()).toBeVisible();

  // What was not kept cannot be shown.
  await page.goto(`${url}/logs?requestId=${before}`);
  await rows(page).first().getByRole('button').click();
  await expect(detail.getByText(/没有记录这次调用的内容/)).toBeVisible();
  await expect(detail.getByRole('button', { name: '查看内容' })).toHaveCount(0);

  await page.goto(`${url}/keys?key=${keyId}`);
  await page.getByRole('button', { name: '停止记录' }).click();
  await expect(page.getByRole('button', { name: '记录 1 小时' })).toBeVisible();
  await page.getByRole('button', { name: '全部删除' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '全部删除' }).click();
  await expect(page.getByText(/已保留 .* 次调用的内容/)).toHaveCount(0);
});

test('an admin who reads what somebody else said is remembered; another developer and a viewer cannot', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const admin = await foundTeam(url);
  const [alice, bob, vera] = await Promise.all([
    inviteMember(url, admin, { role: 'developer', name: 'Alice' }),
    inviteMember(url, admin, { role: 'developer', name: 'Bob' }),
    inviteMember(url, admin, { role: 'viewer', name: 'Vera' }),
  ]);
  const { key } = await capturingKey(alice, '翻译服务');
  const id = await callModel(url, 'ruijing-gpt-2.0', key);
  await expect.poll(async () => (await alice.fetch(`/api/logs/${id}/payload`)).status).toBe(200);
  expect((await bob.fetch(`/api/logs/${id}`)).status).toBe(404);
  expect((await bob.fetch(`/api/logs/${id}/payload`)).status).toBe(404);
  expect((await vera.fetch(`/api/logs/${id}`)).status).toBe(200);
  expect((await vera.fetch(`/api/logs/${id}/payload`)).status).toBe(403);

  await page.context().addCookies(browserCookies(url, admin));
  await page.goto(`${url}/logs?requestId=${id}`);
  await rows(page).first().getByRole('button').click();
  await expect(page.getByText('这是其他人的内容；查看会记入审计日志。')).toBeVisible();
  await page.getByRole('button', { name: '查看内容' }).click();
  await expect(page.getByRole('dialog', { name: '调用内容' })).toContainText('怎么选择模型？');
  await page.goto(`${url}/audit`);
  await expect(page.getByText(/查看了密钥 翻译服务 一次调用的内容/)).toHaveCount(1);
});

test('calls are found by how long they took and by what their error says', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  for (const model of ['ruijing-gpt-2.0', 'sandbox-500', 'nobody-serves-this_one']) await callModel(url, model);
  await page.goto(`${url}/logs`);
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel('错误内容').fill('SERVES-THIS_');
  await expect(rows(page)).toHaveCount(1);
  await expect(page).toHaveURL(/errorText=SERVES-THIS_/);
  await page.getByLabel('错误内容').fill('%');
  await expect(page.getByText('没有符合条件的调用。')).toBeVisible();
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(rows(page)).toHaveCount(3);
  await page.getByLabel('最少').fill('80000');
  await expect(page.getByText('没有符合条件的调用。')).toBeVisible();
  await page.getByLabel('最少').fill('0');
  await page.getByLabel('最多').fill('80000');
  await expect(rows(page)).toHaveCount(3);
  await expect(page).toHaveURL(/minMs=0&maxMs=80000/);
  await page.reload();
  await expect(page.getByLabel('最多')).toHaveValue('80000');
});

test('calls are found by what they have in common and by when they were, and the address keeps it', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const key = keyCreatedSchema.parse(
    await (await page.request.post(`${url}/api/keys`, { data: { name: '翻译服务', plan: 'unlimited' } })).json(),
  );
  const call = (model: string, headers: Record<string, string> = {}) =>
    fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: '怎么选择模型？' }] }),
    }).then((response) => response.text());
  await call('ruijing-gpt-2.0', { authorization: `Bearer ${key.key}` });
  await call('ruijing-gpt-lite', { authorization: `Bearer ${key.key}` });
  await call('ruijing-gpt-lite');
  await page.goto(`${url}/logs`);
  const found = page.getByRole('table').getByRole('row').filter({ hasText: 'ruijing-gpt' });
  await expect(found).toHaveCount(3);
  await page.getByText('更多筛选').click();
  await page.getByLabel('密钥').selectOption({ label: '翻译服务' });
  await expect(found).toHaveCount(2);
  await page.getByLabel('模型').selectOption({ label: 'ruijing-gpt-lite' });
  await expect(found).toHaveCount(1);
  await expect(page).toHaveURL(new RegExp(`model=ruijing-gpt-lite&key=${key.id}`));
  await page.reload();
  await expect(found).toHaveCount(1);
  // The key is told by its name, not by its id.
  await page.getByRole('button', { name: '移除条件 密钥：翻译服务' }).click();
  await expect(found).toHaveCount(2);
  await page.getByText('更多筛选').click();
  await page.getByRole('button', { name: '最近 15 分钟' }).click();
  await expect(page).toHaveURL(/from=/);
  await expect(found).toHaveCount(2);
  await page.getByLabel('从', { exact: true }).fill('2020-01-01T00:00');
  await page.getByLabel('到', { exact: true }).fill('2020-01-02T00:00');
  await page.getByRole('button', { name: '应用' }).click();
  await expect(found).toHaveCount(0);
  await look(page, 'more filters, nothing found');
});
