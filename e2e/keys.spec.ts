import type { Page } from '@playwright/test';
import { type KeyCreate, type KeyCreated, keyCreatedSchema } from '#lib/contract/keys.ts';
import { browserCookies, foundTeam, inviteMember } from './support/team.ts';
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

/** A call with a key to the end of its answer. @returns its status */
async function chatWith(url: string, key: string, model = 'ruijing-gpt-2.0'): Promise<number> {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model, messages: [{ role: 'user', content: '如何使用流式响应？' }] }),
  });
  await response.text();
  return response.status;
}

async function createKey(page: Page, url: string, wish: KeyCreate): Promise<KeyCreated> {
  return keyCreatedSchema.parse(await (await page.request.post(`${url}/api/keys`, { data: wish })).json());
}

const openKeyOf = (page: Page) => new URL(page.url()).searchParams.get('key');

test('the list tells of real calls: last use, today, its nearest quota; a click shows the last 24 hours, and Escape leads back', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  const wish = { name: 'leaked', plan: 'unlimited', models: ['ruijing-gpt-2.0'], limits: { tokens: 5_000 } };
  const { id, key } = await createKey(page, url, wish);
  await createKey(page, url, { name: 'unused', plan: 'free' });
  const statuses = [await chatWith(url, key), await chatWith(url, key), await chatWith(url, key, 'ruijing-gpt-lite')];
  expect(statuses).toEqual([200, 200, 403]);

  await page.goto(`${url}/keys`);
  const row = page.getByRole('row', { name: /leaked/ });
  await expect(row).toContainText('15 分钟内');
  await expect(row).toContainText(/3 次请求 · [1-9][\d,]* tokens/);
  await expect(row).toContainText('1 次被拒绝');
  await expect(row).toContainText(/本密钥每日 5,000 tokens 已用 [1-9][\d.]*%/);
  await expect(page.getByRole('row', { name: /unused/ })).toContainText('从未使用');

  // Wherever in the row: what can be pressed in it takes the rest of it as well.
  await row.getByText('15 分钟内').filter({ visible: true }).click({ force: true });
  await expect(page.getByRole('heading', { name: 'leaked：最近 24 小时' })).toBeVisible();
  expect(openKeyOf(page)).toBe(id);
  await expect(page.getByRole('button', { name: '全部密钥' })).toBeFocused();
  await expect(page.getByRole('img', { name: '25 个小时的请求数，最多的一小时有 3 次' })).toBeVisible();
  const hours = page.getByRole('table', { name: '按小时' });
  await expect(hours.getByRole('row')).toHaveCount(2);
  await expect(hours.getByRole('row').last()).toContainText(/3\s*1\s*[1-9]/);
  const kinds = page.getByRole('table', { name: '按模型、接口和状态' });
  await expect(
    kinds.getByRole('row', { name: /ruijing-gpt-2\.0.*沙盒.*\/v1\/chat\/completions.*200 成功.*2/ }),
  ).toBeVisible();
  await expect(kinds.getByRole('row', { name: /ruijing-gpt-lite.*403 被拒绝.*model_not_allowed.*1/ })).toBeVisible();
  const calls = page.getByRole('table', { name: '最新的 3 次调用' }).getByRole('row');
  await expect(calls).toHaveCount(4);
  await expect(calls.nth(1)).toContainText(/403 被拒绝.*req_/);
  await expect(calls.nth(3)).toContainText(/200 成功.* ms.*req_/);

  await page.keyboard.press('Escape');
  await expect(page.getByRole('link', { name: 'leaked' })).toBeFocused();
  expect(openKeyOf(page)).toBeNull();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'leaked：最近 24 小时' })).toBeVisible();
  await page.goBack();
  await expect(row).toBeVisible();
  await page.goForward();
  await expect(page.getByRole('heading', { name: 'leaked：最近 24 小时' })).toBeVisible();
});

test('what a link to a leaked key shows can be ended there', { tag: '@full' }, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  const { id, key } = await createKey(page, url, { name: 'leaked', plan: 'free' });
  await page.goto(`${url}/keys?key=${id}`);
  await expect(page.getByText('这段时间里，没有人用过这个密钥。')).toBeVisible();
  expect(await chatWith(url, key)).toBe(200);
  await page.getByRole('button', { name: '刷新' }).click();
  await expect(page.getByRole('table', { name: '最新的 1 次调用' })).toBeVisible();

  await page.getByRole('button', { name: '吊销' }).click();
  await page.keyboard.press('Escape');
  await expect(dialog(page)).toBeHidden();
  // The dialog's Escape was the dialog's.
  expect(openKeyOf(page)).toBe(id);
  await page.getByRole('button', { name: '吊销' }).click();
  await dialog(page).getByRole('button', { name: '永久吊销' }).click();
  await expect(page.getByText(/^已于 .* 吊销$/)).toBeVisible();
  expect(await callWith(url, key)).toEqual({ status: 401, code: 'revoked_api_key' });
  await page.getByRole('button', { name: '全部密钥' }).click();
  await expect(page.getByRole('row', { name: /leaked/ })).toContainText('吊销');
  expect(openKeyOf(page)).toBeNull();

  await page.goto(`${url}/keys?key=zzzzzzzzzzzz`);
  await expect(page.getByRole('alert').filter({ hasText: '没有这个密钥' })).toBeVisible();
});

test('in a team an admin makes keys for people by their names; a developer sees their own, on their own plan', {
  tag: '@full',
}, async ({ browser, page, problems: _, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob', plan: 'professional' });
  await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
  await page.context().addCookies(browserCookies(url, admin));
  await page.goto(`${url}/keys`);
  await page.getByRole('button', { name: '新建密钥' }).click();
  const owner = page.getByLabel('所有者');
  await expect(owner.getByRole('option')).toHaveText([
    'Ada（ada@example.com）',
    'Bob（bob@example.com）',
    '本控制台（不属于任何人）',
  ]);
  await page.getByLabel('名称').fill('for bob');
  await owner.selectOption('Bob（bob@example.com）');
  await expect(page.getByLabel('套餐')).toHaveValue('professional');
  await page.getByRole('button', { name: '创建密钥' }).click();
  const key = await shownKey(page);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('row', { name: /for bob/ })).toContainText(/Bob\s*professional/);
  const hers = await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'for ada', owner: 'local' } });
  await page.reload();
  await expect(page.getByRole('row', { name: /for ada/ })).toContainText('本控制台');

  expect(await chatWith(url, key)).toBe(200);
  const context = await browser.newContext();
  await context.addCookies(browserCookies(url, bob));
  const his = await context.newPage();
  await his.goto(`${url}/keys`);
  await expect(his.getByText('这里只有你自己的密钥')).toBeVisible();
  await expect(his.getByRole('row')).toHaveCount(2);
  await expect(his.getByRole('row', { name: /for bob/ })).toContainText('1 次请求');
  await his.getByRole('button', { name: '新建密钥' }).click();
  await expect(his.getByText('专业版 Professional（由管理员决定）')).toBeVisible();
  await expect(his.getByLabel('所有者')).toBeHidden();
  await his.getByLabel('名称').fill('his own');
  await his.keyboard.press('Enter');
  expect(await callWith(url, await shownKey(his))).toEqual({ status: 200 });
  await his.keyboard.press('Escape');
  await expect(his.getByRole('row', { name: /his own/ })).toContainText(/Bob\s*professional/);
  await his.goto(`${url}/keys?key=${hers.id}`);
  await expect(his.getByText('没有这个密钥，或者它不属于你。')).toBeVisible();
  await context.close();

  await admin.fetch(`/api/people/${bob.id}`, { method: 'PATCH', body: { disabled: true } });
  await page.reload();
  await expect(page.getByRole('row', { name: /for bob/ })).toContainText('停用：所有者的账号已停用');
});

test('many keys are filtered by words and state, and the address keeps it', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  for (let index = 1; index <= 9; index++) await createKey(page, url, { name: `service ${index}`, plan: 'free' });
  const { id } = await createKey(page, url, { name: 'old one', plan: 'professional' });
  await page.request.delete(`${url}/api/keys/${id}`);
  await page.goto(`${url}/keys`);
  await expect(page.getByRole('row')).toHaveCount(11);
  await page.getByLabel('搜索', { exact: true }).pressSequentially('PROF', { delay: 0 });
  await expect(page.getByRole('row')).toHaveCount(2);
  await expect(page).toHaveURL(`${url}/keys?text=PROF`);
  await page.getByLabel('状态').selectOption('有效');
  await expect(page.getByText('没有符合条件的密钥。')).toBeVisible();
  await page.reload();
  await expect(page.getByLabel('搜索', { exact: true })).toHaveValue('PROF');
  await page.getByRole('button', { name: '清除筛选' }).click();
  await expect(page.getByRole('row')).toHaveCount(11);
  await page.getByLabel('状态').selectOption('已失效');
  await expect(page.getByRole('status').filter({ hasText: '1 个密钥' })).toBeVisible();
  // The way there and back keeps it.
  await page.getByRole('link', { name: 'old one' }).click();
  await expect(page.getByRole('button', { name: '全部密钥' })).toBeFocused();
  await page.keyboard.press('Escape');
  await expect(page.getByLabel('状态')).toHaveValue('over');
  await expect(page).toHaveURL(`${url}/keys?state=over`);
  // The rail leads to all of them.
  await page.getByRole('link', { name: '密钥', exact: true }).click();
  await expect(page).toHaveURL(`${url}/keys`);
  await expect(page.getByLabel('状态')).toHaveValue('');
  await expect(page.getByRole('row')).toHaveCount(11);
});
