import { readFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import { type KeyCreate, type KeyCreated, keyCreatedSchema } from '#lib/contract/keys.ts';
import { usageReportSchema } from '#lib/contract/usage-report.ts';
import { look, SIZES } from './support/axe.ts';
import { browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

const card = (page: Page, name: string | RegExp) =>
  page.getByRole('group', { name: '图表指标' }).locator('label').filter({ hasText: name });

const row = (page: Page, name: string | RegExp) => page.getByRole('table', { name: /^按/ }).getByRole('row', { name });

/** @param times how many calls, one after the other */
async function callModel(url: string, key: string | undefined, { model, times }: { model: string; times: number }) {
  for (let call = 0; call < times; call++) {
    await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
      body: JSON.stringify({ model, stream: true, messages: [{ role: 'user', content: '怎么选择模型？' }] }),
    }).then((response) => response.text());
  }
}

const makeKey = async (page: Page, url: string, wish: KeyCreate): Promise<KeyCreated> =>
  keyCreatedSchema.parse(await (await page.request.post(`${url}/api/keys`, { data: wish })).json());

/** Two keys, one of them with a name that a spreadsheet would run, and calls with neither. */
async function fill(page: Page, url: string) {
  const formula = await makeKey(page, url, { name: '=HYPERLINK("http://x")', plan: 'unlimited' });
  const other = await makeKey(page, url, { name: '翻译服务', plan: 'unlimited' });
  await callModel(url, formula.key, { model: 'ruijing-gpt-2.0', times: 5 });
  await callModel(url, other.key, { model: 'ruijing-gpt-lite', times: 3 });
  await callModel(url, undefined, { model: 'sandbox-500', times: 2 });
  return { formula, other };
}

test('a newcomer sees figures within ten seconds of one press', async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '600' });
  await page.goto(`${url}/usage`);
  await expect(page.getByRole('heading', { name: '这段时间没有调用' })).toBeVisible();
  const pressedMs = Date.now();
  await page.getByRole('button', { name: '生成一分钟沙盒流量' }).click();
  await expect(row(page, /只看 ruijing-gpt-2\.0/)).toBeVisible({ timeout: 10_000 });
  await expect(page.getByText('各行之和与合计一致，图表之和也一致。')).toBeVisible();
  expect(Date.now() - pressedMs).toBeLessThan(10_000);
  await expect(page.getByText('目前只有沙盒在应答，下面都是沙盒里的真实调用。')).toBeVisible();
  // Of many kinds, what goes wrong among them.
  await expect(row(page, /只看 sandbox-429/)).toBeVisible({ timeout: 20_000 });
  await expect(row(page, /只看 ruijing-embedding/)).toBeVisible();
});

test('what calls came to is told by what they have in common, and a press looks closer', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  test.setTimeout(60_000);
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const { other } = await fill(page, url);
  await page.goto(`${url}/usage?range=1h`);
  await expect(card(page, '请求')).toContainText('10');
  await expect(card(page, '出错')).toContainText('2');
  await expect(row(page, /只看 ruijing-gpt-2\.0/)).toContainText('50%');

  await page.getByRole('radio', { name: '密钥' }).check({ force: true });
  await expect(row(page, /只看 翻译服务/)).toBeVisible();
  await expect(row(page, /只看 不用密钥/)).toBeVisible();
  await card(page, '出错').click();
  // The table has the most of what the chart shows first.
  await expect(page.getByRole('table', { name: '按密钥统计' }).getByRole('row').nth(1)).toContainText('不用密钥');
  await page.getByRole('button', { name: '只看 翻译服务' }).click();
  await expect(card(page, '请求')).toContainText('3');
  await expect(page).toHaveURL(new RegExp(`range=1h&by=key&metric=failed&key=${other.id}$`));
  await page.reload();
  await expect(card(page, '请求')).toContainText('3');
  await page.getByRole('button', { name: '移除条件 密钥：翻译服务' }).click();
  await expect(card(page, '请求')).toContainText('10');
  await page.goBack();
  await expect(card(page, '请求')).toContainText('10');

  // The chart by keyboard: the last step with anything in it, and the stretch behind it.
  await card(page, '请求').click();
  const chart = page
    .getByRole('region', { name: /请求，1 小时/ })
    .or(page.getByRole('figure', { name: /请求，1 小时/ }));
  await expect(chart.first()).toBeVisible();
  await page.getByRole('button', { name: '逐条对账' }).click();
  await expect(page.getByText('账本里这段时间共 10 次调用，逐条相加与合计一致。')).toBeVisible();
});

test('use is saved as CSV, which no spreadsheet runs, and as JSON, and both add up', async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  await fill(page, url);
  await page.goto(`${url}/usage?by=key`);
  await card(page, '请求').waitFor();
  const save = async (name: string) => {
    const download = page.waitForEvent('download');
    await page.getByRole('button', { name: '导出' }).click();
    await page.getByRole('menuitem', { name }).click();
    return await readFile(await (await download).path(), 'utf8');
  };
  const csv = await save('导出 CSV');
  expect(csv.startsWith('\uFEFFstarts_at,ends_at,key,name,requests,prompt_tokens,')).toBe(true);
  expect(csv).toContain(`,"'=HYPERLINK(""http://x"")",`);
  const lines = csv.trim().split('\r\n').slice(1);
  const requestsAt = 'starts_at,ends_at,key,name,requests'.split(',').length - 1;
  const cells = (line: string) => line.replaceAll(/"(?:[^"]|"")*"/g, 'quoted').split(',');
  expect(lines.reduce((sum, line) => sum + Number(cells(line)[requestsAt]), 0)).toBe(10);
  const json = JSON.parse(await save('导出 JSON'));
  expect(json).toMatchObject({
    object: 'usage_export',
    grouped_by: 'key',
    time_zone: 'Asia/Shanghai',
    currency: 'CNY',
  });
  expect(json.data.reduce((sum: number, line: { requests: number }) => sum + line.requests, 0)).toBe(10);
});

test('a developer sees their own calls only, an admin everybody’s', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  test.setTimeout(60_000);
  const { url } = await startConsole({ RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
  const admin = await foundTeam(url);
  const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
  const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
  const keyOf = (member: typeof alice) =>
    member.api('/api/keys', keyCreatedSchema, { body: { name: `key of ${member.email}`, plan: 'free' } });
  await callModel(url, (await keyOf(alice)).key, { model: 'ruijing-gpt-2.0', times: 2 });
  await callModel(url, (await keyOf(bob)).key, { model: 'ruijing-gpt-2.0', times: 1 });
  const requests = async (member: typeof alice, query = '') =>
    (await member.api(`/api/usage/report?range=1h${query}`, usageReportSchema)).totals.requests;
  expect([await requests(admin), await requests(alice), await requests(bob)]).toEqual([3, 2, 1]);
  expect(await requests(admin, `&person=${bob.id}`)).toBe(1);
  for (const path of ['report?', 'check?', 'export?format=csv&']) {
    expect((await alice.fetch(`/api/usage/${path}person=${bob.id}`)).status, path).toBe(403);
  }
  await page.context().addCookies(browserCookies(url, alice));
  await page.goto(`${url}/usage?range=1h`);
  await expect(page.getByText('这里只有你自己的调用。')).toBeVisible();
  await expect(card(page, '请求')).toContainText('2');
  await expect(page.getByRole('radio', { name: '成员' })).toHaveCount(0);
});

test('bad questions are refused by the field’s name', async ({ console: { url } }) => {
  const refusal = async (query: string) => {
    const response = await fetch(`${url}/api/usage/report?${query}`);
    const { error } = await response.json();
    return [response.status, error.param];
  };
  expect(await refusal('range=2h')).toEqual([400, 'range']);
  expect(await refusal('range=custom&from=2026-01-01T00:00:00Z')).toEqual([400, 'to']);
  expect(await refusal('range=custom&from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z')).toEqual([400, 'to']);
  expect(await refusal('zone=Mars/Olympus')).toEqual([400, 'zone']);
  expect(await refusal('status=abc')).toEqual([400, 'status']);
  expect(await refusal('route=chat')).toEqual([400, 'route']);
});

for (const size of ['desktop', 'phone'] as const) {
  test(`axe finds nothing on the usage page, full, empty and failed, and all of it fits: ${size}`, {
    tag: '@full',
  }, async ({ page, startConsole }) => {
    test.setTimeout(90_000);
    await page.setViewportSize(SIZES[size]);
    const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' });
    await page.goto(`${url}/usage`);
    await page.getByRole('button', { name: '生成一分钟沙盒流量' }).waitFor();
    await look(page, 'empty');
    await fill(page, url);
    await page.goto(`${url}/usage?range=1h&by=key`);
    await row(page, /只看 翻译服务/).waitFor();
    await look(page, 'bars');
    await page.goto(`${url}/usage?metric=duration&model=ruijing-gpt-2.0&status=200`);
    await page.getByText('百分位由直方图得出').waitFor();
    await look(page, 'lines, with filters');
    await page.getByRole('radio', { name: '自定义' }).check({ force: true });
    await page.getByLabel('到', { exact: true }).fill('2020-01-01T00:00');
    await look(page, 'a stretch chosen by hand, wrong');
  });
}
