import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { keyCreatedSchema, keySchema } from '#lib/contract/keys.ts';
import { invitationCreatedSchema } from '#lib/contract/people.ts';
import { planSchema } from '#lib/contract/plans.ts';
import { usageSchema } from '#lib/contract/usage.ts';
import { ChatPage } from './support/chat.ts';
import { callAs, PASSWORD } from './support/team.ts';
import { expect, test } from './support/test.ts';

const keysSchema = z.object({ data: z.array(keySchema) });
const plansSchema = z.object({ data: z.array(planSchema) });

test('by keyboard alone, one person’s console becomes a team’s, and nothing is lost', async ({
  page,
  startConsole,
}) => {
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-becoming-'));
  // Two starts of a console and two of a session; the pace of an answer is not the point.
  test.setTimeout(60_000);
  const settings = { RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '1000', RUIJING_DATA_DIR: dataDir };
  const first = await startConsole(settings);
  const json = (path: string, body: object) => ({ data: body, url: first.url + path });

  // A plan, a key, calls with and without it, a conversation.
  const plan = json('/api/plans', { id: 'team', name: '团队', limits: { tokens: 5_000 } });
  expect((await page.request.post(plan.url, plan)).ok()).toBe(true);
  const wish = json('/api/keys', { name: '旧程序', plan: 'team' });
  const { key, id } = keyCreatedSchema.parse(await (await page.request.post(wish.url, wish)).json());
  const ask = (url: string) =>
    callAs(url, undefined, '/v1/chat/completions', {
      body: { model: 'ruijing-gpt-lite', messages: [{ role: 'user', content: '你好' }] },
      headers: { authorization: `Bearer ${key}` },
    });
  expect((await ask(first.url)).status).toBe(200);
  const chat = new ChatPage(page);
  await page.goto(`${first.url}/chat`);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.answered();
  const said = (await chat.lastAnswer.getByRole('paragraph').first().textContent()) ?? '';
  expect(said).not.toBe('');
  const read = async (url: string) => {
    const get = async (path: string) => (await page.request.get(url + path)).json();
    return {
      keys: keysSchema.parse(await get('/api/keys')).data.map(({ id: one, owner, plan: on }) => [one, owner, on]),
      plans: plansSchema.parse(await get('/api/plans')).data,
      usage: usageSchema.parse(await get('/api/usage?sandbox=true')).totals,
    };
  };
  const before = await read(first.url);
  expect(before.usage.requests).toBeGreaterThanOrEqual(2);

  await page.getByRole('link', { name: '本机 · 建立团队' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForURL(`${first.url}/setup`);
  const type = async (label: string, text: string) => {
    while (!(await page.getByLabel(label, { exact: true }).evaluate((field) => field === document.activeElement))) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type(text);
  };
  await type('姓名', '陈晓');
  await type('邮箱', 'chen@example.com');
  await type('密码', PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${first.url}/people`);

  // Calls without a key are over; those with one go on.
  expect((await callAs(first.url, undefined, '/v1/models')).status).toBe(401);
  expect((await ask(first.url)).status).toBe(200);
  const after = await read(first.url);
  expect({ ...after, usage: after.usage.requests }).toEqual({ ...before, usage: before.usage.requests + 1 });
  expect(after.keys).toContainEqual([id, 'local', 'team']);
  await page.goto(`${first.url}/chat`);
  const conversation = page.getByRole('link', { name: '如何使用流式响应？' });
  await conversation.click();
  await expect(chat.lastAnswer).toContainText(said);
  // A team's answers say whether a model made them.
  await expect(chat.lastAnswer).toContainText('由沙盒作答，非 AI 生成');

  // In the same browser another person begins with an empty page, and finds nothing of it.
  const mine = await page.context().cookies();
  const [session] = mine.filter(({ name }) => name.endsWith('session'));
  const admin = { cookie: `${session?.name}=${session?.value}` };
  const invited = await callAs(first.url, admin.cookie, '/api/invitations', {
    body: { role: 'developer', plan: 'team' },
  });
  const { token } = invitationCreatedSchema.parse(await invited.json());
  await page.goto(`${first.url}/join#${token}`);
  await page.getByLabel('姓名').fill('Dev');
  await page.getByLabel('邮箱').fill('dev@example.com');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: '加入' }).click();
  await page.waitForURL(`${first.url}/chat`);
  await expect(page.getByRole('heading', { name: '向模型提问' })).toBeVisible();
  await expect(page.getByText('还没有对话。')).toBeVisible();
  await expect(conversation).toBeHidden();
  // Who joined has taken the place of who was there: that one signs in again, and finds what was said.
  await page.context().clearCookies();
  await page.goto(`${first.url}/sign-in?next=/chat`);
  await page.getByLabel('邮箱').fill('chen@example.com');
  await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
  await page.keyboard.press('Enter');
  await page.waitForURL(`${first.url}/chat`);
  await conversation.click();
  await expect(chat.lastAnswer).toContainText(said);

  // It stays a team's, and the session its person's, when it starts again.
  const { port } = new URL(first.url);
  await page.goto('about:blank');
  const last = await read(first.url);
  await first.stop();
  const again = await startConsole({ ...settings, PORT: port });
  expect(again.url).toBe(first.url);
  expect((await callAs(again.url, undefined, '/api/keys')).status).toBe(401);
  const kept = await read(again.url);
  expect(kept).toEqual(last);
  await again.stop();
  rmSync(dataDir, { recursive: true, force: true });
});
