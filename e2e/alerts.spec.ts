import type { Page } from '@playwright/test';
import { expectNoViolationsInEither, overflowPx, SIZES } from './support/axe.ts';
import { browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';
import { answers, hangsUp, isGenuine, startWebhookReceiver, type WebhookReceiver } from './support/webhook-receiver.ts';

/** So often rules are looked at, so soon an alert is over, so soon a message is sent again. */
const QUICK = JSON.stringify({
  alertEveryMs: 200,
  alertCalmMs: 400,
  webhookRetryMs: 1,
  webhookMs: 2_000,
  drainMs: 200,
});

const settings = (receiver?: WebhookReceiver) => ({
  RUIJING_TIMEOUTS: QUICK,
  ...(receiver === undefined ? {} : { RUIJING_WEBHOOK_HOSTS: receiver.host }),
});

/** Chats with a model, one after the other; what is answered does not matter. */
async function chat(url: string, model: string, count: number): Promise<void> {
  for (let index = 0; index < count; index++) {
    const response = await fetch(`${url}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: '你好' }], max_tokens: 1 }),
    });
    await response.arrayBuffer();
  }
}

const send = (url: string, path: string, body: object) =>
  fetch(`${url}/api/alerts${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

const dialog = (page: Page) => page.getByRole('dialog');
const rule = (page: Page, name: string) => page.getByRole('region', { name: '规则' }).getByRole('article', { name });
const history = (page: Page) => page.getByRole('region', { name: '历史' });
const said = (page: Page, words: string) => page.getByRole('status').filter({ hasText: words });
const typesOf = ({ received }: WebhookReceiver) => received.map(({ body }) => JSON.parse(body).type);

test('an alert fires once, is delivered to a receiver that failed twice, and says when it is over', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  test.setTimeout(60_000);
  const receiver = await startWebhookReceiver();
  const { url } = await startConsole(settings(receiver));
  await page.request.put(`${url}/api/plans/local`, { data: { plan: 'unlimited' } });
  await page.goto(`${url}/alerts`);

  await page.getByRole('button', { name: '添加 Webhook' }).click();
  await page.keyboard.type('值班程序');
  await dialog(page).getByLabel('格式').selectOption('签名 JSON');
  await dialog(page).getByLabel('地址').fill(`${receiver.url}/hook`);
  await page.keyboard.press('Enter');
  const secret = await dialog(page)
    .getByText(/^whsec_/)
    .textContent();
  await page.getByRole('button', { name: '我已保存' }).click();
  await page.getByRole('button', { name: '向 值班程序 发送测试消息' }).click();
  await expect(said(page, '已送达：对方返回 200')).toBeVisible();
  expect(typesOf(receiver)).toEqual(['alert.test']);
  receiver.reply(answers(500), hangsUp);

  await page.getByRole('button', { name: '新建规则' }).click();
  await expect(dialog(page).getByLabel('指标')).toBeFocused();
  await dialog(page).getByLabel('指标').selectOption('错误率');
  await dialog(page).getByLabel('阈值').fill('50');
  await dialog(page).getByLabel('统计时段').selectOption('最近 5 分钟');
  await dialog(page).getByLabel('至少').fill('3');
  await dialog(page).getByLabel('名称').fill('沙盒出错');
  await page.keyboard.press('Enter');
  await expect(said(page, '已创建规则 沙盒出错')).toBeVisible();
  await expect(rule(page, '沙盒出错')).toContainText('最近 5 分钟错误率达到 50%，至少 3 次调用');
  await expect(rule(page, '沙盒出错')).toContainText('暂无数据');

  await chat(url, 'sandbox-500', 4);
  await expect(rule(page, '沙盒出错')).toContainText('触发中，始于', { timeout: 20_000 });
  await expect(rule(page, '沙盒出错')).toContainText('100%，阈值 50%');
  await expect(history(page).getByRole('article')).toHaveCount(1);
  await expect
    .poll(() => typesOf(receiver))
    .toEqual(['alert.test', ...Array.from({ length: 3 }, () => 'alert.firing')]);
  await expect(history(page)).toContainText('尝试 3 次', { timeout: 20_000 });
  await history(page).getByRole('link', { name: '查看出错的调用' }).click();
  await expect(page.getByRole('table').getByText('sandbox-500').filter({ visible: true }).first()).toBeVisible();
  // Everywhere in the console.
  await page.goto(`${url}/models`);
  await expect(page.getByRole('link', { name: '告警 1 条告警未解除' })).toBeVisible();

  await chat(url, 'ruijing-gpt-2.0', 8);
  await expect.poll(() => typesOf(receiver).at(-1), { timeout: 20_000 }).toBe('alert.over');
  await page.goto(`${url}/alerts`);
  await expect(rule(page, '沙盒出错')).toContainText('正常');
  await expect(history(page).getByRole('article')).toHaveCount(1);
  await expect(history(page)).toContainText('已恢复');
  await expect(history(page)).toContainText('2 条通知');
  await expect(page.getByRole('link', { name: '告警', exact: true })).toBeVisible();
  expect(typesOf(receiver)).toHaveLength(5);
  for (const message of receiver.received) expect(isGenuine(message, secret ?? '')).toBe(true);
  await receiver.close();
});

test('examples come in one click; a rule is changed, switched off and deleted, and each is taken back', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole(settings());
  await page.goto(`${url}/alerts`);
  await page.getByRole('button', { name: '添加 4 条示例规则' }).click();
  const names = page.getByRole('region', { name: '规则' }).getByRole('heading', { level: 3 });
  await expect(names).toHaveText(['错误过多', '响应过慢', '限额快用完', '当天消费过高']);
  await expect(rule(page, '限额快用完')).toContainText('任一限额用到 80% · 全部');
  // Of the plan that calls without a key are on: nothing is gone of it.
  await expect(rule(page, '限额快用完')).toContainText('0%，阈值 80%');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(page.getByRole('heading', { name: '还没有告警规则' })).toBeVisible();
  await page.getByRole('button', { name: '添加 4 条示例规则' }).click();
  await expect(names).toHaveCount(4);

  await page.getByRole('button', { name: '更改 响应过慢' }).click();
  await expect(page).toHaveURL(/dialog=change-rule&id=/);
  await page.reload();
  await expect(dialog(page).getByLabel('阈值')).toHaveValue('30');
  await dialog(page).getByLabel('阈值').fill('１．５');
  await dialog(page).getByLabel('范围').selectOption('模型');
  await dialog(page).getByLabel('对象').fill('ruijing-gpt-2.0');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(rule(page, '响应过慢')).toContainText('P95 延迟达到 1.5 s，至少 10 次调用 · 模型 ruijing-gpt-2.0');
  await expect(page).toHaveURL(`${url}/alerts`);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(rule(page, '响应过慢')).toContainText('P95 延迟达到 30 s，至少 10 次调用 · 全部');

  await page.getByRole('button', { name: '停用 错误过多' }).click();
  await expect(rule(page, '错误过多')).toContainText('已停用');
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(rule(page, '错误过多')).not.toContainText('已停用');
  await page.getByRole('button', { name: '删除 错误过多' }).click();
  await expect(names).toHaveCount(3);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(names).toHaveCount(4);

  const entries = await (await page.request.get(`${url}/api/audit`)).json();
  const actions = entries.data.map(({ action }: { action: string }) => action);
  expect(actions.filter((action: string) => action === 'alert_rule.changed')).toHaveLength(4);
  await page.goto(`${url}/audit`);
  await expect(page.getByText('更改了告警规则 响应过慢').first()).toBeVisible();
});

test('what cannot be is said at its field or by the server, and nothing that was typed is lost', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const { url } = await startConsole(settings());
  await page.goto(`${url}/alerts?dialog=new-rule`);
  const threshold = dialog(page).getByLabel('阈值');
  for (const [text, words] of [
    ['', '请填写'],
    ['很多', '请填数字'],
    ['101', '最多 100'],
    ['0.01', '小数位太多'],
  ] as const) {
    await threshold.fill(text);
    await page.keyboard.press('Enter');
    await expect(threshold).toHaveAccessibleDescription(new RegExp(words));
  }
  await dialog(page).getByLabel('指标').selectOption('限额已用');
  await expect(threshold).toHaveValue('80');
  await dialog(page).getByLabel('范围').selectOption('套餐（所有人合计）');
  await page.keyboard.press('Escape');

  await page.goto(`${url}/alerts?dialog=new-webhook`);
  await dialog(page).getByLabel('名称').fill('群');
  for (const address of ['http://example.com/x', 'https://127.0.0.1/x', 'https://10.0.0.1/', 'https://localhost/']) {
    await dialog(page).getByLabel('地址').fill(address);
    await page.getByRole('button', { name: '添加', exact: true }).click();
    await expect(dialog(page).getByRole('alert')).toContainText("'address'");
    await expect(dialog(page).getByLabel('名称')).toHaveValue('群');
  }
  const refused = await send(url, '/rules', {
    name: 'a',
    metric: 'error_rate',
    scope: { kind: 'plan', id: 'x' },
    threshold: 5,
  });
  expect(refused.status).toBe(400);
  expect((await refused.json()).error).toMatchObject({ code: 'invalid_parameter', param: 'scope.kind' });
});

test('a robot’s refusal is told in the page, its address shows no key, and deleting it asks first', {
  tag: '@full',
}, async ({ page, startConsole }) => {
  const receiver = await startWebhookReceiver();
  const { url } = await startConsole(settings(receiver));
  await page.goto(`${url}/alerts?dialog=new-webhook`);
  await dialog(page).getByLabel('名称').fill('运维群');
  await dialog(page).getByLabel('格式').selectOption('钉钉机器人');
  await dialog(page).getByLabel('地址').fill(`${receiver.url}/robot/send?access_token=0123456789abcdef`);
  await dialog(page).getByLabel('签名密钥').fill('SEC0123');
  await page.keyboard.press('Enter');
  const robot = page.getByRole('region', { name: 'Webhook' }).getByRole('article', { name: '运维群' });
  await expect(robot).toContainText('钉钉机器人 · 中文 · 已签名');
  await expect(robot).toContainText(`${receiver.url}/…cdef`);
  await expect(robot).not.toContainText('0123456789');
  receiver.reply(answers(200, '{"errcode":310000,"errmsg":"sign not match"}'));
  const tryIt = page.getByRole('button', { name: '向 运维群 发送测试消息' });
  await tryIt.click();
  await expect(robot.getByRole('status')).toContainText('没有送达：机器人拒绝了：{"errcode":310000');
  await tryIt.click();
  await expect(robot.getByRole('status')).toContainText('已送达：对方返回 200');
  const [sent] = receiver.received;
  expect(new URL(sent?.path ?? '', url).searchParams.get('sign')).toMatch(/=$/);
  expect(JSON.parse(sent?.body ?? '').markdown.text).toContain('这是锐境控制台发来的测试消息');

  await page.getByRole('button', { name: '更改 运维群' }).click();
  await dialog(page).getByLabel('消息语言').selectOption('英文');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(robot).toContainText('钉钉机器人 · 英文 · 已签名');
  await page.getByRole('button', { name: '删除 运维群' }).click();
  await expect(dialog(page)).toContainText('地址无法找回');
  await dialog(page).getByRole('button', { name: '删除', exact: true }).click();
  await expect(page.getByText('还没有 Webhook')).toBeVisible();
  await receiver.close();
});

test('viewers read and change nothing, developers see no page of it', { tag: '@full' }, async ({
  page,
  context,
  startConsole,
}) => {
  const { url } = await startConsole({ ...settings(), RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
  const developer = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
  const wish = { name: '错误', metric: 'error_rate', scope: { kind: 'person', id: developer.id }, threshold: 20 };
  expect((await admin.fetch('/api/alerts/rules', { body: wish })).status).toBe(200);
  await context.addCookies(browserCookies(url, viewer));
  await page.goto(`${url}/alerts`);
  await expect(rule(page, '错误')).toContainText('成员 Bob');
  await expect(page.getByRole('button', { name: '新建规则' })).toHaveCount(0);
  await expect(page.getByRole('button', { name: '删除 错误' })).toHaveCount(0);
  await expect(page.getByRole('region', { name: 'Webhook' })).toHaveCount(0);
  await context.clearCookies();
  await context.addCookies(browserCookies(url, developer));
  expect((await page.goto(`${url}/alerts`))?.status()).toBe(403);
  await page.goto(`${url}/usage`);
  await expect(page.getByRole('link', { name: '用量' })).toBeVisible();
  await expect(page.getByRole('link', { name: '告警' })).toHaveCount(0);
});

for (const size of ['desktop', 'phone'] as const) {
  test(`axe finds nothing on the page of alerts, nor in its dialogs, and nothing is too wide: ${size}`, {
    tag: '@full',
  }, async ({ page, startConsole }) => {
    test.setTimeout(60_000);
    const receiver = await startWebhookReceiver();
    receiver.reply(...Array.from({ length: 8 }, () => answers(503, 'x'.repeat(400))));
    const { url } = await startConsole(settings(receiver));
    await page.setViewportSize(SIZES[size]);
    await page.emulateMedia({ reducedMotion: 'reduce' });
    const check = async (state: string) => {
      await expectNoViolationsInEither(page, state);
      expect(await overflowPx(page), state).toBeLessThanOrEqual(0);
    };
    await page.goto(`${url}/alerts`);
    await page.getByRole('button', { name: '添加 4 条示例规则' }).waitFor();
    await check('nothing yet');
    const name = 'N'.repeat(80);
    await send(url, '/webhooks', { name, form: 'feishu', address: `${receiver.url}/${'h'.repeat(200)}` });
    await send(url, '/rules', {
      name,
      metric: 'error_rate',
      scope: { kind: 'model', id: 'sandbox-500' },
      threshold: 1,
      minCalls: 1,
    });
    await send(url, '/rules', {
      name: '关了',
      enabled: false,
      metric: 'spend_day',
      scope: { kind: 'all' },
      threshold: 5,
    });
    await chat(url, 'sandbox-500', 2);
    await page.goto(`${url}/alerts`);
    await page.getByText('已放弃').waitFor({ timeout: 20_000 });
    await page.getByRole('button', { name: /^向 N+ 发送测试消息/ }).click();
    await page.getByText(/^已送达/).waitFor();
    await check('firing, with messages that were given up');
    for (const open of ['new-rule', 'new-webhook']) {
      await page.goto(`${url}/alerts?dialog=${open}`);
      await dialog(page).waitFor();
      if (open === 'new-rule') await dialog(page).getByLabel('范围').selectOption('密钥');
      await check(open);
    }
    await page.goto(`${url}/alerts`);
    await page
      .getByRole('button', { name: `删除 ${name}` })
      .last()
      .click();
    await check('asks before a webhook is deleted');
    await receiver.close();
  });
}
