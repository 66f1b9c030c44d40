import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { pictureSchema, sharedConversationSchema, shareSchema } from '#lib/contract/conversations.ts';
import { imageSize } from '#lib/domain/vision/image-size.ts';
import { ChatPage } from './support/chat.ts';
import { giveFiles, type TestFile, takePhoto } from './support/photo.ts';
import { gifOf, pngOf } from './support/pictures.ts';
import { callAs, foundTeam, inviteMember, type Member } from './support/team.ts';
import { expect, test } from './support/test.ts';

const fileOf = (name: string, buffer: Buffer, mimeType = 'image/png'): TestFile => ({ name, mimeType, buffer });
const png = (name: string, [width, height] = [40, 30]) => fileOf(name, pngOf(width ?? 1, height ?? 1));

const chips = (page: Page): Locator => page.getByRole('list', { name: '要发送的图片' }).getByRole('listitem');
const ready = (page: Page, count: number) =>
  expect(page.getByRole('status').filter({ hasText: `${count} 张图片，${count} 张已就绪` })).toBeAttached();
/** Beside the one by which Next tells of pages. */
const refusals = (page: Page): Locator => page.getByRole('alert').filter({ hasText: /./ });
const sent = (question: Locator): Locator => question.getByRole('list', { name: '图片' }).getByRole('img');

/** From the disk, as a person does: handed over as bytes they would pass through the page first. */
async function choose(page: Page, files: readonly TestFile[], press?: () => Promise<void>): Promise<void> {
  const folder = test.info().outputPath('chosen');
  mkdirSync(folder, { recursive: true });
  const paths = files.map(({ name }) => join(folder, name));
  for (const [at, { buffer }] of files.entries()) writeFileSync(paths[at] ?? '', buffer);
  const chooser = page.waitForEvent('filechooser');
  await (press ?? (() => page.getByRole('button', { name: '添加图片' }).click()))();
  await (await chooser).setFiles(paths);
}

/** The bytes that the server holds of a picture that is shown. */
async function bytesOf(page: Page, picture: Locator): Promise<Buffer> {
  const response = await page.request.get((await picture.getAttribute('src')) ?? '');
  expect(response.headers()).toMatchObject({
    'x-content-type-options': 'nosniff',
    'content-disposition': 'inline',
    'cache-control': 'private, max-age=31536000, immutable',
    'content-security-policy': "default-src 'none'; sandbox; frame-ancestors 'none'",
  });
  return await response.body();
}

const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);

test('a photo of 12 megapixels is made small without holding up the page, and goes without its place', async ({
  page,
  browser,
}) => {
  const photo = await takePhoto(browser);
  const chat = new ChatPage(page);
  await chat.open();
  // What makes pictures is there by then: its coming is not what is measured.
  await choose(page, [png('first.png')]);
  await ready(page, 1);
  // The best of three: what else the machine does meanwhile is no part of it.
  const longest: number[] = [];
  for (let round = 0; round < 3; round++) {
    await page.getByRole('button', { name: /^移除 / }).click();
    await page.evaluate(() => {
      const long: number[] = [];
      const observer = new PerformanceObserver((list) => long.push(...list.getEntries().map((task) => task.duration)));
      observer.observe({ type: 'longtask' });
      Object.assign(window, { longest: () => Math.max(0, ...long) });
    });
    await choose(page, [photo]);
    await ready(page, 1);
    longest.push(Number(await page.evaluate('longest()')));
  }
  test.info().annotations.push({ type: 'longest tasks', description: longest.join(', ') });
  expect(Math.min(...longest)).toBeLessThanOrEqual(50);
  // The sizes before and after.
  await expect(chips(page)).toHaveText(/^IMG_0001\.jpg\d[\d.]* MB → \d+ KB$/);

  await chat.ask('照片里有什么：怎么选择模型？');
  await expect(chips(page)).toHaveCount(0);
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('沙盒的对话暂时看不了图片。收到 1 张：JPEG，1536 × 2048 像素。');
  const picture = sent(chat.questions.last());
  await expect(picture).toHaveAttribute('alt', 'IMG_0001.jpg');
  const kept = await bytesOf(page, picture);
  expect(photo.buffer.includes('Cam')).toBe(true);
  for (const told of ['Cam', 'Exif', 'GPS']) expect(kept.includes(told)).toBe(false);
  expect(kept.byteLength).toBeLessThan(photo.buffer.byteLength / 2);
  expect(imageSize(kept)).toEqual({ width: 1_536, height: 2_048 });

  await page.reload();
  await expect(picture).toBeVisible();
  // Its box was there before it came.
  await expect(picture).toHaveAttribute('width', '1536');
  await expect.poll(() => picture.evaluate((image) => Math.round(image.getBoundingClientRect().height))).toBe(240);
  await picture.click();
  const large = page.getByRole('dialog', { name: 'IMG_0001.jpg' });
  await expect(large.getByRole('img', { name: 'IMG_0001.jpg' })).toBeVisible();
  await expect(large).toContainText('1,536 × 2,048 像素');
  await page.keyboard.press('Escape');
  await expect(large).toBeHidden();
  await expect(page.getByRole('button', { name: 'IMG_0001.jpg' })).toBeFocused();
});

test('Enter while pictures are made sends them when they are made', { tag: '@full' }, async ({ page, browser }) => {
  const chat = new ChatPage(page);
  await chat.open();
  const photo = await takePhoto(browser);
  await choose(page, [photo, png('small.png')]);
  await chat.composer.fill('等图片：怎么选择模型？');
  await chat.composer.press('Enter');
  await expect(chat.composer).toHaveValue('');
  await expect(sent(chat.questions.last())).toHaveCount(2);
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('收到 2 张：JPEG，1536 × 2048 像素；PNG，40 × 30 像素。');
});

test('files are dropped anywhere: pictures are taken, the others are refused by their names', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  const files = [
    png('图 1.png'),
    fileOf('IMG_2.heic', Buffer.from('\0\0\0\x18ftypheic\0\0\0\0', 'latin1'), 'image/heic'),
    fileOf('logo.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'image/svg+xml'),
    fileOf('notes.txt', Buffer.from('words'), 'text/plain'),
    fileOf('broken.png', pngOf(40, 30).subarray(0, 45)),
    fileOf('moves.gif', gifOf(1, 1), 'image/gif'),
  ];
  await giveFiles(page, 'hold', files);
  await expect(page.getByText('松开鼠标，添加图片')).toBeVisible();
  await giveFiles(page, 'drop', files);
  await expect(page.getByText('松开鼠标，添加图片')).toBeHidden();
  await expect(chat.composer).toBeFocused();
  await ready(page, 2);
  await expect(chips(page)).toHaveText([/^图 1\.png/, /^moves\.gif/]);
  const alert = refusals(page);
  for (const name of ['IMG_2.heic', 'logo.svg', 'notes.txt']) {
    await expect(alert).toContainText(`没有添加“${name}”：只支持 PNG、JPEG、WebP 和 GIF 图片。`);
  }
  await expect(alert).toContainText('没有添加“broken.png”：图片无法打开，可能已损坏。');
  // Of what moves the first picture.
  await expect
    .poll(async () => (await bytesOf(page, chips(page).nth(1).locator('img'))).subarray(1, 4).toString())
    .toBe('PNG');
});

test('a picture is pasted; of words that come with one the words are', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.composer.focus();
  // Nobody kept the browser from pasting what it would.
  expect(await giveFiles(page, 'paste', [png('image.png')], 'a cell of a table')).toBe(true);
  expect(await giveFiles(page, 'paste', [png('image.png')])).toBe(false);
  await ready(page, 1);
  // As file managers copy a file: with its name.
  expect(await giveFiles(page, 'paste', [png('second.png')], 'second.png')).toBe(false);
  await ready(page, 2);
  await expect(chat.composer).toHaveValue('');
  await chat.composer.press('Enter');
  await expect(sent(chat.questions.last())).toHaveCount(2);
  await chat.answered();
  // Without words nobody can tell in which language.
  await expect(chat.lastAnswer).toContainText('The sandbox cannot look at pictures in chat yet. It got 2: PNG');
  await expect(page.getByRole('link', { name: 'image.png' })).toBeVisible();
});

test('a message takes ten; the eleventh is refused, and files of more than 20 MB are', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  const eleven = Array.from({ length: 11 }, (_, at) => png(`${at + 1}.png`));
  await choose(page, [fileOf('huge.png', Buffer.alloc(20_000_001)), ...eleven]);
  await ready(page, 10);
  await expect(refusals(page)).toContainText('没有添加“huge.png”：文件超过 20 MB。');
  await expect(refusals(page)).toContainText('没有添加“11.png”：一条消息最多 10 张图片。');
});

test('that all one’s room for pictures is used up is said in one’s own words, and tried again', {
  tag: '@full',
}, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  const error = { code: 'conflict', type: 'invalid_request_error', message: 'Your pictures take 500 of 500 MB.' };
  await page.route('**/api/pictures?*', (route) => route.fulfill({ status: 409, json: { error } }), { times: 1 });
  await choose(page, [png('late.png')]);
  await expect(refusals(page)).toContainText('没有添加“late.png”：你的图片已用满 500 MB。');
  await page.getByRole('button', { name: '重试', exact: true }).click();
  await ready(page, 1);
});

test('pictures of a draft are there after a reload, and with their own conversation only', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await choose(page, [png('draft.png')]);
  await ready(page, 1);
  await chat.composer.fill('图片草稿：怎么选择模型？');
  await page.reload();
  await expect(chips(page)).toHaveText([/^draft\.png/]);
  await expect(chat.composer).toHaveValue('图片草稿：怎么选择模型？');
  // One that the server has cleared meanwhile is not sent, and it is said which. On another page: this one keeps what
  // stands in it when it goes.
  const address = page.url();
  await page.goto('/keys');
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage).filter((name) => name.endsWith('.pictures'))) {
      const [first] = JSON.parse(localStorage.getItem(key) ?? '[]');
      const old = { ...first, picture: { ...first.picture, id: 'old-old-old', name: 'old.png' } };
      localStorage.setItem(key, JSON.stringify([first, old]));
    }
  });
  await page.goto(address);
  await expect(refusals(page)).toContainText('“old.png”超过一天没有发送');
  await expect(chips(page)).toHaveText([/^draft\.png/]);
  await chat.composer.press('Enter');
  await expect(sent(chat.questions.last())).toHaveCount(1);
  await chat.answered();
  await choose(page, [png('next.png')]);
  await ready(page, 1);
  await page.getByRole('button', { name: '新对话' }).click();
  await expect(chips(page)).toHaveCount(0);
  await page.getByRole('link', { name: '图片草稿：怎么选择模型？' }).click();
  await expect(chips(page)).toHaveText([/^next\.png/]);
});

test('a model that takes no pictures is told of before anything is sent, with one that does', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.chooseModel('ruijing-gpt-lite');
  await choose(page, [png('seen.png')]);
  await expect(page.getByText('ruijing-gpt-lite 不支持图片，发送后很可能会被拒绝。')).toBeVisible();
  await page.getByRole('button', { name: '换用 ruijing-gpt-2.0' }).click();
  await expect(chat.modelButton(/ruijing-gpt-2\.0/)).toBeVisible();
  await expect(page.getByText('ruijing-gpt-lite 不支持图片')).toBeHidden();
});

test('pictures count among the tokens, and are asked again with the question', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await chat.composer.fill('重新提问：怎么选择模型？');
  const figures = page.getByRole('button', { name: /≈ \d+ 输入/ });
  const tokens = async () => Number(/≈ (\d+)/.exec((await figures.textContent()) ?? '')?.[1]);
  await figures.waitFor();
  const before = await tokens();
  await choose(page, [png('one.png'), png('two.png')]);
  await ready(page, 2);
  await expect.poll(tokens).toBe(before + 2 * 85);

  const asked = () => page.waitForRequest((candidate) => candidate.url().endsWith('/api/runs'));
  const contentOf = async (made: ReturnType<typeof asked>) =>
    (await made).postDataJSON().request.messages.at(-1).content;
  let request = asked();
  await chat.composer.press('Enter');
  const content = await contentOf(request);
  expect(content).toEqual([
    { type: 'text', text: '重新提问：怎么选择模型？' },
    { type: 'image_url', image_url: { url: expect.stringMatching(/^picture:/) } },
    { type: 'image_url', image_url: { url: expect.stringMatching(/^picture:/) } },
  ]);
  await chat.answered();
  request = asked();
  await chat.lastAnswer.getByRole('button', { name: '重新生成' }).click();
  expect(await contentOf(request)).toEqual(content);
  await chat.answered();

  await chat.questions.last().hover();
  await chat.questions.last().getByRole('button', { name: '编辑' }).click();
  await page.getByRole('button', { name: '移除 one.png' }).click();
  request = asked();
  await page.getByRole('button', { name: '重新发送' }).click();
  expect(await contentOf(request)).toEqual([content[0], content[2]]);
  await chat.answered();
  await expect(sent(chat.questions.last())).toHaveCount(1);
  // The first question is still what it was.
  await page.getByRole('button', { name: '上一个版本' }).first().click();
  await expect(sent(chat.questions.last())).toHaveCount(2);
  // Other words keep the pictures.
  await chat.questions.last().hover();
  await chat.questions.last().getByRole('button', { name: '编辑' }).click();
  await page.getByRole('textbox', { name: '编辑消息' }).fill('重新提问，改过');
  await page.getByRole('button', { name: '保存' }).click();
  await page.reload();
  await expect(chat.questions.last()).toContainText('重新提问，改过');
  await expect(sent(chat.questions.last())).toHaveCount(2);
});

test('an exported conversation brings its pictures with it, to the byte', { tag: '@full' }, async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await choose(page, [png('kept.png', [300, 200])]);
  await ready(page, 1);
  await chat.ask('带图导出：怎么选择模型？');
  await chat.answered();
  const picture = sent(chat.questions.last());
  const [source, bytes] = [await picture.getAttribute('src'), await bytesOf(page, picture)];
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: '导出对话' }).click();
  await page.getByRole('button', { name: '下载 JSON' }).click();
  const file = await (await download).path();

  await page.getByRole('button', { name: '导入对话' }).click();
  const chooser = page.waitForEvent('filechooser');
  await page.getByRole('dialog').getByRole('button', { name: '选择文件' }).click();
  await (await chooser).setFiles(file);
  await expect(page.getByText('已导入 1 个对话。')).toBeVisible();
  await page.getByRole('button', { name: '打开' }).click();
  await expect(picture).not.toHaveAttribute('src', source ?? '');
  await expect(picture).toHaveAttribute('alt', 'kept.png');
  expect((await bytesOf(page, picture)).equals(bytes)).toBe(true);
});

test('by keyboard alone, on a phone: choose, take out, send, look', { tag: '@full' }, async ({ page }) => {
  await page.setViewportSize({ width: 360, height: 740 });
  const chat = new ChatPage(page);
  await chat.open();
  const add = page.getByRole('button', { name: '添加图片' });
  const tabTo = async (target: Locator) => {
    for (let presses = 0; presses < 20; presses++) {
      await page.keyboard.press('Tab');
      if (await target.evaluate((element) => element === document.activeElement)) return;
    }
    throw new Error('Tab never reached it');
  };
  await chat.composer.focus();
  await tabTo(add);
  await choose(page, [png('a-very-long-name-of-a-screenshot-2026-11-26.png', [300, 200]), png('out.png')], () =>
    page.keyboard.press('Enter'),
  );
  await ready(page, 2);
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await page.keyboard.press('Shift+Tab');
  await expect(chat.composer).toBeFocused();
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: '移除 out.png' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(chips(page)).toHaveCount(1);
  await expect(chat.composer).toBeFocused();
  await page.keyboard.type('键盘：怎么选择模型？');
  await page.keyboard.press('Control+Enter');
  await chat.answered();
  expect(await overflow(page)).toBeLessThanOrEqual(0);
  await sent(chat.questions.last()).locator('..').focus();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
});

test('in a team pictures are their owner’s, and whoever reads a share sees those of its copy alone', {
  tag: '@full',
}, async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
  const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
  const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
  const upload = async (by: Member, name: string) => {
    const headers = { cookie: by.cookie, 'content-type': 'image/png' };
    const response = await fetch(`${url}/api/pictures?name=${name}`, { method: 'POST', headers, body: pngOf(4, 3) });
    expect(response.status).toBe(200);
    return pictureSchema.parse(await response.json());
  };
  const statusOf = async (by: Member | undefined, path: string) => (await callAs(url, by?.cookie, path)).status;
  const [shown, other, theirs] = [
    await upload(alice, 'shown'),
    await upload(alice, 'other'),
    await upload(bob, 'theirs'),
  ];
  expect(await statusOf(alice, `/api/pictures/${shown.id}`)).toBe(200);
  expect(await statusOf(bob, `/api/pictures/${shown.id}`)).toBe(404);
  // An admin reads nobody's conversations either.
  expect(await statusOf(admin, `/api/pictures/${shown.id}`)).toBe(404);
  expect(await statusOf(viewer, `/api/pictures/${shown.id}`)).toBe(403);
  expect(await statusOf(undefined, `/api/pictures/${shown.id}`)).toBe(401);

  const question = (id: string, pictures: object[]) => ({ id, parentId: null, role: 'user', text: 'look', pictures });
  const settings = { model: 'ruijing-gpt-2.0', system: '', parameters: {} };
  const messages = [question('question-1', [shown]), question('question-2', [other])];
  const body = { id: 'conversation-1', settings, messages, headId: 'question-1' };
  expect((await alice.fetch('/api/conversations', { body })).status).toBe(200);
  const stolen = { ...body, id: 'conversation-2', messages: [question('question-1', [theirs])] };
  expect((await alice.fetch('/api/conversations', { body: stolen })).status).toBe(404);

  const share = await alice.api('/api/conversations/conversation-1/share', shareSchema, { method: 'POST' });
  const copy = await viewer.api(`/api/shared/${share.id}`, sharedConversationSchema);
  expect(copy.messages[0]?.pictures).toEqual([shown]);
  const sharedPath = (id: string) => `/api/shared/${share.id}/pictures/${id}`;
  for (const by of [viewer, bob]) {
    expect(await statusOf(by, sharedPath(shown.id))).toBe(200);
    // Neither what the copy does not show, nor what is another's, nor what is not there.
    for (const id of [other.id, theirs.id, 'nothing']) expect(await statusOf(by, sharedPath(id))).toBe(404);
  }
  expect(await statusOf(undefined, sharedPath(shown.id))).toBe(401);
  await alice.fetch('/api/conversations/conversation-1/share', { method: 'DELETE' });
  expect(await statusOf(viewer, sharedPath(shown.id))).toBe(404);
});
