import type { Page } from '@playwright/test';
import { callLogSchema } from '#lib/contract/call-log.ts';
import { keyCreatedSchema } from '#lib/contract/keys.ts';
import { look, SIZES } from './support/axe.ts';
import { foundTeam, inviteMember } from './support/team.ts';
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

test('a developer is told of their own calls only', async ({ startConsole }) => {
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
  test(`axe finds nothing in the log, and all of it fits: ${size}`, async ({ page, startConsole }) => {
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
  });
}
