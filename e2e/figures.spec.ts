import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { runCode, SHELL } from './support/programs.ts';
import { expect, test } from './support/test.ts';

/** Beside the composer: what the request would use. */
const figures = (page: Page) => page.getByRole('button', { name: /^≈ [\d,]+ 输入/ });
/** What stands in the way of it. */
const notices = (page: Page) => page.getByRole('status', { name: '发送前的提醒' });

async function putPlan(page: Page, url: string, limits: object): Promise<void> {
  const made = await page.request.post(`${url}/api/plans`, { data: { id: 'few', name: 'Few', limits } });
  const chosen = await page.request.put(`${url}/api/plans/local`, { data: { plan: 'few' } });
  expect([made.ok(), chosen.ok()]).toEqual([true, true]);
}

test('the estimate comes while one types, and is what the gateway counts of that very request', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('sandbox-no-usage');
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await chat.composer.fill('如何使用流式响应？ Answer with `code`, 👩‍💻 please.');
  await expect(figures(page)).toContainText('沙盒不计费');
  const first = await figures(page).textContent();
  await chat.composer.pressSequentially(' And briefly.');
  await expect(figures(page)).not.toHaveText(first ?? '');
  await figures(page).click();
  const details = page.getByRole('dialog', { name: '用量与限额' });
  const input = (await details.getByText(/^≈ [\d,]+ tokens$/).textContent()) ?? '';
  const estimated = /[\d,]+/.exec(input)?.[0] ?? '';
  await page.keyboard.press('Escape');
  await expect(details).toBeHidden();
  await chat.composer.press('Enter');
  await expect(chat.questions).toHaveCount(2);
  await chat.answered();
  await expect(chat.lastAnswer.getByRole('list', { name: '这次回答的数据' })).toContainText(`≈ 输入 ${estimated}`);
  await chat.lastAnswer.hover();
  await chat.lastAnswer.getByRole('button', { name: '用量详情' }).click();
  const used = page.getByRole('dialog', { name: '用量详情' });
  await expect(used.getByRole('row', { name: /^输入/ })).toHaveText(`输入${estimated}${estimated}0%`);
  await expect(used).toContainText('上游没有报告用量');
});

test('a message too long for its model is told of before it is sent, with what helps, and is held back once', {
  tag: '@full',
}, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('ruijing-gpt-lite');
  // With 3 tokens of the message and 3 of the prompt, and 1,000 for the answer.
  await chat.composer.fill('word '.repeat(7_500).trim());
  await expect(notices(page)).toContainText('超出 ruijing-gpt-lite 的上下文约 314 tokens。');
  await expect(notices(page)).toContainText('输入约 7,506 + 输出至多 1,000，上下文共 8,192');

  await chat.composer.press('Enter');
  await expect(notices(page)).toContainText('服务器很可能会拒绝这条消息');
  await expect(chat.questions).toHaveCount(0);
  await page.getByRole('button', { name: 'max_tokens 降到 686' }).click();
  await expect(notices(page)).not.toContainText('超出');
  await page.getByRole('button', { name: '全部恢复默认' }).click();
  await page.getByRole('button', { name: '换用 ruijing-gpt-1.5（16K）' }).click();
  await expect(chat.modelButton(/ruijing-gpt-1\.5/)).toBeVisible();
  await expect(notices(page)).not.toContainText('超出');

  await chat.chooseModel('ruijing-gpt-lite');
  await chat.composer.press('Enter');
  await expect(notices(page)).toContainText('服务器很可能会拒绝这条消息');
  await expect(chat.questions).toHaveCount(0);
  await chat.composer.press('Enter');
  await expect(chat.questions).toHaveCount(1);
});

test('a limit is told of when its end is near, and what is left besides on demand', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  // Two answers, two loads of the page and a start.
  test.setTimeout(60_000);
  const { url } = await startConsole({});
  await putPlan(page, url, { requestsPerMinute: 2, tokens: 100_000 });
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await expect(notices(page)).toHaveText('');
  await page.getByRole('button', { name: '用量与限额' }).click();
  const details = page.getByRole('dialog', { name: '用量与限额' });
  await expect(details).toContainText('1 / 2');
  await expect(details).toContainText('/ 100,000');
  await page.keyboard.press('Escape');

  await chat.ask('429 之后该等多久？');
  await chat.answered();
  await expect(notices(page)).toContainText(/这一分钟的 2 次请求已用完，\d\d:\d\d:\d\d 可以再发。/);

  await page.getByRole('textbox', { name: /max_tokens/ }).fill('32000');
  await page.request.patch(`${url}/api/plans/few`, { data: { limits: { requestsPerMinute: 100, tokens: 20_000 } } });
  await page.reload();
  await chat.ready();
  await chat.composer.fill('你好');
  await expect(notices(page)).toContainText(/这次最多要用 \S+ tokens，今天只剩 \S+，会被拒绝/);
});

test('the code of a request does what Send would do: its cURL gets an answer from this console', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await page.getByRole('button', { name: '查看代码' }).click();
  const dialog = page.getByRole('dialog', { name: '查看代码' });
  await expect(dialog).toContainText('输入框是空的');
  await expect(dialog).toContainText('这个控制台目前不需要密钥。');
  await page.keyboard.press('Escape');

  const question = `怎么选择模型？ it's "odd": $HOME \\ \`x\` !`;
  await chat.composer.fill(question);
  await page.getByRole('textbox', { name: /max_tokens/ }).fill('77');
  await page.getByRole('button', { name: '查看代码' }).click();
  const code = (await dialog.locator('pre').textContent()) ?? '';
  const { stdout, stderr } = await runCode(SHELL, code, {});
  expect(stdout, stderr).toContain('data: [DONE]');
  expect(stdout).toMatch(/"finish_reason":"(?:stop|length)"/);
  const [sent] = /^\{.*^\}/ms.exec(code) ?? [];
  expect(JSON.parse(sent ?? '')).toMatchObject({
    messages: [{ role: 'user', content: question }],
    max_tokens: 77,
    stream: true,
  });
});

test('the forms of code are reached with arrow keys, and the last one is remembered', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  const open = page.getByRole('button', { name: '查看代码' });
  await open.focus();
  await page.keyboard.press('Enter');
  const tab = (name: string) => page.getByRole('tab', { name });
  await expect(tab('cURL')).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await expect(tab('Python requests')).toBeFocused();
  await expect(page.getByRole('tabpanel')).toContainText('import requests');
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(tab('JavaScript openai')).toHaveAttribute('aria-selected', 'true');
  await page.keyboard.press('Escape');
  await expect(open).toBeFocused();
  // The focus is back a moment before the dialog is gone.
  await expect(page.getByRole('dialog')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(tab('JavaScript openai')).toBeFocused();
  // Colours come from the worker.
  await expect(page.getByRole('tabpanel').locator('pre span[style*=color]').first()).toBeVisible();
});

test('Escape closes the figures, and the answer goes on', { tag: '@full' }, async ({ page, slowConsole: { url } }) => {
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  await page.getByRole('button', { name: '用量与限额' }).click();
  await expect(page.getByRole('dialog', { name: '用量与限额' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog', { name: '用量与限额' })).toBeHidden();
  await expect(chat.stopButton).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
});
