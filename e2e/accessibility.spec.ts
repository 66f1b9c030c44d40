import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { invitationCreatedSchema } from '#lib/contract/people.ts';
import { ChatPage } from './support/chat.ts';
import { giveFiles } from './support/photo.ts';
import { pngOf } from './support/pictures.ts';
import { act, browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

async function expectNoViolations(page: Page, state: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(' | ')}`);
  expect(found, state).toEqual([]);
}

const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } } as const;

type Size = keyof typeof SIZES;

/** Every state in both sizes; where time is short in one of them, by turns. */
const sizesOf = (index: number): readonly Size[] => {
  if (process.env.FULL !== undefined) return ['desktop', 'phone'];
  return [index % 2 === 0 ? 'desktop' : 'phone'];
};

/** What a person has before them, and how they get there. */
const STATES: Record<string, (page: Page, size: Size) => Promise<void>> = {
  'an empty chat': (page) => new ChatPage(page).open(),

  'an answer with code': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('如何使用流式响应？');
    await chat.answered();
  },

  'answers with tables, and a failure': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('有哪些模型可以用？');
    await chat.answered();
    await chat.chooseModel('sandbox-429');
    await chat.ask('你好');
    await expect(chat.lastAnswer.getByText('rate_limit_exceeded')).toBeVisible();
  },

  'the model list': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.modelButton().click();
    await page.getByRole('option').first().waitFor();
  },

  'the figures of a draft, opened': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.fill('如何使用流式响应？');
    await page.getByRole('button', { name: /^≈ \d+ 输入/ }).click();
    await page.getByRole('dialog', { name: '用量与限额' }).getByText('没有限额。').waitFor();
  },

  'a draft that is too long for its model, held back': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.chooseModel('ruijing-gpt-lite');
    await chat.composer.fill('word '.repeat(7_500));
    await page.getByText(/^超出 ruijing-gpt-lite 的上下文/).waitFor();
    await chat.composer.press('Enter');
    await page.getByRole('button', { name: '仍然发送' }).waitFor();
  },

  'what an answer used, opened': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    await chat.lastAnswer.hover();
    await chat.lastAnswer.getByRole('button', { name: '用量详情' }).click();
    await page.getByRole('dialog', { name: '用量详情' }).getByRole('table').waitFor();
  },

  'the code of a request': async (page) => {
    const chat = new ChatPage(page);
    await chat.open();
    await page.getByRole('button', { name: '查看代码' }).click();
    await page.getByRole('dialog').getByRole('tab', { name: 'Python openai' }).click();
    await page.getByRole('dialog').getByText('from openai import OpenAI').waitFor();
  },

  'the parameters': async (page, size) => {
    await new ChatPage(page).open();
    if (size === 'phone') await page.getByRole('button', { name: '显示参数' }).click();
    await page.getByRole('slider', { name: '温度' }).fill('1.2');
  },

  'connect a model, tested': async (page, size) => {
    await new ChatPage(page).open();
    if (size === 'phone') await page.getByRole('button', { name: '打开导航' }).click();
    await page
      .getByRole('button', { name: /^连接：/ })
      .last()
      .click();
    await page.getByRole('button', { name: '测试连接' }).click();
    await page.getByText('连接正常。').waitFor();
  },

  'the command palette, with what was used lately': async (page) => {
    await new ChatPage(page).open();
    await page.evaluate(() => localStorage.setItem('ruijing.commands.1', 'go:docs themeDark'));
    await page.keyboard.press('Control+k');
    await page.getByRole('option').first().waitFor();
  },

  'the command palette, searched': async (page) => {
    await new ChatPage(page).open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '命令面板' }).fill('主题');
    await expect(page.getByRole('option')).toHaveCount(3);
  },

  'the command palette, where nothing fits': async (page) => {
    await new ChatPage(page).open();
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '命令面板' }).fill('ⱓⱓ');
    await page.getByText('没有匹配的结果').waitFor();
  },

  'the shortcuts': async (page) => {
    await new ChatPage(page).open();
    await page.keyboard.press('Control+/');
    await page.getByRole('heading', { name: '键盘快捷键' }).waitFor();
  },

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

for (const [index, [state, reach]] of Object.entries(STATES).entries()) {
  for (const size of sizesOf(index)) {
    test(`axe finds nothing: ${state}, ${size}, light and dark`, async ({ page }) => {
      await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
      await page.setViewportSize(SIZES[size]);
      await reach(page, size);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        await expectNoViolations(page, `${state}, ${colorScheme}`);
      }
    });
  }
}

test('axe finds nothing in an answer with its label above a footer, and both fit a phone', async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const footer = { icp: '京ICP备12345678号-1', publicSecurity: '京公网安备11010502000001号', modelFiling: 'X-1' };
  const data = { footer, aiLabel: { mode: 'on' } };
  expect((await page.request.patch(`${url}/api/settings`, { data })).ok()).toBe(true);
  await page.setViewportSize(SIZES.phone);
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBeLessThanOrEqual(0);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await expectNoViolations(page, colorScheme);
  }
});

test('axe finds nothing where an upstream cannot be asked: models and settings', async ({ page, startConsole }) => {
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
  test(`axe finds nothing on the page of plans, nor in its dialogs: ${scheme}, ${size}`, async ({ page }) => {
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
  const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

  test(`axe finds nothing on the way in: ${scheme}, ${size}`, async ({ page, startConsole }) => {
    const { url } = await startConsole({});
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    await page.goto(`${url}/setup`);
    await page.getByRole('button', { name: '生成一个密钥' }).click();
    await page.getByText(/^rj-/).waitFor();
    await expectNoViolations(page, 'the first account, and a key');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
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
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });

  test(`axe finds nothing on the page of people, nor in its dialogs: ${scheme}, ${size}`, async ({
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
    expect(await overflow(page)).toBeLessThanOrEqual(0);
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

  test(`axe finds nothing on the audit log, nor on one’s own account: ${scheme}, ${size}`, async ({
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
    expect(await overflow(page)).toBeLessThanOrEqual(0);
    await page.goto(`${url}/account`);
    await page.getByText('本次登录').waitFor();
    await expectNoViolations(page, 'one’s own account');
    expect(await overflow(page)).toBeLessThanOrEqual(0);
  });
}

test('nothing is wider than a phone of 360 px', async ({ page }) => {
  await page.setViewportSize(SIZES.phone);
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('如何使用流式响应？');
  await chat.answered();
  const overflow = () => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  expect(await overflow()).toBeLessThanOrEqual(0);
  for (const path of ['/keys', '/plans', '/models', '/settings', '/docs', '/docs/errors', '/docs/tokens']) {
    await page.goto(path);
    expect(await overflow(), path).toBeLessThanOrEqual(0);
  }
});

test('by keyboard alone: ask, read, copy, edit, choose a model, stop', async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '40' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
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

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused();

  await tabTo(/^消息$/);
  await page.keyboard.type('怎么选择模型？');
  await page.keyboard.press('Enter');
  await expect(chat.stopButton).toBeVisible();
  await chat.begun();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
  await expect(chat.composer).toBeFocused();

  await tabTo(/^模型: /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: '搜索模型' })).toBeFocused();
  await page.keyboard.type('lite');
  await page.keyboard.press('Enter');
  await expect(chat.modelButton(/ruijing-gpt-lite/)).toBeFocused();

  await tabTo(/^编辑$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: '编辑消息' })).toBeFocused();
  await page.keyboard.press('Escape');
  await tabTo(/^重新生成$/);
  await page.keyboard.press('Enter');
  await expect(chat.stopButton).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
});

test('a screen reader hears the start and the end of an answer', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const status = target.parentElement?.closest('[role=status]');
        if (status?.textContent) heard.push(status.textContent);
      }
    });
    observer.observe(document.body, { characterData: true, childList: true, subtree: true });
  });
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await expect(page.getByRole('status').filter({ hasText: '回答完毕' })).toBeAttached();
});

for (const [scheme, size] of [
  ['light', 'desktop'],
  ['dark', 'phone'],
] as const) {
  test(`axe finds nothing where pictures are: ${scheme}, ${size}`, async ({ page }) => {
    // Five states, each looked at as a whole.
    test.setTimeout(60_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.chooseModel('ruijing-gpt-lite');
    const svg = { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
    const pictures = ['one.png', 'two.png'].map((name) => ({ name, mimeType: 'image/png', buffer: pngOf(300, 200) }));
    await giveFiles(page, 'hold', pictures);
    await page.getByText('松开鼠标，添加图片').waitFor();
    await expectNoViolations(page, 'pictures held over the page');
    await giveFiles(page, 'drop', [...pictures, svg]);
    await page.getByText('2 张图片，2 张已就绪').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '换用 ruijing-gpt-2.0' }).waitFor();
    await expectNoViolations(page, 'pictures that are to be sent, one refused, a model that takes none');
    await page.getByRole('button', { name: '换用 ruijing-gpt-2.0' }).click();
    await chat.ask('图片无障碍：怎么选择模型？');
    await chat.answered();
    await expectNoViolations(page, 'a message with pictures');
    await chat.questions.last().getByRole('button', { name: 'one.png' }).click();
    await page.getByRole('dialog', { name: 'one.png' }).waitFor();
    await expectNoViolations(page, 'a picture, large');
    await page.keyboard.press('Escape');
    await chat.questions.last().hover();
    await chat.questions.last().getByRole('button', { name: '编辑' }).click();
    await expectNoViolations(page, 'a message with pictures, being edited');
  });
}
