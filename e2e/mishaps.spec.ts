import type { Locator, Page, Route } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { pngOf } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

const refuse = (status: number, code: string) => (route: Route) =>
  route.fulfill({ status, json: { error: { code, message: 'said by the test' } } });

/** Of what is asked of the server again and again: only what is sent. */
const refusePosts = (status: number, code: string) => (route: Route) =>
  route.request().method() === 'POST' ? refuse(status, code)(route) : route.fallback();

const sends = async (chat: ChatPage, text: string) => {
  await chat.composer.fill(text);
  await chat.composer.press('Enter');
};

async function act(message: Locator, name: string): Promise<void> {
  await message.hover();
  await message.getByRole('button', { name: '更多' }).click();
  await message.page().getByRole('menuitem', { name, exact: true }).click();
}

const twoFrames = (page: Page) =>
  page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The list is told that something was said, as another tab tells it. */
const tellList = (page: Page) =>
  page.evaluate(() => new BroadcastChannel('ruijing.conversations').postMessage({ id: 'another', version: 1 }));

async function choosePicture(page: Page, name: string): Promise<void> {
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: '添加图片' }).click();
  await (await chooser).setFiles([{ name, mimeType: 'image/png', buffer: pngOf(40, 30) }]);
}

const pictures = (question: Locator) => question.getByRole('list', { name: '图片' }).getByRole('img');
const chips = (page: Page) => page.getByRole('list', { name: '要发送的图片' }).getByRole('listitem');

test('after an answer that could not begin, its question is asked again, and others are', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await page.route('**/api/runs', refuse(400, 'invalid_parameter'));
  await chat.ask('没有开始一：怎么选择模型？');
  const card = chat.lastAnswer.getByRole('article');
  await expect(card).toContainText('said by the test');
  const again = page.waitForResponse('**/api/runs');
  await card.getByRole('button', { name: '重试' }).click();
  await again;
  await expect(card).toContainText('said by the test');
  await expect(chat.answers).toHaveCount(1);

  await act(chat.lastAnswer, '删除');
  await expect(chat.answers).toHaveCount(0);
  await chat.ask('没有开始二：怎么选择模型？');
  await expect(card).toContainText('said by the test');
  await page.unroute('**/api/runs');
  await chat.ask('没有开始三：怎么选择模型？');
  await chat.answered();
  await expect(chat.questions).toHaveCount(3);
  expect((await chat.answerText()).length).toBeGreaterThan(20);
  await page.reload();
  await expect(chat.questions).toHaveCount(3);
});

test('beside an answer that could not begin the others can be shown', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('没有开始的分支：怎么选择模型？');
  await chat.answered();
  const first = await chat.answerText();
  await page.route('**/api/runs', refuse(400, 'invalid_parameter'));
  await chat.lastAnswer.getByRole('button', { name: '重新生成' }).click();
  await expect(chat.lastAnswer).toContainText('said by the test');
  await expect(chat.lastAnswer).toContainText('2 / 2');
  await chat.lastAnswer.getByRole('button', { name: '上一个版本' }).click();
  await expect(chat.lastAnswer).not.toContainText('said by the test');
  expect(await chat.answerText()).toBe(first);
});

test('what was asked is in the box again where the page cannot load what asks', { tag: '@full' }, async ({
  page,
  problems,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.composer.fill('缺一块：怎么选择模型？');
  await page.route('**/_next/static/**/*.js', (route) => route.abort());
  const failed = page.waitForEvent('requestfailed');
  await chat.composer.press('Enter');
  await failed;
  await expect(chat.composer).toHaveValue('缺一块：怎么选择模型？');
  await expect(page.getByRole('button', { name: '发送' })).toBeEnabled();
  // The browser says of each file that it could not be had.
  for (const problem of problems.splice(0)) expect(problem).toContain('Failed to load resource');
});

test('an answer fails where the page cannot load what reads it', { tag: '@full' }, async ({ page, problems }) => {
  const chat = new ChatPage(page);
  await page.route('**/_next/static/**/*.js', async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes('text/event-stream')) await route.abort();
    else await route.fulfill({ response });
  });
  await chat.open();
  await chat.ask('读不了：怎么选择模型？');
  await expect(chat.lastAnswer.getByRole('button', { name: '重试' })).toBeEnabled();
  await expect(page.getByRole('button', { name: /^发送$/ })).toBeVisible();
  // What the page loads beside it may still be on its way.
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  expect(problems).not.toEqual([]);
  for (const problem of problems.splice(0)) expect(problem).toContain('Failed to load resource');
});

test('a question that the server refuses is in the box again, and nothing is asked of a model', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  let runs = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/api/runs')) runs++;
  });
  await page.route('**/api/conversations', refusePosts(413, 'request_too_large'));
  await sends(chat, '不被接受一：怎么选择模型？');
  await expect(page.getByText('said by the test')).toBeVisible();
  await expect(chat.composer).toHaveValue('不被接受一：怎么选择模型？');
  await expect(chat.questions).toHaveCount(0);
  await page.unroute('**/api/conversations');
  expect(runs).toBe(0);
  await chat.ask('不被接受二：怎么选择模型？');
  await chat.answered();

  await choosePicture(page, 'refused.png');
  await expect(chips(page)).toHaveText([/^refused\.png\d/]);
  await page.route('**/api/conversations/*/changes', refuse(404, 'not_found'));
  await sends(chat, '不被接受三：怎么选择模型？');
  await expect(chat.composer).toHaveValue('不被接受三：怎么选择模型？');
  await expect(chips(page)).toHaveText([/^refused\.png/]);
  await expect(chat.questions).toHaveCount(1);
  await expect(chat.answers).toHaveCount(1);
  expect(runs).toBe(1);
  // At once, not a moment later: the page may be on its way to where a session begins.
  expect(await page.evaluate(() => Object.values(localStorage).join())).toContain('不被接受三');
  await page.unroute('**/api/conversations/*/changes');
  await chat.composer.press('Enter');
  await expect(pictures(chat.questions.last())).toHaveCount(1);
  await chat.answered();
  await expect(chat.questions).toHaveCount(2);
});

test('what is asked after the session has ended is in the box again after the next one began', {
  tag: '@full',
}, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('会话结束一：怎么选择模型？');
  await chat.answered();
  const address = page.url();
  await page.route('**/api/conversations/*/changes', refuse(401, 'sign_in_required'));
  const left = page.waitForRequest((request) => request.isNavigationRequest());
  await sends(chat, '会话结束二：怎么选择模型？');
  await left;
  await page.waitForLoadState();
  await page.goto(address);
  await expect(chat.composer).toHaveValue('会话结束二：怎么选择模型？');
  await expect(chat.questions).toHaveCount(1);
});

test('Enter while a picture is made sends nothing of another conversation', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('另一个对话：怎么选择模型？');
  await chat.answered();
  await chat.composer.fill('另一个对话的草稿');
  await page.getByRole('button', { name: '新对话' }).click();
  await expect(chat.composer).toHaveValue('');
  const held = Promise.withResolvers<void>();
  await page.route('**/api/pictures?*', async (route) => {
    await held.promise;
    await route.continue();
  });
  const asked = page.waitForRequest('**/api/pictures?*');
  await choosePicture(page, 'held.png');
  await asked;
  await sends(chat, '图片还在上传');
  await page.getByRole('link', { name: '另一个对话：怎么选择模型？' }).click();
  await expect(chat.composer).toHaveValue('另一个对话的草稿');
  const uploaded = page.waitForResponse('**/api/pictures?*');
  held.resolve();
  await (await uploaded).finished();
  await twoFrames(page);
  await expect(chat.composer).toHaveValue('另一个对话的草稿');
  await expect(chat.questions).toHaveCount(1);
});

test('Enter while kept pictures are looked for sends them with the words', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await choosePicture(page, 'kept.png');
  await expect(chips(page)).toHaveText([/^kept\.png\d/]);
  await chat.composer.fill('草稿的图片还在确认：怎么选择模型？');
  await page.reload();
  const held = Promise.withResolvers<void>();
  await page.route('**/api/pictures/*', async (route) => {
    if (route.request().method() === 'HEAD') await held.promise;
    await route.continue();
  });
  const looking = page.waitForRequest((request) => request.method() === 'HEAD');
  await page.reload();
  await looking;
  await chat.ready();
  await expect(chat.composer).toHaveValue('草稿的图片还在确认：怎么选择模型？');
  await chat.composer.press('Enter');
  await expect(chat.composer).toHaveValue('');
  held.resolve();
  await expect(pictures(chat.questions.last())).toHaveCount(1);
  await chat.answered();
  await expect(chips(page)).toHaveCount(0);
});

test('an open editor takes the focus once', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('编辑时的焦点：怎么选择模型？');
  await chat.answered();
  await chat.questions.last().hover();
  await chat.questions.last().getByRole('button', { name: '编辑' }).click();
  const editor = page.getByRole('textbox', { name: '编辑消息' });
  await expect(editor).toBeFocused();
  await chat.chooseModel('ruijing-gpt-lite');
  await expect(editor).not.toBeFocused();
});

test('a name that is being written stays as it is while the list changes', { tag: '@full' }, async ({
  page,
  request,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('改名时的列表：怎么选择模型？');
  await chat.answered();
  const item = page.getByRole('listitem').filter({ hasText: '改名时的列表' }).last();
  await item.hover();
  await item.getByRole('button', { name: /更多|操作/ }).click();
  await page.getByRole('menuitem', { name: '重命名' }).click();
  await expect(page.getByRole('textbox', { name: '对话名称' })).toBeFocused();
  await page.keyboard.type('新的');
  const title = '改名时来的另一个';
  const settings = { model: 'ruijing-gpt-2.0', system: '', parameters: {} };
  const messages = [{ id: crypto.randomUUID(), parentId: null, role: 'user', text: title }];
  const data = { id: crypto.randomUUID(), settings, headId: messages[0]?.id, messages };
  expect((await request.post('/api/conversations', { data })).ok()).toBe(true);
  await tellList(page);
  await expect(page.getByRole('link', { name: title })).toBeVisible();
  await page.keyboard.type('名称');
  await expect(page.getByRole('textbox', { name: '对话名称' })).toHaveValue('新的名称');
});

test('the list stays where asking for it anew fails', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.ask('列表留下：怎么选择模型？');
  await chat.answered();
  const link = page.getByRole('link', { name: '列表留下：怎么选择模型？' });
  await expect(link).toBeVisible();
  let failures = 0;
  await page.route('**/api/conversations', (route) => {
    failures++;
    return route.fulfill({ status: 503, json: {} });
  });
  await tellList(page);
  // Once, and once again.
  await expect.poll(() => failures, { timeout: 8_000 }).toBe(2);
  await twoFrames(page);
  await expect(link).toBeVisible();
  await expect(page.getByText('无法加载对话。')).toHaveCount(0);
});

test('after a picture was tried again the box has the focus', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await page.route('**/api/pictures?*', (route) => route.abort());
  await choosePicture(page, 'again.png');
  const retry = page.getByRole('button', { name: '重试', exact: true });
  await expect(retry).toBeVisible();
  await page.unroute('**/api/pictures?*');
  await retry.focus();
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveText([/^again\.png\d/]);
  await expect(chat.composer).toBeFocused();
});

test('an export says which pictures it lacks', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await choosePicture(page, 'lacking.png');
  await expect(chips(page)).toHaveText([/^lacking\.png\d/]);
  await chat.ask('导出缺图：怎么选择模型？');
  await chat.answered();
  await page.route('**/api/pictures/*', (route) => route.abort());
  await page.getByRole('button', { name: '导出对话' }).click();
  const dialog = page.getByRole('dialog', { name: '导出对话' });
  const download = page.waitForEvent('download');
  await dialog.getByRole('button', { name: '下载 JSON' }).click();
  await download;
  await expect(dialog).toContainText('有 1 张图片无法读取');
});
