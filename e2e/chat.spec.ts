import { ChatPage } from './support/chat.ts';
import { expect, test } from './support/test.ts';

test('a newcomer gets an answer with one click, within ten seconds', async ({ page, startConsole }) => {
  // At the pace that a newcomer meets, not the tests' own.
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '60' });
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  const startedAt = Date.now();
  await page.getByRole('main').getByRole('listitem').getByRole('button').first().click();
  await expect(chat.lastAnswer.getByRole('link', { name: /文档|Docs/ })).toBeVisible({ timeout: 10_000 });
  await chat.answered();
  expect(Date.now() - startedAt).toBeLessThan(10_000);
  await expect(chat.lastAnswer.getByText('沙盒').first()).toBeVisible();
});

test('every example answers from the documentation with a link that leads to its section', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  const count = await page.getByRole('main').getByRole('listitem').getByRole('button').count();
  expect(count).toBe(3);
  for (let index = 0; index < count; index++) {
    await page.getByRole('main').getByRole('listitem').getByRole('button').nth(index).click();
    await chat.answered();
    const href = await chat.lastAnswer.getByRole('link', { name: /文档/ }).last().getAttribute('href');
    expect(href).toMatch(/^\/docs\/[\w-]+#[\w-]+$/);
    const anchor = href?.split('#')[1];
    const docs = await page.context().newPage();
    await docs.goto(href ?? '');
    await expect(docs.locator(`[id="${anchor}"]`)).toBeInViewport();
    await docs.close();
    await page.getByRole('button', { name: '新对话' }).click();
  }
});

test('an answer streams, and tells its figures when it has ended', async ({ page, startConsole }) => {
  // Slow enough that a busy machine sees it stream.
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '80' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await expect(chat.stopButton).toBeVisible();
  await chat.answered();
  const figures = chat.lastAnswer.getByRole('list', { name: '这次回答的数据' });
  for (const figure of [/首字 \d/, /\d tokens\/s/, /输入 \d/, /输出 \d/, /正常结束/])
    await expect(figures).toContainText(figure);
  await expect(figures).not.toContainText('≈');
});

test('stop keeps what arrived and ends the request', async ({ page, slowConsole: { url } }) => {
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  await chat.stopButton.click();
  await expect(chat.lastAnswer).toContainText('已停止，收到的内容已保留。');
  const text = await chat.lastAnswer.textContent();
  await expect(chat.composer).toBeEditable();
  // Nothing arrives any more: the next frames paint the same words.
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  expect(await chat.lastAnswer.textContent()).toBe(text);
});

test('Escape stops too', { tag: '@full' }, async ({ page, slowConsole: { url } }) => {
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
});

test('an edited question stands beside the first one, and arrows lead to either', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await chat.ask('429 之后该等多久？');
  await chat.answered();
  await expect(chat.questions).toHaveCount(2);

  await chat.questions.first().getByRole('button', { name: '编辑' }).click();
  const editor = page.getByRole('textbox', { name: '编辑消息' });
  await expect(editor).toBeFocused();
  await editor.fill('如何使用流式响应？');
  await page.getByRole('button', { name: '重新发送' }).click();
  await chat.answered();
  await expect(chat.questions).toHaveCount(1);
  await expect(chat.questions.first()).toContainText('如何使用流式响应？');
  await expect(chat.lastAnswer).toContainText('stream');

  await expect(chat.questions.first()).toContainText('2 / 2');
  await chat.questions.first().getByRole('button', { name: '上一个版本' }).click();
  await expect(chat.questions).toHaveCount(2);
  await expect(chat.questions.first()).toContainText('怎么选择模型？');
  // Which way is shown outlasts the page.
  await page.reload();
  await expect(chat.questions).toHaveCount(2);
  await expect(chat.questions.first()).toContainText('1 / 2');
});

test('another answer stands beside the first', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  const before = await chat.answerText();
  await chat.lastAnswer.getByRole('button', { name: '重新生成' }).click();
  await chat.answered();
  await expect(chat.answers).toHaveCount(1);
  await expect(chat.lastAnswer).toContainText('2 / 2');
  await chat.lastAnswer.getByRole('button', { name: '上一个版本' }).click();
  await expect(chat.lastAnswer).toContainText('1 / 2');
  expect(await chat.answerText()).toBe(before);
  expect(before.length).toBeGreaterThan(20);
});

test('a reload keeps the conversation, the draft and the settings', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('ruijing-gpt-lite');
  await page.getByRole('textbox', { name: /max_tokens/ }).fill('321');
  await chat.ask('怎么选择模型？');
  await chat.answered();
  const sentence = (await chat.lastAnswer.getByRole('paragraph').first().textContent()) ?? '';
  await chat.composer.fill('还没写完');
  await page.reload();
  await expect(chat.lastAnswer).toContainText(sentence);
  await expect(chat.composer).toHaveValue('还没写完');
  await expect(chat.modelButton(/ruijing-gpt-lite/)).toBeVisible();
  await expect(page.getByRole('textbox', { name: /max_tokens/ })).toHaveValue('321');
});

test('a reload in the middle of an answer loses no word of it', async ({ page, startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '60' });
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('如何使用流式响应？');
  await chat.begun();
  await page.reload();
  await chat.begun();
  await chat.answered();
  const text = await chat.answerText();
  // As the same question is answered where nobody leaves, and nobody waits.
  await chat.open();
  await chat.ask('如何使用流式响应？');
  await chat.answered();
  expect(await chat.answerText()).toBe(text);
});

test('a cut answer can be continued or its limit raised', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('如何使用流式响应？');
  await chat.answered();
  const copy = async () => {
    await chat.lastAnswer.getByRole('button', { name: '复制回答' }).click();
    return page.evaluate(() => navigator.clipboard.readText());
  };
  const whole = await copy();

  await page.getByRole('textbox', { name: /max_tokens/ }).fill('60');
  await chat.lastAnswer.getByRole('button', { name: '重新生成' }).click();
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('回答达到 max_tokens 上限');
  const cut = await copy();
  expect(whole.startsWith(cut)).toBe(true);
  expect(cut.length).toBeLessThan(whole.length);

  await chat.lastAnswer.getByRole('button', { name: '继续' }).click();
  await chat.answered();
  const longer = await copy();
  expect(longer.length).toBeGreaterThan(cut.length);
  expect(whole.startsWith(longer)).toBe(true);

  await chat.lastAnswer.getByRole('button', { name: /上限提高到 120/ }).click();
  await chat.answered();
  await expect(page.getByRole('textbox', { name: /max_tokens/ })).toHaveValue('120');
});

test('a new chat is empty, and the list leads back to the old one', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('列表里的：怎么选择模型？');
  await chat.answered();
  await page.getByRole('button', { name: '新对话' }).click();
  await expect(chat.questions).toHaveCount(0);
  await page.getByRole('link', { name: '列表里的：怎么选择模型？' }).click();
  await expect(chat.questions).toHaveCount(1);
  await page.goBack();
  await expect(chat.questions).toHaveCount(0);
  await page.goForward();
  await expect(chat.questions).toHaveCount(1);
});

test('an export holds the conversation', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出对话' }).click();
  await page.getByRole('button', { name: '下载 Markdown' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('怎么选择模型？.md');
  const { readFile } = await import('node:fs/promises');
  const text = await readFile(await file.path(), 'utf8');
  expect(text).toContain('## 你\n\n怎么选择模型？');
  expect(text).toContain('ruijing-gpt-2.0 · 沙盒');
});

test('a question outside the documentation is not answered with the nearest paragraph', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('明天上海会下雨吗？');
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('沙盒');
  await expect(chat.lastAnswer).toContainText('RUIJING_API_KEY');
  await expect(chat.lastAnswer.getByRole('listitem')).not.toHaveCount(0);
});

test('only what was touched is sent', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  const sent = () => page.waitForRequest((candidate) => candidate.url().endsWith('/api/runs'));
  let request = sent();
  await chat.ask('你好');
  expect(Object.keys((await request).postDataJSON().request).sort()).toEqual([
    'messages',
    'model',
    'stream',
    'stream_options',
  ]);
  await chat.answered();
  await page.getByRole('slider', { name: '温度' }).fill('1.2');
  request = sent();
  await chat.ask('你好');
  expect((await request).postDataJSON().request).toMatchObject({ temperature: 1.2 });
  await chat.answered();
  await page.getByRole('button', { name: '恢复默认：温度' }).click();
  request = sent();
  await chat.ask('你好');
  expect((await request).postDataJSON().request).not.toHaveProperty('temperature');
});

test('a number out of range says so and is not sent', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  const field = page.getByRole('textbox', { name: /temperature/ });
  await field.fill('3');
  await expect(page.getByText('应在 0 到 2 之间')).toBeVisible();
  await expect(field).toHaveAttribute('aria-invalid', 'true');
  const request = page.waitForRequest((candidate) => candidate.url().endsWith('/api/runs'));
  await chat.ask('你好');
  expect((await request).postDataJSON().request).not.toHaveProperty('temperature');
});

test('an input method’s Enter never sends', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.composer.focus();
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', { text: '你好', selectionStart: 2, selectionEnd: 2 });
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    code: 'Enter',
    windowsVirtualKeyCode: 229,
  });
  await client.send('Input.insertText', { text: '你好' });
  await expect(chat.composer).toHaveValue('你好');
  await expect(chat.questions).toHaveCount(0);
});

test('Shift+Enter breaks the line', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.composer.fill('一');
  await chat.composer.press('Shift+Enter');
  await chat.composer.pressSequentially('二');
  await expect(chat.composer).toHaveValue('一\n二');
  await expect(chat.questions).toHaveCount(0);
});
