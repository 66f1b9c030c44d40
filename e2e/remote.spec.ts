import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { ChatPage } from './support/chat.ts';
import { expect, test } from './support/test.ts';
import { startUpstreamProcess, type UpstreamProcess } from './support/upstream-process.ts';

/** Stands nowhere else: wherever it turns up, it has leaked. */
const KEY = 'sk-sentinel-7f3a9c1e5b2d4860';

let upstream: UpstreamProcess;

test.beforeAll(async () => {
  upstream = await startUpstreamProcess();
});
test.afterAll(() => upstream.stop());

test('T-KEY-01 the chat journey on another server, and its key in no response, page, bundle or log', async ({
  page,
  context,
  startConsole,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const console = await startConsole({ RUIJING_API_KEY: KEY, RUIJING_BASE_URL: upstream.url });
  const texts: Promise<string>[] = [];
  page.on('response', (response) => {
    texts.push(
      response.text().catch(() => ''),
      response.allHeaders().then((headers) => JSON.stringify(headers)),
    );
  });

  const chat = new ChatPage(page);
  await page.goto(`${console.url}/chat`);
  await chat.ready();
  await expect(page.getByText('沙盒')).toHaveCount(0);
  await chat.ask('ping pong');
  await chat.answered();
  await expect(chat.lastAnswer).toContainText('You said: ping pong');
  await expect(chat.lastAnswer.getByRole('strong')).toHaveCount(1);
  await expect(chat.lastAnswer.getByRole('group', { name: 'js' })).toContainText('console.log(1);');

  const thinking = chat.lastAnswer.locator('details');
  await expect(thinking.getByText(/思考了 .* 秒/)).toBeVisible();
  await expect(chat.lastAnswer.getByText('They want an echo.')).toBeHidden();
  await thinking.locator('summary').click();
  await expect(chat.lastAnswer.getByText('They want an echo.')).toBeVisible();
  await chat.lastAnswer.getByRole('button', { name: '复制回答' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).not.toContain('echo.');
  const figures = chat.lastAnswer.getByRole('list', { name: '这次回答的数据' });
  await expect(figures).toContainText('首次思考');
  await expect(figures).toContainText('首字');
  await expect(figures).toContainText('输入 11');

  await page.getByRole('button', { name: /^连接：/ }).click();
  await expect(page.getByRole('dialog')).toContainText(upstream.url);
  await expect(page.getByRole('dialog')).toContainText('已设置密钥');
  await page.getByRole('button', { name: '测试连接' }).click();
  await expect(page.getByText('连接正常。')).toBeVisible();
  await expect(page.getByRole('dialog')).toContainText('2 个模型');
  await page.keyboard.press('Escape');

  await page.reload();
  await expect(chat.lastAnswer).toContainText('You said: ping pong');
  await page.goto(`${console.url}/docs`);

  for (const text of await Promise.all(texts)) expect(text).not.toContain(KEY);
  expect(await page.content()).not.toContain(KEY);
  expect(console.logs()).not.toContain(KEY);
  expect(console.logs()).toContain('"endpoint":"chat.completions"');
  const build = readdirSync('.next', { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(build.length).toBeGreaterThan(50);
  for (const entry of build) expect(readFileSync(join(entry.parentPath, entry.name)).includes(KEY)).toBe(false);
});

test('no module of the server is in a bundle for the browser', () => {
  const chunks = readdirSync('.next/static', { recursive: true, withFileTypes: true }).filter((entry) =>
    entry.name.endsWith('.js'),
  );
  expect(chunks.length).toBeGreaterThan(5);
  for (const entry of chunks) {
    const source = readFileSync(join(entry.parentPath, entry.name), 'utf8');
    for (const mark of ['must be a JSON object with whole numbers', 'ruijing.container', 'node:http', 'undici'])
      expect(source, entry.name).not.toContain(mark);
  }
});

test('an upstream that is not there: the page says so, and the test names what failed', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_BASE_URL: 'http://127.0.0.1:9/v1' });
  await page.goto(`${url}/chat`);
  await expect(page.getByRole('main').getByRole('alert')).toContainText('无法加载模型列表');
  await page.getByRole('button', { name: /^连接：\s*连接有问题/ }).click();
  await page.getByRole('button', { name: '测试连接' }).click();
  const report = page.getByRole('dialog').getByRole('status').filter({ hasText: /./ });
  await expect(report).toContainText('连接有问题：连不上上游');
  await expect(report).toContainText('upstream_unreachable');
  await expect(report.getByRole('listitem').first()).toContainText('失败');
  await expect(report.getByRole('listitem').last()).toContainText('未执行');
});
