import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { expect, test } from './support/test.ts';

/** What a person sees for each fault that ends a call: the documented type and code, in words. */
const FAULTS = {
  'a call that is refused': {
    'sandbox-401': { title: 'API 密钥无效', facts: ['状态 401', 'authentication_error', 'invalid_api_key'] },
    'sandbox-403': { title: '无权使用这个模型', facts: ['状态 403', 'permission_error', 'model_not_allowed'] },
    'sandbox-404': { title: '找不到这个模型', facts: ['状态 404', 'not_found_error', 'model_not_found'] },
    'sandbox-500': { title: '服务器内部错误', facts: ['状态 500', 'api_error', 'internal_error'] },
    'sandbox-503': { title: '服务繁忙或维护中', facts: ['状态 503', 'service_unavailable', 'overloaded'] },
  },
  'an answer that breaks': {
    'sandbox-hang': { title: '上游超时未回应', facts: ['状态 504', 'api_error', 'upstream_timeout'] },
    'sandbox-reset-midstream': { title: '连接在回答途中断开', facts: ['upstream_reset'] },
    'sandbox-truncated': { title: '回答在中途结束', facts: ['upstream_truncated'] },
    'sandbox-huge': { title: '上游发来的数据过大', facts: ['event_too_large'] },
  },
} as const;

/** In one conversation: every model is asked the same, one after the other. */
async function askEach(page: Page, models: readonly string[], look: (chat: ChatPage, model: string) => Promise<void>) {
  test.setTimeout(60_000);
  const chat = new ChatPage(page);
  await chat.open();
  for (const [index, model] of models.entries()) {
    await test.step(model, async () => {
      await chat.chooseModel(model);
      await chat.ask('如何使用流式响应？');
      await expect(chat.answers).toHaveCount(index + 1);
      await look(chat, model);
    });
  }
}

for (const [kind, faults] of Object.entries(FAULTS)) {
  test(`of ${kind} the page says what happened, with type, code and request id`, async ({ page }) => {
    const known = new Map(Object.entries(faults));
    await askEach(page, [...known.keys()], async (chat, model) => {
      const { title, facts } = known.get(model) ?? { title: '', facts: [] };
      const card = chat.lastAnswer.getByRole('article', { name: title });
      await expect(card).toBeVisible();
      for (const fact of facts) await expect(card).toContainText(fact);
      await expect(card).toContainText(/req_\w+/);
      await expect(card.getByRole('button', { name: '重试' })).toBeEnabled();
      await expect(chat.composer).toBeEditable();
    });
  });
}

test('sandbox-429: a live countdown, then a retry that sends again', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('sandbox-429');
  await chat.ask('如何使用流式响应？');
  const card = chat.lastAnswer.getByRole('article', { name: '请求太频繁' });
  await expect(card).toContainText('rate_limit_exceeded');
  await expect(card.getByRole('button', { name: /秒后可重试/ })).toBeDisabled();
  const retry = card.getByRole('button', { name: '重试', exact: true });
  await expect(retry).toBeEnabled({ timeout: 4000 });
  const request = page.waitForRequest((candidate) => candidate.url().endsWith('/api/runs'));
  await retry.click();
  await request;
});

test('the words that arrived before an answer broke stay', { tag: '@full' }, async ({ page }) => {
  await askEach(page, ['sandbox-reset-midstream', 'sandbox-truncated'], async (chat) => {
    await expect(chat.lastAnswer.getByRole('button', { name: '复制回答' })).toBeAttached();
  });
});

/** And whether its figures are the console's own. */
const WHOLE = new Map([
  ['sandbox-slow', false],
  ['sandbox-malformed', false],
  ['sandbox-no-done', true],
  ['sandbox-no-usage', true],
]);

test('an answer that comes slowly, among noise or without its end or its usage is whole; estimates are marked', {
  tag: '@full',
}, async ({ page }) => {
  await askEach(page, [...WHOLE.keys()], async (chat, model) => {
    await chat.answered();
    const figures = chat.lastAnswer.getByRole('list', { name: '这次回答的数据' });
    await expect(figures).toContainText('正常结束');
    await expect(figures).toContainText(WHOLE.get(model) === true ? '≈ 输出' : '输出');
    await expect(chat.lastAnswer.getByRole('link', { name: /文档/ }).last()).toBeVisible();
  });
});

test('the simulated faults are folded away until they are asked for', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.modelButton().click();
  await expect(page.getByRole('option', { name: /^ruijing-gpt-2\.0/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /^sandbox-/ })).toHaveCount(0);
  await page.getByRole('button', { name: /显示模拟故障/ }).click();
  await expect(page.getByRole('option', { name: /^sandbox-/ })).toHaveCount(14);
  for (const option of await page.getByRole('option').all()) await expect(option).toContainText('沙盒');
});
