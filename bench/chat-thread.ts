import type { Browser, Page } from '@playwright/test';
import { LAST_WORDS, markdownAnswer } from './chat-answer.ts';
import { ask, heapBytes, newPage, openChat } from './chat-browser.ts';
import { MODEL } from './load.ts';
import { median, percentile } from './statistics.ts';

/** A conversation that has grown long, and a page that has been used for long. */

export interface LongThread {
  /** In a console that is open: from the click until every message stands on the page and is painted. */
  readonly openMs: number;
  /** The same from a navigation, with the console's own start in it. */
  readonly reloadMs: number;
  readonly keyToPaintMsP95: number;
}

const KEYS = 'The quick brown fox jumps over the lazy dog, and then it does so again. '.repeat(2);
const KEY_EVERY_MS = 60;
const OPENINGS = 5;

export async function measureLongThread(browser: Browser, origin: string, messages: number): Promise<LongThread> {
  const { page } = await newPage(browser);
  try {
    const openMs: number[] = [];
    const reloadMs: number[] = [];
    const url = await prepareThread(page, origin, messages);
    for (let round = 0; round < OPENINGS; round++) {
      await page.goto(url, { waitUntil: 'commit' });
      reloadMs.push(await painted(page, messages, 0));
      await leaveThread(page);
      openMs.push(await openThread(page, messages));
    }
    const box = page.locator('textarea').first();
    await box.focus();
    await box.pressSequentially(KEYS, { delay: KEY_EVERY_MS });
    const keyMs = await page.evaluate(() => window.bench.keyMs);
    return { openMs: median(openMs), reloadMs: median(reloadMs), keyToPaintMsP95: percentile(keyMs, 0.95) };
  } finally {
    await page.context().close();
  }
}

const THREAD_ID = 'a-long-conversation';
const THREAD_TITLE = 'A long conversation';

/** Makes a conversation of so many messages. @returns its page */
async function prepareThread(page: Page, origin: string, messages: number): Promise<string> {
  const text = markdownAnswer(1_500);
  const id = (index: number) => `message-${index}`;
  const thread = Array.from({ length: messages }, (_, index) => ({
    ...{ id: id(index), parentId: index === 0 ? null : id(index - 1) },
    ...(index % 2 === 0 ? { role: 'user', text: `Question ${index}?` } : { role: 'assistant', text, answer: ANSWER }),
  }));
  const made = await page.request.post(`${origin}/api/conversations`, {
    data: {
      ...{ id: THREAD_ID, title: THREAD_TITLE, headId: id(messages - 1), messages: thread },
      settings: { model: MODEL, system: '', parameters: {} },
    },
  });
  if (!made.ok()) throw new Error(await made.text());
  // The first visit of a person who has been here before: scripts are in the browser's cache.
  await openChat(page, `${origin}/chat`);
  return `${origin}/chat/${THREAD_ID}`;
}

const ANSWER = {
  ...{ model: MODEL, sandbox: false, reasoning: '', toolCalls: [], status: 'done', finishReason: 'stop' },
  usage: { promptTokens: 9, completionTokens: 400, estimated: false },
  timings: { firstAnswerMs: 300, totalMs: 4_000 },
};

/** Goes to an empty conversation. */
async function leaveThread(page: Page): Promise<void> {
  await startAnew(page);
  await page.waitForLoadState('networkidle');
}

/** Goes back to the conversation. @returns how long it took */
async function openThread(page: Page, messages: number): Promise<number> {
  const link = page.getByRole('link', { name: THREAD_TITLE });
  const clicked = link.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        element.addEventListener('click', ({ timeStamp }) => resolve(timeStamp), { once: true });
      }),
  );
  await link.click();
  return await painted(page, messages, await clicked);
}

/** @returns milliseconds from `sinceMs` of the page's clock until so many messages are painted */
const painted = (page: Page, messages: number, sinceMs: number): Promise<number> =>
  page.evaluate(
    ({ count, words, since }) =>
      new Promise<number>((resolve) => {
        const articles = document.getElementsByTagName('article');
        const look = () => {
          const whole = articles.length >= count && articles[count - 1]?.textContent.includes(words) === true;
          if (!whole) requestAnimationFrame(look);
          else {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve(performance.now() - since);
            port2.postMessage(null);
          }
        };
        requestAnimationFrame(look);
      }),
    { count: messages, words: LAST_WORDS, since: sinceMs },
  );

export interface HeapGrowth {
  readonly after10MB: number;
  readonly after100MB: number;
}

/** Long answers one after the other, each in a conversation of its own. */
export async function measureHeap(browser: Browser, origin: string): Promise<HeapGrowth> {
  const { page, devtools } = await newPage(browser);
  try {
    await openChat(page, `${origin}/chat`);
    const answer = async (count: number): Promise<number> => {
      for (let index = 0; index < count; index++) {
        await ask(page, { characters: 60_000, size: 24, paceMs: 0 });
        await startAnew(page);
      }
      return (await heapBytes(devtools)) / 1e6;
    };
    const after10MB = await answer(10);
    return { after10MB, after100MB: await answer(90) };
  } finally {
    await page.context().close();
  }
}

async function startAnew(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(新对话|New chat)$/ }).click();
  await page.locator('article').first().waitFor({ state: 'detached' });
}
