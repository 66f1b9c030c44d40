import { mkdtempSync, rmSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { wholeConversationSchema } from '#lib/contract/conversations.ts';
import { ChatPage } from './support/chat.ts';
import { delta, openStream, sse, startFakeUpstream } from './support/fake-upstream.ts';
import { expect, test } from './support/test.ts';

/** Words that a cut could break: surrogate pairs, joined emoji, Chinese, Markdown over several lines. */
const WORDS = [
  '把 `stream` 设为 ',
  'true',
  '，👩‍💻 一段一段',
  '地返回。\n\n',
  '- 第一项\n',
  '- 第二项 **粗',
  '体**\n\n',
  '😀 end. ',
];
const textOf = (count: number) =>
  Array.from({ length: count }, (_, index) => `${WORDS[index % WORDS.length]}`).join('');

/** Streams so many pieces at a steady pace, and ends well. */
function streams(count: number, everyMs: number) {
  return (response: ServerResponse) => {
    openStream(response);
    let sent = 0;
    const timer = setInterval(() => {
      if (sent < count) response.write(sse(delta({ content: WORDS[sent % WORDS.length] })));
      else {
        clearInterval(timer);
        response.end(sse(delta({}, 'stop')) + sse('[DONE]'));
      }
      sent++;
    }, everyMs);
    response.on('close', () => clearInterval(timer));
  };
}

const RELOADS = process.env.FULL === '1' ? 50 : 6;

test(`reloaded at ${RELOADS} random moments, an answer is the upstream’s to the byte`, async ({
  page,
  startConsole,
}) => {
  test.setTimeout(300_000);
  const upstream = await startFakeUpstream();
  const pieces = 400;
  upstream.script('fake-large', streams(pieces, 20));
  const { url } = await startConsole({ RUIJING_BASE_URL: upstream.url });
  const chat = new ChatPage(page);
  const shown = async () =>
    (
      await chat.lastAnswer
        .locator('.md')
        .textContent()
        .catch(() => null)
    )?.length ?? 0;
  for (let reloads = 0; reloads < RELOADS; ) {
    await page.goto(`${url}/chat`);
    await chat.ready();
    await chat.ask('说一段长的');
    await chat.begun();
    // Each time when so many more letters have come as chance wants it.
    for (let seen = await shown(); reloads < RELOADS && (await chat.stopButton.isVisible()); seen = await shown()) {
      const wanted = seen + Math.ceil(Math.random() * 200);
      await expect
        .poll(async () => (await shown()) >= wanted || !(await chat.stopButton.isVisible()), { intervals: [20] })
        .toBe(true);
      await page.reload();
      reloads++;
      await chat.begun();
    }
    await chat.answered();
    const stored = await page.request.get(`${url}/api/conversations/${chat.id()}`);
    const answer = wholeConversationSchema.parse(await stored.json()).messages.at(-1);
    expect(answer?.answer?.status).toBe('done');
    expect(answer?.text).toBe(textOf(pieces));
  }
  // One run each, however often the page came back.
  expect(upstream.seen.filter(({ path }) => path.endsWith('/chat/completions')).length).toBeLessThanOrEqual(RELOADS);
  await page.goto('about:blank');
  await upstream.close();
});

test('a server killed in mid-stream shows the run as interrupted, with all that had arrived', async ({
  page,
  startConsole,
}) => {
  const upstream = await startFakeUpstream();
  upstream.script('fake-large', streams(100_000, 10));
  const dataDir = mkdtempSync(join(tmpdir(), 'ruijing-killed-'));
  const settings = { RUIJING_BASE_URL: upstream.url, RUIJING_DATA_DIR: dataDir };
  const first = await startConsole(settings);
  await page.goto(`${first.url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  await chat.ask('说不完的话');
  await chat.begun();
  await expect.poll(async () => (await chat.answerText()).length).toBeGreaterThan(200);
  const seen = (await chat.lastAnswer.locator('.md').textContent()) ?? '';
  process.kill(first.pid, 'SIGKILL');
  await expect(chat.lastAnswer).toContainText('连接断开');

  const { port } = new URL(first.url);
  const again = await startConsole({ ...settings, PORT: port });
  expect(again.url).toBe(first.url);
  // The page comes back by itself, and so does one that is opened anew.
  await expect(chat.lastAnswer).toContainText('服务中断');
  await page.reload();
  await expect(chat.lastAnswer).toContainText('服务中断');
  await expect
    .poll(async () => ((await chat.lastAnswer.locator('.md').textContent()) ?? '').length)
    .toBeGreaterThanOrEqual(seen.length);
  expect(((await chat.lastAnswer.locator('.md').textContent()) ?? '').startsWith(seen.slice(0, -20))).toBe(true);
  await page.goto('about:blank');
  await again.stop();
  await upstream.close();
  rmSync(dataDir, { recursive: true, force: true });
});
