import type { Page } from '@playwright/test';
import { invitationCreatedSchema } from '#lib/contract/people.ts';
import {
  expectNoViolations,
  expectNoViolationsInEither,
  hasTurn,
  overflowPx,
  SIZES,
  type Size,
} from './support/axe.ts';
import { ChatPage } from './support/chat.ts';
import { act, browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

/** What a person has before them, and how they get there. */
const STATES: Record<string, (page: Page, size: Size) => Promise<void>> = {
  'keys, valid and revoked': async (page) => {
    const made = await page.request.post('/api/keys', { data: { name: 'a service', plan: 'free' } });
    const gone = await page.request.post('/api/keys', { data: { name: 'an old one', plan: 'free' } });
    expect([made.ok(), gone.ok()]).toEqual([true, true]);
    await page.request.delete(`/api/keys/${(await gone.json()).id}`);
    await page.goto('/keys');
    await page.getByRole('table').waitFor();
  },

  'the last 24 hours of a key, and its quota in the list': async (page) => {
    const wish = { name: 'used', plan: 'unlimited', models: ['ruijing-gpt-2.0'], limits: { tokens: 10_000 } };
    const { id, key } = await (await page.request.post('/api/keys', { data: wish })).json();
    for (const model of ['ruijing-gpt-2.0', 'ruijing-gpt-lite']) {
      const data = { model, messages: [{ role: 'user', content: '你好' }] };
      await page.request.post('/v1/chat/completions', { headers: { authorization: `Bearer ${key}` }, data });
    }
    await page.goto('/keys');
    await page.getByRole('row', { name: /used/ }).first().getByText('次被拒绝').filter({ visible: true }).waitFor();
    await expectNoViolations(page, 'the list');
    await page.goto(`/keys?key=${id}`);
    await page.getByRole('table', { name: '最新的 2 次调用' }).waitFor();
  },

  'the form of a new key': async (page) => {
    await page.goto('/keys');
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByRole('dialog').getByText('限制使用范围').click();
  },

  'a new key, shown once': async (page) => {
    await page.goto('/keys');
    await page.getByRole('button', { name: '新建密钥' }).click();
    await page.getByLabel('名称').fill('a service');
    await page.keyboard.press('Enter');
    await page.getByRole('button', { name: '我已复制' }).waitFor();
  },

  'the models, simulated faults among them': async (page) => {
    await page.goto('/models?faults=1&sort=size');
    await page.getByRole('table').waitFor();
  },

  'the settings': async (page) => {
    await page.goto('/settings');
    await page.getByText(/^正常 · /).waitFor();
  },

  'documentation with the token counter': async (page) => {
    await page.goto('/docs/tokens');
  },
};

for (const size of ['desktop', 'phone'] as const) {
  test(`axe finds nothing on the pages around the chat, ${size}, light and dark`, async ({ page }) => {
    test.setTimeout(90_000);
    await page.setViewportSize(SIZES[size]);
    for (const [index, [state, reach]] of Object.entries(STATES).entries()) {
      if (!hasTurn(size, index)) continue;
      await test.step(state, async () => {
        await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
        await reach(page, size);
        await expectNoViolationsInEither(page, state);
      });
    }
  });
}

test('axe finds nothing where an upstream cannot be asked: models and settings', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  // Nothing listens on the port of `discard`.
  const { url } = await startConsole({ RUIJING_BASE_URL: 'http://127.0.0.1:9/v1' });
  await page.setViewportSize(SIZES.phone);
  for (const [path, words] of [
    ['/models', /^暂时无法从 127\.0\.0\.1:9 获取模型/],
    ['/settings', /^不可用/],
  ] as const) {
    await page.goto(url + path);
    await page.getByText(words).waitFor();
    await expectNoViolations(page, path);
  }
});

const PLAN = { id: 'axe', name: 'Axe', limits: { requestsPerMinute: 5, spendMicrosPerMonth: 1_500_000 } };

for (const [scheme, size] of [
  ['light', 'desktop'],
  ['dark', 'phone'],
] as const) {
  test(`axe finds nothing on the page of plans, nor in its dialogs: ${scheme}, ${size}`, { tag: '@full' }, async ({
    page,
  }) => {
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.request.post('/api/plans', { data: PLAN });
    await page.request.post('/api/keys', { data: { name: 'a service', plan: PLAN.id } });
    await page.request.patch('/api/plans/free', { data: { limits: { requestsPerMinute: 9 } } });
    await page.goto('/plans');
    await page.getByText('1 个密钥').first().click();
    await expectNoViolations(page, 'plans, one with its keys, one changed');
    await page.getByRole('button', { name: '恢复文档限额' }).click();
    await page.getByRole('button', { name: '撤销' }).waitFor();
    await expectNoViolations(page, 'limits put back');
    await page.goto('/plans?dialog=new');
    await page.getByLabel('请求数').first().fill('2.5');
    await page.getByLabel('ID').fill('Not an id');
    await page.getByLabel('名称').fill('Team');
    await page.keyboard.press('Enter');
    await page.getByText('必须是整数。').waitFor();
    await expectNoViolations(page, 'the form of a new plan with mistakes');
    for (const dialog of [`change&plan=${PLAN.id}`, `remove&plan=${PLAN.id}`, 'local']) {
      await page.goto(`/plans?dialog=${dialog}`);
      await page.getByRole('dialog').waitFor();
      await expectNoViolations(page, dialog);
    }
  });
}

for (const [scheme, size] of [
  ['light', 'phone'],
  ['dark', 'desktop'],
] as const) {
  test(`axe finds nothing on the way in: ${scheme}, ${size}`, { tag: '@full' }, async ({ page, startConsole }) => {
    const { url } = await startConsole({});
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${url}/setup`);
    await page.getByRole('button', { name: '生成一个密钥' }).click();
    await page.getByText(/^rj-/).waitFor();
    await expectNoViolations(page, 'the first account, and a key');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    const ada = await foundTeam(url);
    const { token } = await ada.api('/api/invitations', invitationCreatedSchema, {
      body: { role: 'viewer', plan: 'free' },
    });
    await page.goto(`${url}/join#${token}`);
    await page.getByRole('heading', { name: '加入团队' }).waitFor();
    await expectNoViolations(page, 'an invitation');
    await page.goto(`${url}/join#nothing`);
    await page.getByRole('heading', { name: '链接已失效' }).waitFor();
    await expectNoViolations(page, 'a link that is over');
    await page.goto(`${url}/sign-in`);
    await page.getByLabel('邮箱').fill('ada@example.com');
    await page.getByLabel('密码', { exact: true }).fill('not the password');
    await page.keyboard.press('Enter');
    await page.getByText('邮箱或密码不对。').waitFor();
    await expectNoViolations(page, 'signing in, refused');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  });

  test(`axe finds nothing on the page of people, nor in its dialogs: ${scheme}, ${size}`, { tag: '@full' }, async ({
    page,
    startConsole,
  }) => {
    const { url } = await startConsole({});
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${url}/people`);
    await expectNoViolations(page, 'nobody has an account');
    const ada = await foundTeam(url);
    const name = 'AnnaMariaFranziskaTheresiaJosepha';
    const { id } = await inviteMember(url, ada, { name, role: 'developer' });
    await act(ada, `/api/people/${id}`, { method: 'PATCH', body: { disabled: true } });
    await act(ada, '/api/invitations', { body: { role: 'viewer', plan: 'free', email: 'new@example.com' } });
    await page.context().addCookies(browserCookies(url, ada));
    await page.goto(`${url}/people`);
    await page.getByRole('heading', { name: '有效的链接' }).waitFor();
    await expectNoViolations(page, 'people and a link');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await page.getByRole('button', { name: '更改 Ada' }).click();
    await page.getByRole('radio', { name: '观察者' }).check();
    await expectNoViolations(page, 'another role');
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: `管理 ${name} 的账号` }).click();
    await expectNoViolations(page, 'an account');
    await page.getByRole('button', { name: '启用' }).click();
    await page.getByRole('button', { name: '撤销' }).waitFor();
    await page.getByRole('button', { name: '邀请成员' }).click();
    await expectNoViolations(page, 'an account enabled, and an invitation');
    await page.getByRole('button', { name: '生成链接' }).click();
    await page.getByRole('button', { name: '我已复制' }).waitFor();
    await expectNoViolations(page, 'a link, shown once');
  });

  test(`axe finds nothing on the audit log, nor on one’s own account: ${scheme}, ${size}`, { tag: '@full' }, async ({
    page,
    startConsole,
  }) => {
    const { url } = await startConsole({});
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${url}/audit`);
    await page.getByRole('heading', { name: '还没有记录' }).waitFor();
    await expectNoViolations(page, 'an empty log');
    const ada = await foundTeam(url);
    await page.context().addCookies(browserCookies(url, ada));
    await page.goto(`${url}/audit?target=${ada.id}`);
    await page.locator('summary').first().click();
    await page.getByText('原始记录').waitFor();
    await expectNoViolations(page, 'the audit log with an entry unfolded');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
    await page.goto(`${url}/account`);
    await page.getByText('本次登录').waitFor();
    await expectNoViolations(page, 'one’s own account');
    expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  });
}

test('nothing is wider than a phone of 360 px', async ({ page }) => {
  await page.setViewportSize(SIZES.phone);
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('如何使用流式响应？');
  await chat.answered();
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  for (const path of ['/keys', '/plans', '/alerts', '/models', '/settings', '/docs', '/docs/errors', '/docs/tokens']) {
    await page.goto(path);
    expect(await overflowPx(page), path).toBeLessThanOrEqual(0);
  }
});
