import { readFile } from 'node:fs/promises';
import type { Locator, Page } from '@playwright/test';
import { wholeConversationSchema } from '#lib/contract/conversations.ts';
import { ChatPage } from './support/chat.ts';
import { expect, test } from './support/test.ts';

const item = (page: Page, title: string) =>
  page
    .getByRole('navigation', { name: '对话列表' })
    .getByRole('listitem')
    .filter({ has: page.getByRole('link', { name: title, exact: true }) })
    // The innermost: its group is an item too.
    .last();

async function choose(page: Page, title: string, action: string): Promise<void> {
  await item(page, title).hover();
  await item(page, title)
    .getByRole('button', { name: `“${title}”的操作` })
    .click();
  await page.getByRole('menuitem', { name: action }).click();
}

test('a conversation is renamed, pinned, deleted and brought back', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('怎么选择模型？再说一遍');
  await chat.answered();
  await choose(page, '怎么选择模型？再说一遍', '重命名');
  const name = page.getByRole('textbox', { name: '对话名称' });
  await expect(name).toBeFocused();
  await name.fill('选型');
  await name.press('Enter');
  await expect(page.getByRole('heading', { name: '选型' })).toBeVisible();
  await choose(page, '选型', '置顶');
  await expect(page.getByRole('heading', { name: '置顶' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('heading', { name: '选型' })).toBeVisible();
  await choose(page, '选型', '删除');
  await expect(item(page, '选型')).toHaveCount(0);
  await expect(chat.questions).toHaveCount(0);
  await page.getByRole('button', { name: '撤销' }).click();
  await item(page, '选型').getByRole('link').click();
  await expect(chat.questions).toHaveCount(1);
  await choose(page, '选型', '取消置顶');
  await expect(page.getByRole('heading', { name: '置顶' })).toBeHidden();
});

test('what was said is found by its words, and leads to its place', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('瑶琴曲第三段 retry_backoff() 怎么写');
  await chat.answered();
  await page.getByRole('button', { name: '新对话' }).click();
  await expect(chat.questions).toHaveCount(0);
  const search = page.getByRole('searchbox', { name: '搜索对话' });
  for (const words of ['瑶', '瑶琴', 'retry_backoff()', 'RETRY', '第三段 怎么']) {
    await search.fill(words);
    await expect(page.getByRole('list', { name: '搜索结果' }).getByRole('link').first()).toContainText('瑶琴曲第三段');
  }
  await search.fill('瑶琴曲第四段');
  await expect(page.getByText('没有找到')).toBeVisible();
  await search.fill('瑶琴');
  await page.getByRole('list', { name: '搜索结果' }).getByRole('link').first().click();
  await expect(chat.questions.first()).toBeInViewport();
  await expect(chat.questions).toHaveCount(1);
});

test('messages of any role are added, changed, moved, taken out and brought back', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('第一问');
  await chat.answered();
  const more = (article: Locator) => article.getByRole('button', { name: '更多操作' });
  const act = async (article: Locator, name: string) => {
    await article.hover();
    await more(article).click();
    await page.getByRole('menuitem', { name }).click();
  };
  await act(chat.questions.first(), '在下方插入系统消息');
  await page.getByRole('textbox', { name: '新的系统消息' }).fill('只用中文');
  await page.getByRole('button', { name: '插入' }).click();
  const system = page.getByRole('article', { name: '系统消息' });
  await expect(system).toContainText('只用中文');
  const order = () =>
    page
      .getByRole('region', { name: '对话内容' })
      .getByRole('article')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label')));
  expect(await order()).toEqual(['你', '系统消息', '回答']);
  await act(system, '上移');
  await expect.poll(order).toEqual(['系统消息', '你', '回答']);

  await act(chat.answers.last(), '编辑');
  await page.getByRole('textbox', { name: '编辑回答' }).fill('改写的回答');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(chat.answers.last()).toContainText('改写的回答');

  await act(chat.answers.last(), '在下方插入回答');
  await page.getByRole('textbox', { name: '新的回答' }).fill('手写的开头');
  await page.getByRole('button', { name: '插入' }).click();
  await expect(chat.answers).toHaveCount(2);
  await expect(chat.lastAnswer).toContainText('手写的回答');
  // A hand-written answer goes on.
  await chat.lastAnswer.getByRole('button', { name: '继续' }).click();
  await chat.answered();
  expect((await chat.answerText()).startsWith('手写的开头')).toBe(true);
  expect((await chat.answerText()).length).toBeGreaterThan('手写的开头'.length + 10);

  await act(system, '删除');
  await expect(system).toHaveCount(0);
  await page.getByRole('button', { name: '撤销' }).click();
  await expect(system).toHaveCount(1);
  await expect.poll(order).toEqual(['系统消息', '你', '回答', '回答']);
  await page.reload();
  await expect.poll(order).toEqual(['系统消息', '你', '回答', '回答']);
});

test('examples are written before anything is said, and go with the first question', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  const write = async (kind: string, label: string, text: string) => {
    await page.getByRole('group', { name: '添加消息（不发送）' }).getByRole('button', { name: kind }).click();
    await page.getByRole('textbox', { name: label }).fill(text);
    await page.getByRole('button', { name: '插入' }).click();
    await expect(page.getByRole('article').getByText(text, { exact: true })).toBeVisible();
  };
  await write('系统消息', '新的系统消息', '只用文档回答。');
  await write('用户消息', '新的用户消息', '示例问题');
  await write('回答', '新的回答', '示例回答');
  await expect(page.getByRole('button', { name: '继续' })).toBeVisible();
  const run = page.waitForRequest((asked) => asked.url().endsWith('/api/runs'));
  await chat.ask('示例之后：怎么选择模型？');
  expect((await run).postDataJSON().request.messages).toEqual([
    { role: 'system', content: '只用文档回答。' },
    { role: 'user', content: '示例问题' },
    { role: 'assistant', content: '示例回答' },
    { role: 'user', content: '示例之后：怎么选择模型？' },
  ]);
  await chat.answered();
});

test('two tabs see each other’s words as they come', { tag: '@full' }, async ({ page, context, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '60' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  const second = await context.newPage();
  await second.goto(page.url());
  const other = new ChatPage(second);
  // In mid-stream, from the first word on.
  await other.begun();
  await other.answered();
  await chat.answered();
  expect(await other.answerText()).toBe(await chat.answerText());
  await other.ask('429 之后该等多久？');
  await expect(chat.answers).toHaveCount(2);
  await chat.answered();
  await other.answered();
  const inTheOther = await other.answerText();
  await expect.poll(() => chat.answerText()).toBe(inTheOther);
  expect((await chat.answerText()).length).toBeGreaterThan(100);
  // Words that both change at once both stay.
  const edit = async (tab: ChatPage, said: string) => {
    await tab.questions.first().getByRole('button', { name: '编辑' }).click();
    await tab.page.getByRole('textbox', { name: '编辑消息' }).fill(said);
  };
  await edit(chat, '甲的说法');
  await edit(other, '乙的说法');
  await page.getByRole('button', { name: '保存' }).click();
  await expect(chat.questions.first()).toContainText('甲的说法');
  await second.getByRole('button', { name: '保存' }).click();
  await expect(other.questions.first()).toContainText('2');
  const kept = async () => {
    const conversation = await (await page.request.get(`${url}/api/conversations/${chat.id()}`)).text();
    return ['甲的说法', '乙的说法'].filter((words) => conversation.includes(words));
  };
  await expect.poll(kept).toEqual(['甲的说法', '乙的说法']);
});

test('the list says where an answer is being made, until it is', { tag: '@full' }, async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '60' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  await page.keyboard.press('Control+Shift+o');
  await expect(page).toHaveURL(`${url}/chat`);
  const left = page.getByRole('link', { name: '如何使用流式响应？ （正在回答）', exact: true });
  await expect(left).toBeVisible();
  await expect(item(page, '如何使用流式响应？')).toBeVisible({ timeout: 25_000 });
  await expect(left).toHaveCount(0);
});

test('a lost network loses no word: the answer goes on where it was', async ({ page, context, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '60' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  // What is under way breaks off as well: the process that serves it is asked through a proxy that goes away.
  await context.setOffline(true);
  await context.setOffline(false);
  await chat.answered();
  const text = await chat.answerText();
  const conversation = wholeConversationSchema.parse(
    await (await page.request.get(`${url}/api/conversations/${chat.id()}`)).json(),
  );
  expect(conversation.messages.at(-1)?.answer?.status).toBe('done');
  await page.reload();
  await expect.poll(() => chat.answerText()).toBe(text);
});

test('an exported conversation is imported again, all its ways with it', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('导出再导入：怎么选择模型？');
  await chat.answered();
  await chat.lastAnswer.getByRole('button', { name: '重新生成' }).click();
  await expect(chat.lastAnswer).toContainText('2 / 2');
  await chat.answered();
  const text = await chat.answerText();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出对话' }).click();
  await page.getByRole('button', { name: '下载 JSON' }).click();
  const file = await (await download).path();
  const first = chat.id();

  await page.getByRole('button', { name: '导入对话' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('dialog').getByRole('button', { name: '选择文件' }).click();
  await (await chooser).setFiles({ name: 'mine.json', mimeType: 'application/json', buffer: await readFile(file) });
  await expect(page.getByText('已导入 1 个对话。')).toBeVisible();
  await page.getByRole('button', { name: '打开' }).click();
  await expect(page).not.toHaveURL(new RegExp(first));
  await expect(chat.lastAnswer).toContainText('2 / 2');
  await expect.poll(() => chat.answerText()).toBe(text);

  await page.getByRole('button', { name: '导入对话' }).click();
  const again = page.waitForEvent('filechooser');
  await page.getByRole('dialog').getByRole('button', { name: '选择文件' }).click();
  await (await again).setFiles({ name: 'none.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') });
  await expect(page.getByRole('alert').getByText('无法识别这个文件的格式。')).toBeVisible();
});
