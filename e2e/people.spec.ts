import type { Browser, Page } from '@playwright/test';
import { act, browserCookies, foundTeam, inviteMember, PASSWORD } from './support/team.ts';
import { expect, test } from './support/test.ts';

const GRACE = { name: 'Grace', email: 'grace@example.com', role: 'developer' } as const;

const dialog = (page: Page) => page.getByRole('dialog');
const row = (page: Page, name: string) => page.getByRole('row', { name: new RegExp(name) });
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });

/** The link that is shown, which it is this once. */
async function shownLink(page: Page, url: string): Promise<string> {
  await expect(dialog(page)).toContainText('只能使用一次，有效期至');
  const link = (await dialog(page).locator('pre').textContent()) ?? '';
  expect(link.startsWith(`${url}/join#`)).toBe(true);
  return link;
}

/** Somebody at another machine. */
const elsewhere = async (browser: Browser) => await (await browser.newContext({ locale: 'zh-CN' })).newPage();

async function signIn(page: Page, password: string = PASSWORD): Promise<void> {
  await page.getByLabel('邮箱').fill(GRACE.email);
  await page.getByLabel('密码', { exact: true }).fill(password);
  await page.getByRole('button', { name: '登录' }).click();
}

test('somebody joins by a link, is demoted, disabled and enabled again: each counts on their next request', async ({
  page,
  browser,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/people`);
  await page.getByRole('button', { name: '邀请成员' }).click();
  await expect(dialog(page)).toContainText('调用模型，管理自己的密钥，查看自己的用量。');
  await dialog(page).getByLabel('邮箱（选填）').fill(GRACE.email);
  await page.keyboard.press('Enter');
  const link = await shownLink(page, url);
  await dialog(page).getByRole('button', { name: '我已复制' }).click();
  await expect(page.getByRole('listitem').filter({ hasText: GRACE.email })).toContainText('开发者 · 免费版 Free');

  const grace = await elsewhere(browser);
  await grace.goto(link);
  await grace.getByLabel('姓名').fill(GRACE.name);
  await grace.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await grace.getByRole('button', { name: '加入' }).click();
  await grace.waitForURL(`${url}/chat`);
  await grace.goto(`${url}/keys`);
  await grace.getByRole('button', { name: '新建密钥' }).click();

  await page.reload();
  await expect(row(page, GRACE.name)).toContainText('开发者');
  await expect(row(page, GRACE.name)).toContainText('1 处登录');
  await expect(page.getByRole('heading', { name: '有效的链接' })).toBeHidden();

  await page.getByRole('button', { name: '更改 Grace' }).click();
  await dialog(page).getByRole('radio', { name: '观察者' }).check();
  await expect(dialog(page).getByRole('status')).toContainText('Grace 的 1 处登录会立即结束');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await expect(row(page, GRACE.name)).toContainText('观察者');
  await grace.getByLabel('名称').fill('too late');
  await grace.keyboard.press('Enter');
  await grace.waitForURL(`${url}/sign-in?next=%2Fkeys`);
  await signIn(grace);
  await expect(grace.getByRole('heading', { name: '这个页面不对你开放' })).toBeVisible();

  await page.getByRole('button', { name: '管理 Grace 的账号' }).click();
  await dialog(page).getByRole('button', { name: '停用' }).click();
  await expect(row(page, GRACE.name)).toContainText('已停用');
  await grace.goto(`${url}/plans`);
  await signIn(grace);
  await expect(grace.getByRole('alert').filter({ hasText: '账号已停用' })).toBeVisible();
  await said(page, '已停用 Grace').getByRole('button', { name: '撤销' }).click();
  await expect(row(page, GRACE.name)).toContainText('正常');
  await grace.getByRole('button', { name: '登录' }).click();
  await grace.waitForURL(`${url}/plans`);

  await page.getByRole('button', { name: '管理 Grace 的账号' }).click();
  await dialog(page).getByRole('link', { name: '在审计日志中查看' }).click();
  await expect(page.getByText('只看关于 Grace 的记录')).toBeVisible();
  await expect(page.locator('summary')).toHaveText([
    /Grace 登录$/,
    /Ada 启用了 Grace 的账号$/,
    /Ada 停用了 Grace 的账号$/,
    /Grace 登录$/,
    /Ada 更改了 Grace：角色 开发者 → 观察者$/,
    /Grace 登录$/,
    /Grace 接受邀请，以开发者身份加入$/,
  ]);
  await grace.context().close();
});

test('who forgot their password sets it anew by a link; a link that was withdrawn opens nothing', {
  tag: '@full',
}, async ({ page, browser, startConsole }) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  const { cookie } = await inviteMember(url, ada, GRACE);
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/people`);
  const makeLink = async () => {
    await page.getByRole('button', { name: '管理 Grace 的账号' }).click();
    await dialog(page).getByRole('button', { name: '生成链接' }).click();
    const link = await shownLink(page, url);
    await page.keyboard.press('Escape');
    return link;
  };
  const withdrawn = await makeLink();
  await page.getByRole('button', { name: '撤回给 Grace 的链接' }).click();
  await dialog(page).getByRole('button', { name: '撤回' }).click();
  await expect(said(page, '已撤回给 Grace 的链接。')).toBeVisible();
  const link = await makeLink();

  const grace = await elsewhere(browser);
  await grace.goto(withdrawn);
  await expect(grace.getByRole('heading', { name: '链接已失效' })).toBeVisible();
  await grace.goto(link);
  await grace.getByLabel('新密码').fill('another horse battery');
  await grace.getByRole('button', { name: '设置并登录' }).click();
  await grace.waitForURL(`${url}/chat`);
  const before = await fetch(`${url}/api/account/sessions`, { headers: { cookie } });
  expect(before.status).toBe(401);
  await grace.context().close();
});

test('what may not be is refused in words, and nothing that was typed is lost', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  await inviteMember(url, ada, GRACE);
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/people`);
  await page.getByRole('button', { name: '更改 Ada' }).click();
  await dialog(page).getByRole('radio', { name: '开发者' }).check();
  await expect(dialog(page).getByRole('status')).toContainText('你会立即退出登录');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('这是最后一位管理员');
  await page.keyboard.press('Escape');
  await expect(row(page, 'Ada')).toContainText('管理员');

  await page.getByRole('button', { name: '邀请成员' }).click();
  await dialog(page).getByLabel('邮箱（选填）').fill(GRACE.email);
  await dialog(page).getByRole('button', { name: '生成链接' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('这个邮箱已有账号');
  await expect(dialog(page).getByLabel('邮箱（选填）')).toHaveValue(GRACE.email);
});

test('another plan takes keys along, and the way back returns both', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  const { id } = await inviteMember(url, ada, GRACE);
  await act(ada, '/api/keys', { body: { name: 'translator', plan: 'free', owner: id } });
  const plansOfKeys = async () => (await (await ada.fetch('/api/keys')).text()).match(/"plan":"[a-z]+"/g);
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/people`);
  await page.getByRole('button', { name: '更改 Grace' }).click();
  await dialog(page).getByLabel('套餐').selectOption('专业版 Professional');
  await expect(dialog(page).getByRole('status')).toContainText('密钥一并改到新套餐');
  await dialog(page).getByRole('button', { name: '保存' }).click();
  await expect(row(page, GRACE.name)).toContainText('专业版 Professional');
  expect(await plansOfKeys()).toEqual(['"plan":"professional"']);
  await said(page, '已更改 Grace').getByRole('button', { name: '撤销' }).click();
  await expect(row(page, GRACE.name)).toContainText('免费版 Free');
  expect(await plansOfKeys()).toEqual(['"plan":"free"']);
});

test('by keyboard alone: invite, copy done with, find among many, disable and take it back', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  await inviteMember(url, ada, GRACE);
  for (let count = 1; count < 10; count++) await inviteMember(url, ada, { name: `Dev${count}`, role: 'developer' });
  await page.context().addCookies(browserCookies(url, ada));
  await page.goto(`${url}/people`);
  await row(page, GRACE.name).waitFor();
  const tabTo = async (name: string) => {
    const reached = page.locator(':focus').and(page.getByLabel(name).or(page.getByText(name, { exact: true })));
    for (let presses = 0; presses < 40 && (await reached.count()) === 0; presses++) await page.keyboard.press('Tab');
    await expect(reached).toHaveCount(1);
  };
  await tabTo('邀请成员');
  await page.keyboard.press('Enter');
  await expect(dialog(page).getByRole('radio', { name: '开发者' })).toBeFocused();
  await page.keyboard.press('ArrowDown');
  await expect(dialog(page).getByRole('radio', { name: '观察者' })).toBeChecked();
  await page.keyboard.press('Enter');
  await shownLink(page, url);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('listitem').filter({ hasText: '拿到链接的人' })).toContainText('观察者');

  await tabTo('按姓名或邮箱搜索');
  await page.keyboard.type('GRACE@');
  await expect(said(page, '1 位成员')).toBeVisible();
  await expect(page.getByRole('row')).toHaveCount(2);
  await tabTo('管理 Grace 的账号');
  await page.keyboard.press('Enter');
  await tabTo('停用');
  await page.keyboard.press('Enter');
  await expect(row(page, GRACE.name)).toContainText('已停用');
  await expect(page.getByRole('button', { name: '管理 Grace 的账号' })).toBeFocused();
  await tabTo('撤销');
  await page.keyboard.press('Enter');
  await expect(row(page, GRACE.name)).toContainText('正常');
});

test('one’s own account: where one is signed in, the way out elsewhere, and another password', {
  tag: '@full',
}, async ({ page, browser, startConsole }) => {
  const { url } = await startConsole({});
  const ada = await foundTeam(url);
  const { cookie } = await inviteMember(url, ada, { name: GRACE.name, role: 'viewer' });
  await page.goto(`${url}/account`);
  await signIn(page);
  await page.waitForURL(`${url}/account`);
  await expect(page.getByRole('main')).toContainText('查看模型、套餐、用量和文档，不能调用模型。');
  const sessions = page.getByRole('region', { name: '登录位置' }).getByRole('listitem');
  await expect(sessions).toHaveCount(2);
  await expect(sessions.filter({ hasText: '本次登录' })).toContainText(/上的 Chrome.*来自 127\.0\.0\.1/);
  await page.getByRole('button', { name: '退出其他所有登录' }).click();
  await expect(said(page, '其他所有登录都已结束。')).toBeVisible();
  await expect(sessions).toHaveCount(1);
  expect((await fetch(`${url}/api/account/sessions`, { headers: { cookie } })).status).toBe(401);

  const other = await elsewhere(browser);
  await other.goto(`${url}/account`);
  await signIn(other);
  await other.waitForURL(`${url}/account`);
  await page.getByLabel('当前密码').fill('not the right one');
  await page.getByLabel('新密码').fill('another horse battery');
  await page.getByRole('button', { name: '更改密码' }).click();
  await expect(page.getByRole('alert').filter({ hasText: '当前密码不对' })).toBeVisible();
  await page.getByLabel('当前密码').fill(PASSWORD);
  await page.getByRole('button', { name: '更改密码' }).click();
  await expect(said(page, '密码已更改')).toBeVisible();
  await other.reload();
  await signIn(other);
  await expect(other.getByRole('alert').filter({ hasText: '邮箱或密码不对' })).toBeVisible();
  await signIn(other, 'another horse battery');
  await other.waitForURL(`${url}/account`);
  await other.context().close();
});

test('before the first account the page of people leads to making it; afterwards it is the admins’ alone', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/account`);
  await page.waitForURL(`${url}/setup`);
  await page.goto(`${url}/people`);
  await page.getByRole('link', { name: '创建第一个账号' }).click();
  await page.waitForURL(`${url}/setup`);
  const ada = await foundTeam(url);
  const grace = await inviteMember(url, ada, GRACE);
  await page.context().addCookies(browserCookies(url, grace));
  await page.goto(`${url}/account`);
  await expect(page.getByRole('navigation').getByRole('link', { name: '成员' })).toBeHidden();
  for (const path of ['/people', '/audit']) {
    const response = await page.request.get(`${url}${path}`);
    expect(response.status(), path).toBe(403);
    expect(await response.text(), path).not.toContain('ada@example.com');
  }
});
