import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { runSqliteSql } from './support/sqlite-file.ts';
import { act, browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

const entries = (page: Page) => page.locator('summary');

async function download(page: Page, name: string): Promise<string> {
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name }).click()]);
  expect(file.suggestedFilename()).toMatch(/^ruijing-audit-\d{4}-\d\d-\d\d\.(?:csv|json)$/);
  return await readFile(await file.path(), 'utf8');
}

test('the log is filtered, the filter is its address, and exactly what it lets through is exported', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  const grace = await inviteMember(url, ada, { name: 'Grace', role: 'developer' });
  await act(ada, '/api/keys', { body: { name: '翻译服务', plan: 'free' } });
  await act(ada, '/api/keys', { body: { name: '=HYPERLINK("x")', plan: 'free' } });
  await act(ada, '/api/plans/free', { method: 'PATCH', body: { limits: { requestsPerMinute: 60, tokens: 10_000 } } });
  await act(ada, `/api/people/${grace.id}`, { method: 'PATCH', body: { role: 'viewer', plan: 'professional' } });
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/audit`);
  await expect(entries(page).nth(0)).toHaveText(
    /^\d\d:\d\d:\d\dAda 更改了 Grace：角色 开发者 → 观察者；套餐 免费版 Free → 专业版 Professional$/,
  );
  await expect(entries(page).nth(1)).toHaveText(/Ada 更改了套餐 免费版 Free：每分钟请求 3 → 60$/);

  await page.getByLabel('操作', { exact: true }).selectOption('创建密钥');
  await expect(entries(page)).toHaveCount(2);
  await page.getByLabel('搜索', { exact: true }).fill('翻译');
  await expect(entries(page)).toHaveText([/Ada 创建了密钥 翻译服务$/]);
  await expect(page).toHaveURL(`${url}/audit?action=key.created&text=${encodeURIComponent('翻译')}`);
  await page.reload();
  await expect(page.getByLabel('搜索', { exact: true })).toHaveValue('翻译');
  await expect(entries(page)).toHaveCount(1);
  expect(JSON.parse(await download(page, '导出 JSON'))).toMatchObject([
    { action: 'key.created', actor: { name: 'Ada' }, target: { name: '翻译服务' } },
  ]);
  await page.getByLabel('搜索', { exact: true }).fill('');
  await expect(entries(page)).toHaveCount(2);
  const lines = (await download(page, '导出 CSV')).trim().split('\r\n');
  expect(lines).toHaveLength(3);
  // A spreadsheet would run it.
  expect(lines[1]).toContain(`"'=HYPERLINK(""x"")"`);

  await page.getByLabel('操作人').selectOption('Grace');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page).toHaveURL(`${url}/audit`);
  await page.getByLabel('到').fill('2020-01-01');
  await expect(page.getByRole('heading', { name: '没有符合条件的记录' })).toBeVisible();
  await page.getByLabel('到').fill('');
  await page.getByLabel('从').fill('2020-01-01');
  await expect(entries(page).first()).toBeVisible();
});

test('by keyboard alone: an entry unfolds, and older ones are read on from where they begin', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_TIME_ZONE: 'America/New_York' });
  const ada = await foundTeam(url);
  for (let count = 1; count <= 60; count++)
    await act(ada, '/api/keys', { body: { name: `key ${count}`, plan: 'free' } });
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/audit`);
  await expect(page.getByText('时间按 America/New_York 时区显示。')).toBeVisible();
  await expect(entries(page)).toHaveCount(50);
  await entries(page).first().focus();
  await page.keyboard.press('Enter');
  const details = page.getByRole('main').getByRole('listitem').first();
  await expect(details.getByText(/^req_/)).toBeVisible();
  await expect(details.locator('pre')).toContainText('"action": "key.created"');
  await expect(details).toContainText('GMT-');

  await page.getByRole('button', { name: '更早的记录' }).focus();
  await page.keyboard.press('Enter');
  await expect(entries(page).nth(50)).toBeFocused();
  await expect(entries(page)).toHaveCount(62);
  await expect(page.getByText('没有更早的记录了。')).toBeVisible();
  await expect(entries(page).last()).toContainText('本机用户 创建了第一个账号 Ada');
  const ids = JSON.parse(await download(page, '导出 JSON')).map(({ id }: { id: number }) => id);
  expect(ids).toHaveLength(62);
  expect(ids).toEqual(ids.toSorted((one: number, other: number) => other - one));
});

test('in local mode the log tells of this machine’s user; before anything was done it says what it is for', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/audit`);
  await expect(page.getByRole('heading', { name: '还没有记录' })).toBeVisible();
  const made = await page.request.post(`${url}/api/keys`, { data: { name: 'a service', plan: 'free' } });
  expect(made.ok()).toBe(true);
  await page.getByRole('button', { name: '刷新' }).click();
  await expect(entries(page)).toHaveText([/本机用户 创建了密钥 a service$/]);
});

test('an act that only another version of the console knows is told as it is kept', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const dataDir = await mkdtemp(join(tmpdir(), 'ruijing-audit-'));
  const { url } = await startConsole({ RUIJING_DATA_DIR: dataDir });
  await page.request.post(`${url}/api/keys`, { data: { name: 'a service', plan: 'free' } });
  runSqliteSql(
    dataDir,
    `INSERT INTO audit (at_ms, actor_id, actor_name, actor_role, request_id, action, target_kind, target_id, target_name, details)
      VALUES (1, 'p1', 'Grace', 'auditor', 'req_1', 'passkey.added', 'passkey', 'k1', 'her phone', '{"kind": {"from": null, "to": "usb"}}')`,
  );
  await page.goto(`${url}/audit`);
  await expect(entries(page)).toHaveText([/Grace：passkey\.added her phone：kind 无 → usb$/, /创建了密钥 a service$/]);
  await entries(page).first().click();
  await expect(page.getByText('auditor', { exact: false }).first()).toBeVisible();
  await rm(dataDir, { recursive: true });
});
