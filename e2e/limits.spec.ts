import type { Page, Request } from '@playwright/test';
import { keyCreatedSchema } from '#lib/contract/keys.ts';
import { limitMinutesSchema, limitsSchema } from '#lib/contract/limit-watch.ts';
import { look, SIZES } from './support/axe.ts';
import { startFakeUpstream } from './support/fake-upstream.ts';
import { act, browserCookies, foundTeam, inviteMember, type Member } from './support/team.ts';
import { expect, test } from './support/test.ts';

const FAST = { RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' };
/** What is said to stand on the page so soon after the call. */
const SOON = { timeout: 2_000 };

const call = async (url: string, key: string, model = 'ruijing-gpt-lite'): Promise<Response> => {
  const response = await fetch(`${url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}` },
    body: JSON.stringify({ model, max_tokens: 20, messages: [{ role: 'user', content: '怎么选择模型？' }] }),
  });
  await response.arrayBuffer();
  return response;
};

const keyOf = async (member: Member, body: object) => await member.api('/api/keys', keyCreatedSchema, { body });
const card = (page: Page, name: string) => page.getByRole('article', { name });
const live = (page: Page) => expect(page.getByText('实时更新')).toBeVisible();

test('two people under load, one of them over the plan: seen, looked into, and put right', async ({
  page,
  browser,
  startConsole,
}) => {
  test.setTimeout(90_000);
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  const ann = await inviteMember(url, admin, { role: 'developer', name: 'Ann', plan: 'free' });
  const ben = await inviteMember(url, admin, { role: 'developer', name: 'Ben', plan: 'professional' });
  const annKey = (await keyOf(ann, { name: 'Ann’s app' })).key;
  const benKey = (await keyOf(ben, { name: 'Ben’s app' })).key;

  await page.context().addCookies(browserCookies(url, admin));
  await page.goto(`${url}/limits?subject=${encodeURIComponent(`owner:free:${ann.id}`)}`);
  await live(page);
  const chart = card(page, 'Ann').getByRole('application', { name: 'Ann：每分钟请求数，1 小时' });
  await expect(chart).toBeVisible();
  const figure = card(page, 'Ann').getByRole('figure');

  await test.step('the admin sees the refusals on the axis of the limit within two seconds', async () => {
    for (let index = 0; index < 3; index++) {
      expect((await call(url, annKey)).status).toBe(200);
      expect((await call(url, benKey)).status).toBe(200);
    }
    expect((await call(url, annKey)).status).toBe(429);
    const refusedMs = Date.now();
    // The limit's line is there, and the mark of a refusal on it.
    await expect(figure.getByText('请求 / 分钟 3', { exact: true })).toBeVisible(SOON);
    await expect(figure.locator('g[transform]')).toHaveCount(1, SOON);
    await expect(card(page, 'Ann').getByText('请求限额 1 次')).toBeVisible(SOON);
    expect(Date.now() - refusedMs).toBeLessThan(2_000);
    await expect(page.getByRole('region', { name: '最先触顶的限额' })).toContainText('Ann · 请求 / 分钟');
    await expect(card(page, 'Ben')).toContainText('3 / 60（5%）');
    await expect(card(page, 'Ben').getByText(/被拒/)).toHaveCount(0);
  });

  await test.step('opens the request behind the point', async () => {
    // The mark itself lets the pointer through to the chart.
    await figure.scrollIntoViewIfNeeded();
    const mark = await figure.locator('g[transform]').boundingBox();
    if (mark === null) throw new Error('There is no mark');
    await page.mouse.click(mark.x + mark.width / 2, mark.y + mark.height / 2);
    await page.waitForURL(/\/logs\?/);
    const calls = page.getByRole('table').getByRole('row').filter({ hasText: '429' });
    await expect(calls).toHaveCount(1);
    await expect(page.getByRole('table').getByRole('row').filter({ hasText: '200' })).toHaveCount(0);
    await calls.getByRole('button').first().click();
    await expect(page.getByRole('dialog')).toContainText('rate_limit_exceeded');
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  });

  await test.step('raises the plan, and the next call passes', async () => {
    await page.goBack();
    await live(page);
    await card(page, 'Ann').getByRole('link', { name: '调整套餐' }).click();
    await page.waitForURL(/\/plans\?dialog=change&plan=free/);
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel(/请求/).first().fill('30');
    await dialog.getByRole('button', { name: /保存/ }).click();
    await expect(dialog).toHaveCount(0);
    await expect.poll(async () => (await call(url, annKey)).status, { timeout: 2_000 }).toBe(200);
    await page.goto(`${url}/limits`);
    await expect(card(page, 'Ann')).toContainText('/ 30（', SOON);
  });

  await test.step('a developer is told of their own only', async () => {
    const context = await browser.newContext({ locale: 'zh-CN' });
    await context.addCookies(browserCookies(url, ben));
    const own = await context.newPage();
    await own.goto(`${url}/limits`);
    await expect(card(own, 'Ben')).toBeVisible();
    await expect(own.getByRole('article')).toHaveCount(1);
    await expect(own.getByRole('link', { name: '调整套餐' })).toHaveCount(0);
    expect((await ben.api('/api/limits', limitsSchema)).gauges.every(({ person }) => person?.id === ben.id)).toBe(true);
    const others = await ben.fetch(`/api/limits/minutes?subject=${encodeURIComponent(`owner:free:${ann.id}`)}`);
    expect(others.status).toBe(404);
    await own.goto(`${url}/logs`);
    await expect(own.getByRole('table').getByRole('row').filter({ hasText: '200' })).toHaveCount(3);
    await expect(own.getByRole('table').getByRole('row').filter({ hasText: '429' })).toHaveCount(0);
    await context.close();
  });
});

test('what upstreams refuse is told apart from what is refused here, and what they do not say is unknown', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const fake = await startFakeUpstream();
  fake.script('busy', (response) => {
    response.writeHead(429, { 'x-ratelimit-limit': '60', 'x-ratelimit-remaining': '-1' }).end('{}');
  });
  try {
    const { url } = await startConsole({ RUIJING_BASE_URL: fake.url, RUIJING_API_KEY: 'sk-upstream' });
    const key = keyCreatedSchema.parse(
      await (await page.request.post(`${url}/api/keys`, { data: { name: '翻译', plan: 'professional' } })).json(),
    );
    await page.goto(`${url}/limits`);
    await live(page);
    await expect(page.getByRole('listitem').filter({ hasText: '尚未收到' })).toHaveCount(1);
    expect((await call(url, key.key, 'busy')).status).toBe(429);
    const refused = page.getByRole('region', { name: '最近一小时没有余量的调用' });
    await expect(refused.getByRole('link', { name: /^上游限额/ })).toContainText('1 次', SOON);
    await expect(refused.getByRole('link', { name: /^请求限额/ })).toContainText('0 次');
    const upstream = page
      .getByRole('listitem')
      .filter({ has: page.getByRole('heading', { name: new URL(fake.url).host }) });
    await expect(upstream).toContainText('剩 未知 / 60');
    await expect(upstream).toContainText('重置时间未知');
    await refused.getByRole('link', { name: /^上游限额/ }).click();
    await page.waitForURL(/\/logs\?/);
    await expect(page.getByRole('table').getByRole('row').filter({ hasText: '429' })).toHaveCount(1);
  } finally {
    await fake.close();
  }
});

test('whoever is signed out is told nothing more', { tag: '@full' }, async ({ startConsole }) => {
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  const ann = await inviteMember(url, admin, { role: 'developer', name: 'Ann' });
  const response = await ann.fetch('/api/limits/events');
  expect(response.headers.get('content-type')).toBe('text/event-stream');
  const reading = response.text();
  await act(admin, `/api/people/${ann.id}/sessions`, { method: 'DELETE' });
  expect(await reading).toContain(`owner:free:${ann.id}`);
});

test('a lost server is said, and followed again when it is back', { tag: '@full' }, async ({
  page,
  startConsole,
  problems,
}) => {
  test.setTimeout(60_000);
  const first = await startConsole(FAST);
  await page.goto(`${first.url}/limits`);
  await live(page);
  await first.stop();
  await expect(page.getByText('连接已断开，正在重连…')).toBeVisible();
  await startConsole({ ...FAST, PORT: new URL(first.url).port });
  await expect(page.getByText('实时更新')).toBeVisible({ timeout: 15_000 });
  // The browser tells of each try that failed.
  for (const problem of problems.splice(0)) expect(problem).toMatch(/ERR_(?:CONNECTION|INCOMPLETE|EMPTY)/);
});

test('a stream that has come to its end is followed again at once', { tag: '@full' }, async ({ page }) => {
  const isEvents = (request: Request) => request.url().endsWith('/api/limits/events');
  const body = `data: ${await (await page.request.get('/api/limits')).text()}\n\n`;
  await page.route('**/api/limits/events', (route) => route.fulfill({ contentType: 'text/event-stream', body }), {
    times: 1,
  });
  const ended = page.waitForEvent('requestfinished', isEvents);
  await page.goto('/limits');
  await ended;
  await page.waitForRequest(isEvents, SOON);
  await live(page);
});

test('bad questions are refused by the field’s name', { tag: '@full' }, async ({ startConsole }) => {
  const { url } = await startConsole(FAST);
  const refusal = async (query: string) => {
    const response = await fetch(`${url}/api/limits/minutes?${query}`);
    return [response.status, (await response.json()).error.param];
  };
  expect(await refusal('')).toEqual([400, 'subject']);
  expect(await refusal('subject=owner:free:local&range=2h')).toEqual([400, 'range']);
  expect(await refusal('subject=owner:none:nobody')).toEqual([404, 'subject']);
  expect(await refusal(`subject=${'x'.repeat(401)}`)).toEqual([400, 'subject']);
  const good = await fetch(`${url}/api/limits/minutes?subject=owner:professional:local&range=6h`);
  expect(limitMinutesSchema.parse(await good.json()).requests).toHaveLength(360);
});

for (const size of ['desktop', 'phone'] as const) {
  test(`axe finds nothing on the limits page, and all of it fits: ${size}`, { tag: '@full' }, async ({
    page,
    startConsole,
  }) => {
    test.setTimeout(60_000);
    await page.setViewportSize(SIZES[size]);
    const { url } = await startConsole(FAST);
    const key = keyCreatedSchema.parse(
      await (
        await page.request.post(`${url}/api/keys`, {
          data: { name: '翻译服务', plan: 'free', limits: { requestsPerMinute: 2 } },
        })
      ).json(),
    );
    for (let index = 0; index < 4; index++) await call(url, key.key);
    await page.goto(`${url}/limits?subject=${encodeURIComponent(`key:${key.id}`)}`);
    await expect(card(page, '翻译服务').getByRole('application')).toBeVisible();
    await look(page, 'gauges, a course open');
    await page.goto(`${url}/limits?search=zzz`);
    await page.getByRole('button', { name: '清除筛选' }).waitFor();
    await look(page, 'nothing found');
  });
}
