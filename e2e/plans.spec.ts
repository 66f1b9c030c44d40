import type { Page } from '@playwright/test';
import { expect, test } from './support/test.ts';

/** One call that a plan counts: its status, and the code of a refusal. @param key none: a call without one */
async function call(url: string, key?: string): Promise<{ status: number; code?: string }> {
  const response = await fetch(`${url}/v1/embeddings`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key === undefined ? {} : { authorization: `Bearer ${key}` }) },
    body: JSON.stringify({ model: 'ruijing-embedding', input: 'a few words' }),
  });
  const { error } = await response.json();
  return error === undefined ? { status: response.status } : { status: response.status, code: error.code };
}

const PASSES = { status: 200 };
const REFUSED = { status: 429, code: 'rate_limit_exceeded' };

async function api(url: string, method: string, body?: object) {
  const response = await fetch(url, {
    method,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? null : JSON.stringify(body),
  });
  expect(response.ok, `${method} ${url}`).toBe(true);
  return await response.json();
}

const card = (page: Page, name: string) => page.getByRole('article', { name });
const dialog = (page: Page) => page.getByRole('dialog');
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });
/** Limits of one owner, or the pool. */
const fields = (page: Page, whose: '每个所有者' | '所有人合计') => dialog(page).getByRole('group', { name: whose });

test('a plan is made, holds back its keys, and a change and its undoing each count on the next call', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/plans`);
  await page.getByRole('button', { name: '新建套餐' }).click();
  await page.keyboard.type('Team A');
  await expect(dialog(page).getByLabel('ID')).toHaveValue('team-a');
  await fields(page, '每个所有者').getByLabel('请求数').fill('1');
  await fields(page, '所有人合计').getByLabel('tokens', { exact: true }).fill('5000000');
  await fields(page, '所有人合计').getByLabel('tokens 按天或按月').selectOption('每月');
  await fields(page, '所有人合计').getByLabel('消费').fill('1,500.5');
  await page.keyboard.press('Enter');
  await expect(said(page, '已创建 Team A')).toBeVisible();
  await expect(card(page, 'Team A').getByRole('row', { name: /^请求/ })).toHaveText('请求1 次/分钟不限');
  await expect(card(page, 'Team A').getByRole('row', { name: /^tokens/ })).toHaveText('tokens不限5,000,000/月');
  await expect(card(page, 'Team A').getByRole('row', { name: /^消费/ })).toHaveText('消费不限¥1,500.50/月');

  const { key } = await api(`${url}/api/keys`, 'POST', { name: '翻译服务', plan: 'team-a' });
  // A spending cap lets no model pass that has no price.
  await api(`${url}/api/plans/team-a`, 'PATCH', { pool: { spendMicrosPerMonth: null } });
  expect(await call(url, key)).toEqual(PASSES);
  expect(await call(url, key)).toEqual(REFUSED);

  await page.reload();
  await expect(card(page, 'Team A')).toContainText('1 个密钥');
  await page.getByRole('button', { name: '更改 Team A' }).click();
  await expect(fields(page, '每个所有者').getByLabel('请求数')).toBeFocused();
  await page.keyboard.type('1,000');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(said(page, '已更改 Team A，从下一次调用起生效')).toBeVisible();
  expect(await call(url, key)).toEqual(PASSES);
  await expect(page.getByRole('button', { name: '更改 Team A' })).toBeFocused();

  await page.getByRole('button', { name: '撤销' }).click();
  await expect(said(page, '已撤销')).toBeVisible();
  await expect(card(page, 'Team A')).toContainText('1 次/分钟');
  expect(await call(url, key)).toEqual(REFUSED);
});

test('what cannot be a limit or an id is said at its field, and nothing that was typed is lost', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  // It points at the form.
  await page.goto(`${url}/plans?dialog=new`);
  await dialog(page).getByLabel('名称').fill('团队');
  await page.mouse.click(5, 400);
  const owner = fields(page, '每个所有者');
  await owner.getByLabel('请求数').fill('2.5');
  await owner.getByLabel('消费').fill('1,5');
  await fields(page, '所有人合计').getByLabel('tokens', { exact: true }).fill('9999999999999');
  await page.keyboard.press('Enter');
  const id = dialog(page).getByLabel('ID');
  await expect(id).toBeFocused();
  await expect(id).toHaveAccessibleDescription(/只能用小写字母/);
  await expect(owner.getByLabel('请求数')).toHaveAccessibleDescription(/必须是整数/);
  await expect(owner.getByLabel('消费')).toHaveAccessibleDescription(/请填数字/);
  await expect(dialog(page)).toContainText('最多 1,000,000,000,000。');
  await id.fill('local');
  await expect(id).toHaveAccessibleDescription(/专门用途/);
  await id.fill('free');
  await expect(id).toHaveAccessibleDescription(/已经有这个 ID/);

  await id.fill('team');
  await owner.getByLabel('请求数').fill('２０');
  await owner.getByLabel('消费').fill('1.5');
  await fields(page, '所有人合计').getByLabel('tokens', { exact: true }).fill('');
  // Meanwhile somebody else takes the id.
  await api(`${url}/api/plans`, 'POST', { id: 'team', name: 'Another' });
  await page.getByRole('button', { name: '创建套餐' }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('已经有这个 ID 的套餐');
  await expect(dialog(page).getByLabel('名称')).toHaveValue('团队');
  await id.fill('team-2');
  await page.getByRole('button', { name: '创建套餐' }).click();
  await expect(card(page, '团队')).toContainText('20 次/分钟');
  await expect(card(page, '团队')).toContainText('¥1.50/月');
  await expect(page).toHaveURL(`${url}/plans`);
});

test('a plan is not deleted under its callers: it asks where they go, also when they came a moment ago', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  await api(`${url}/api/plans`, 'POST', { id: 'team', name: 'Team', limits: { requestsPerMinute: 7 } });
  await page.goto(`${url}/plans`);
  const remove = page.getByRole('button', { name: '删除 Team' });
  await remove.click();
  await dialog(page).getByRole('button', { name: '删除', exact: true }).click();
  await expect(card(page, 'Team')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '撤销' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card(page, 'Team')).toContainText('7 次/分钟');

  const { id, key } = await api(`${url}/api/keys`, 'POST', { name: '翻译服务', plan: 'team' });
  await remove.click();
  await dialog(page).getByRole('button', { name: '删除', exact: true }).click();
  await expect(dialog(page).getByRole('alert')).toContainText('刚刚有密钥或不带密钥的调用用上了这个套餐');
  await expect(dialog(page)).toContainText('翻译服务');
  await page.keyboard.press('Escape');
  await expect(card(page, 'Team')).toContainText('1 个密钥');

  await api(`${url}/api/plans/local`, 'PUT', { plan: 'team' });
  await page.reload();
  await remove.click();
  await expect(dialog(page).getByRole('listitem')).toHaveText(['1 个密钥（含已失效的）：翻译服务', '不带密钥的调用']);
  const submit = dialog(page).getByRole('button', { name: '移走并删除' });
  await submit.click();
  // Nothing is chosen for anybody.
  await expect(dialog(page).getByLabel('移到')).toBeFocused();
  await dialog(page).getByLabel('移到').selectOption('免费版 Free');
  await submit.click();
  await expect(card(page, 'Team')).toHaveCount(0);
  await expect(card(page, '免费版 Free')).toContainText('1 个密钥');
  await expect(card(page, '免费版 Free')).toContainText('不带密钥的调用');
  expect((await api(`${url}/api/keys/${id}`, 'GET')).plan).toBe('free');
  for (const expected of [PASSES, PASSES, PASSES, REFUSED]) expect(await call(url, key)).toEqual(expected);
});

test('plans that came with the console tell the documented limits, and are put back to them in one click', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  const before = await api(`${url}/api/plans`, 'GET');
  await page.goto(`${url}/plans`);
  await expect(page.getByRole('article').getByRole('heading')).toHaveText([
    '免费版 Free',
    '专业版 Professional',
    '企业版 Enterprise',
    '不限 Unlimited',
  ]);
  await expect(page.getByRole('button', { name: /^删除/ })).toHaveCount(0);
  await expect(page.getByRole('button', { name: /^恢复/ })).toHaveCount(0);
  const free = card(page, '免费版 Free');
  await expect(free.getByRole('row', { name: /^请求/ })).toHaveText('请求3 次/分钟文档值不限');
  await expect(card(page, '企业版 Enterprise')).toContainText('文档：按客户商定');
  await expect(card(page, '不限 Unlimited')).not.toContainText('文档');

  await page.getByRole('button', { name: '更改 免费版 Free' }).click();
  await page.keyboard.type('30');
  await fields(page, '所有人合计').getByLabel('请求数').fill('100');
  await page.keyboard.press('Enter');
  await expect(free).toContainText('已修改');
  await expect(free.getByRole('row', { name: /^请求/ })).toHaveText('请求30 次/分钟文档值：3 次/分钟100 次/分钟');

  await free.getByRole('button', { name: '恢复文档限额' }).click();
  await expect(said(page, '已恢复 免费版 Free 的限额')).toBeVisible();
  expect(await api(`${url}/api/plans`, 'GET')).toEqual(before);
  // Its own button has gone.
  await expect(page.getByRole('button', { name: '撤销' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(free).toContainText('30 次/分钟');
  await free.getByRole('button', { name: '恢复文档限额' }).click();
  await expect(free).not.toContainText('已修改');
});

test('calls without a key go onto the plan that is chosen for them, from the next one on', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/plans`);
  await expect(card(page, '专业版 Professional')).toContainText('不带密钥的调用');
  await page.getByRole('button', { name: '更换套餐' }).click();
  await dialog(page).getByLabel('算在哪个套餐上').selectOption('免费版 Free');
  await dialog(page).getByRole('button', { name: '更换' }).click();
  await expect(card(page, '免费版 Free')).toContainText('不带密钥的调用');
  await expect(card(page, '专业版 Professional')).not.toContainText('不带密钥的调用');
  for (const expected of [PASSES, PASSES, PASSES, REFUSED]) expect(await call(url)).toEqual(expected);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(said(page, '已撤销')).toBeVisible();
  expect(await call(url)).toEqual(PASSES);
});

test('by keyboard alone: make a plan, change it, delete it, and take that back', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  await page.goto(`${url}/plans`);
  await card(page, '不限 Unlimited').waitFor();
  const tabTo = async (name: RegExp, limit = 40) => {
    for (let presses = 0; presses < limit; presses++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      if (name.test(label)) return;
    }
    throw new Error(`Tab never reached ${name}`);
  };
  await tabTo(/^新建套餐$/);
  await page.keyboard.press('Enter');
  await page.keyboard.type('Team');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Tab');
  await page.keyboard.type('40');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Team')).toContainText('40 次/分钟');
  await expect(page.getByRole('button', { name: '新建套餐' })).toBeFocused();

  await tabTo(/^更改 Team$/);
  await page.keyboard.press('Enter');
  await page.keyboard.type('50');
  await page.keyboard.press('Tab');
  await page.keyboard.type('20000');
  await page.keyboard.press('Tab');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await expect(card(page, 'Team')).toContainText('50 次/分钟');
  await expect(card(page, 'Team')).toContainText('20,000/月');

  await expect(page.getByRole('button', { name: '更改 Team' })).toBeFocused();
  await tabTo(/^删除 Team$/);
  await page.keyboard.press('Enter');
  await expect(dialog(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: '删除 Team' })).toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(/^删除$/);
  await page.keyboard.press('Enter');
  await expect(card(page, 'Team')).toHaveCount(0);
  await expect(page.getByRole('button', { name: '撤销' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(card(page, 'Team')).toContainText('50 次/分钟');
});

test('on a phone nothing is cut off or wider than it, however long a name is and however large a limit', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_CURRENCY: 'USD' });
  const most = { requestsPerMinute: 1_000_000, tokens: 1_000_000_000_000, spendMicrosPerMonth: 999_999_999_999_999 };
  const name = 'N'.repeat(80);
  await api(`${url}/api/plans`, 'POST', { id: 'i'.repeat(40), name, limits: most, pool: most });
  await api(`${url}/api/keys`, 'POST', { name: 'K'.repeat(80), plan: 'i'.repeat(40) });
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto(`${url}/plans`);
  await card(page, name).getByText('1 个密钥').click();
  await expect(card(page, name)).toContainText('US$999,999,999.999999/月');
  /** Elements that hold more than they are wide: what stands out of them is cut off or scrolls sideways. */
  const tooWide = () =>
    page.evaluate(() =>
      [...document.querySelectorAll('main *, dialog *, html')]
        .filter((element) => element instanceof HTMLElement && element.scrollWidth > element.clientWidth)
        .filter((element) => !element.matches('.sr-only, .sr-only *, input, select, code, span, b, strong, a'))
        .map((element) => element.outerHTML.slice(0, 120)),
    );
  expect(await tooWide()).toEqual([]);
  for (const button of [`更改 ${name}`, `删除 ${name}`, '更换套餐']) {
    await page.getByRole('button', { name: button }).click();
    await expect(dialog(page)).toBeVisible();
    expect(await tooWide(), button).toEqual([]);
    await page.keyboard.press('Escape');
  }
});

test('when plans cannot be loaded it says so, and tries again', { tag: '@full' }, async ({ page, startConsole }) => {
  const { url } = await startConsole({});
  await page.route('**/api/plans', (route) => route.fulfill({ status: 503, json: {} }));
  await page.goto(`${url}/plans`);
  await expect(page.getByRole('alert').filter({ hasText: '无法加载套餐' })).toBeVisible();
  await page.unroute('**/api/plans');
  await page.getByRole('button', { name: '重试' }).click();
  await expect(card(page, '免费版 Free')).toBeVisible();
  await expect(page.getByText('无法加载套餐')).toBeHidden();
});
