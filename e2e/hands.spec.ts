import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { type Script, startFakeUpstream } from './support/fake-upstream.ts';
import { browserCookies, foundTeam, inviteMember } from './support/team.ts';
import { expect, test } from './support/test.ts';

const palette = (page: Page) => page.getByRole('combobox', { name: /^(命令面板|Command palette)$/ });

test.describe('the command palette', () => {
  test('Ctrl+K opens it, even while writing; Escape and Ctrl+K close it, and writing goes on', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.fill('写到一半');
    for (const close of ['Escape', 'Control+k']) {
      await page.keyboard.press('Control+k');
      await expect(palette(page)).toBeFocused();
      await page.keyboard.press(close);
      await expect(palette(page)).toBeHidden();
      await expect(chat.composer).toBeFocused();
    }
    await page.keyboard.type('的话');
    await expect(chat.composer).toHaveValue('写到一半的话');
  });

  test('a button opens it, and what was chosen there comes first the next time', { tag: '@full' }, async ({ page }) => {
    await new ChatPage(page).open();
    await page.getByRole('button', { name: '搜索与命令' }).click();
    await palette(page).fill('主题 深');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
    await expect(page.getByRole('complementary').getByRole('button', { name: '主题: 深色' })).toBeVisible();
    await page.keyboard.press('Control+k');
    await expect(page.getByRole('option').first()).toContainText('主题：深色');
  });

  test('pages and commands are found by their names in either language', async ({ page, startConsole }) => {
    // One without conversations: what was said is found too.
    const { url } = await startConsole({});
    await page.goto(`${url}/chat`);
    await new ChatPage(page).ready();
    for (const [query, name] of [
      ['api keys', '密钥'],
      ['models', '模型'],
      ['限额', '限额'],
      ['额度', '套餐'],
      ['new chat', undefined],
      ['english', '语言：英文 English'],
    ] as const) {
      await page.keyboard.press('Control+k');
      await palette(page).fill(query);
      // A new chat is nothing to do in an empty one.
      if (name === undefined) await expect(page.getByText('没有匹配的结果')).toBeVisible();
      else await expect(page.getByRole('option').first()).toContainText(name);
      await page.keyboard.press('Escape');
      // Until it has closed, the same keys would close it.
      await expect(palette(page)).toBeHidden();
    }
    await page.keyboard.press('Control+k');
    await palette(page).fill('models');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/models');
    await page.keyboard.press('Control+k');
    await palette(page).fill('english');
    await page.keyboard.press('Enter');
    await expect(page.locator('html')).toHaveAttribute('lang', 'en');
    await page.keyboard.press('Control+k');
    await palette(page).fill('中文');
    await expect(page.getByRole('option')).toHaveText(/Language: Chinese/);
  });

  test('it offers nothing that may not be seen, and the way out', { tag: '@full' }, async ({ page, startConsole }) => {
    const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
    const ada = await foundTeam(url);
    const eve = await inviteMember(url, ada, { role: 'viewer', name: 'Eve' });
    await page.context().addCookies(browserCookies(url, eve));
    await page.goto(`${url}/docs`);
    const sections = await page.getByRole('navigation', { name: '主导航' }).getByRole('link').allTextContents();
    // Which keys it has shows when the page is ready for them.
    await page.getByText('Ctrl', { exact: true }).waitFor();
    await page.getByRole('button', { name: '搜索与命令' }).click();
    const options = page.getByRole('group', { name: '前往' }).getByRole('option');
    await expect(options).toHaveText(sections);
    await palette(page).fill('sign out');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/sign-in');
    await page.goto(`${url}/keys`);
    await page.waitForURL('**/sign-in**');
  });

  test('commands of the chat do what they say', { tag: '@full' }, async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    const run = async (name: string) => {
      await page.keyboard.press('Control+k');
      await palette(page).fill(name);
      await page.keyboard.press('Enter');
      await expect(palette(page)).toBeHidden();
    };
    await run('导出对话');
    await expect(page.getByRole('heading', { name: '导出对话' })).toBeVisible();
    await page.keyboard.press('Escape');
    await run('选择模型');
    await expect(page.getByRole('combobox', { name: '搜索模型' })).toBeFocused();
    await page.keyboard.press('Escape');
    await run('连接模型');
    await expect(page.getByRole('heading', { name: '连接模型' })).toBeVisible();
    await page.keyboard.press('Escape');
    await run('参数');
    await expect(page.getByRole('complementary', { name: '参数' })).toBeHidden();
    await run('复制最近的回答');
    await expect(page.getByRole('status').filter({ hasText: '已复制最近的回答' })).toBeVisible();
    expect((await page.evaluate(() => navigator.clipboard.readText())).length).toBeGreaterThan(20);
    await run('重新生成');
    await chat.answered();
    await expect(chat.lastAnswer).toContainText('2 / 2');
    await run('新对话');
    await expect(chat.questions).toHaveCount(0);
    await expect(chat.composer).toBeFocused();
  });
});

test.describe('shortcuts', () => {
  test('? lists them unless somebody types, and says what this page offers', { tag: '@full' }, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.focus();
    await page.keyboard.type('?');
    await expect(chat.composer).toHaveValue('?');
    await page.getByRole('heading', { name: '向模型提问' }).click();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: '键盘快捷键' });
    await expect(dialog.getByText('停止回答', { exact: true })).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toBeHidden();
    await page.goto('/models');
    await page.getByRole('table').waitFor();
    await page.keyboard.press('Control+/');
    await expect(dialog.getByText('打开命令面板')).toBeVisible();
    await expect(dialog.getByText('停止回答', { exact: true })).toHaveCount(0);
  });

  test('each does what the list says', async ({ page, context }) => {
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    await page.keyboard.press('Control+Shift+Semicolon');
    await expect(page.getByRole('status').filter({ hasText: '已复制最近的回答' })).toBeVisible();
    const panel = page.getByRole('complementary', { name: '参数' });
    await page.keyboard.press('Control+Shift+Comma');
    await expect(panel).toBeHidden();
    await page.keyboard.press('Control+Shift+Comma');
    await expect(panel).toBeVisible();
    await page.getByRole('heading', { level: 1 }).click();
    await page.keyboard.press('/');
    await expect(chat.composer).toBeFocused();
    await expect(chat.composer).toHaveValue('');
    await chat.composer.blur();
    await page.keyboard.press('Shift+Escape');
    await expect(chat.composer).toBeFocused();
    await page.keyboard.press('Control+Shift+o');
    await expect(chat.questions).toHaveCount(0);
    await expect(chat.composer).toBeFocused();
  });

  test('buttons name their keys to a screen reader, as this system has them', { tag: '@full' }, async ({ page }) => {
    await new ChatPage(page).open();
    await expect(page.getByRole('button', { name: '搜索与命令' })).toHaveAttribute('aria-keyshortcuts', 'Control+K');
    await page.addInitScript(() => Object.defineProperty(Navigator.prototype, 'platform', { get: () => 'MacIntel' }));
    await page.reload();
    await expect(page.getByRole('button', { name: '搜索与命令' })).toHaveAttribute('aria-keyshortcuts', 'Meta+K');
    await new ChatPage(page).ready();
    await page.keyboard.press('Meta+k');
    await expect(palette(page)).toBeFocused();
  });
});

/** The part of the page that scrolls a conversation. */
const thread = (page: Page) => page.getByRole('region', { name: '对话内容' });

/** Where the conversation stands: after layout and whatever that brought about, as it is painted. */
const standing = (page: Page) =>
  thread(page).evaluate(
    (scroller) =>
      new Promise<{ top: number; toEnd: number; height: number }>((done) => {
        requestAnimationFrame(() =>
          setTimeout(() => {
            const { scrollTop, scrollHeight, clientHeight } = scroller;
            const toEnd = scrollHeight - scrollTop - clientHeight;
            done({ top: Math.round(scrollTop), toEnd: Math.round(toEnd), height: scrollHeight });
          }),
        );
      }),
  );

/** Which turn stands at the top of the view, and how far its own top is above that: what is above it may not be laid out. */
const placeRead = (page: Page) =>
  thread(page).evaluate((scroller) => {
    const top = scroller.getBoundingClientRect().top;
    const turns = [...scroller.querySelectorAll('[data-turn]')].map((turn) => turn.getBoundingClientRect());
    const index = turns.findIndex(({ bottom }) => bottom > top + 1);
    return { index, offset: Math.round((turns[index]?.top ?? 0) - top) };
  });

/** The same once a glide has ended. */
async function still(page: Page) {
  let before = await standing(page);
  for (;;) {
    const now = await standing(page);
    if (now.top === before.top) return now;
    before = now;
  }
}

/** Every frame as it is painted, until the conversation has grown by so much or an answer has ended. */
const framesWhileGrowing = (page: Page, growthPx: number) =>
  thread(page).evaluate(
    (scroller, wanted) =>
      new Promise<{ tops: number[]; toEnds: number[]; grownPx: number }>((done) => {
        const startHeight = scroller.scrollHeight;
        const tops: number[] = [];
        const toEnds: number[] = [];
        const look = () => {
          const { scrollTop, scrollHeight, clientHeight } = scroller;
          tops.push(Math.round(scrollTop));
          toEnds.push(Math.round(scrollHeight - scrollTop - clientHeight));
          const grownPx = scrollHeight - startHeight;
          const sending = [...document.querySelectorAll('button[type=submit]')].some((button) =>
            button.textContent?.includes('发送'),
          );
          if (grownPx >= wanted || sending) done({ tops, toEnds, grownPx });
          else requestAnimationFrame(() => setTimeout(look));
        };
        look();
      }),
    growthPx,
  );

/** A paragraph every 60 ms until somebody stops it. */
const endlessParagraphs: Script = (response) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  let count = 0;
  const timer = setInterval(() => {
    count += 1;
    const delta = { content: `Paragraph ${count} says little, and goes on.\n\n` };
    const chunk = { object: 'chat.completion.chunk', choices: [{ index: 0, delta, finish_reason: null }] };
    response.write(`data: ${JSON.stringify(chunk)}\n\n`);
  }, 60);
  response.on('close', () => clearInterval(timer));
};

const LONG = '如何使用流式响应？';

/** A new conversation of so many long answers. */
async function converse(page: Page, turns: number): Promise<ChatPage> {
  const chat = new ChatPage(page);
  await chat.open();
  for (let turn = 0; turn < turns; turn++) {
    await chat.ask(LONG);
    await chat.answered();
  }
  return chat;
}

/** A long conversation, opened anew: it stands at its end. */
async function openAtEnd(page: Page): Promise<ChatPage> {
  const chat = await converse(page, 2);
  await page.reload();
  await expect(chat.lastAnswer.getByRole('paragraph').last()).toBeInViewport();
  await expect.poll(async () => (await standing(page)).toEnd).toBeLessThanOrEqual(4);
  return chat;
}

test.describe('scrolling', () => {
  test.use({ viewport: { width: 1200, height: 460 } });

  test('a question goes to the top; nothing moves while the answer grows, nor at its end', async ({
    page,
    startConsole,
  }) => {
    const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '150' });
    await page.goto(`${url}/chat`);
    const chat = new ChatPage(page);
    await chat.ready();
    await chat.ask(LONG);
    await chat.answered();
    await chat.ask(LONG);
    await chat.begun();
    const { top } = await standing(page);
    const box = await chat.questions.last().boundingBox();
    const view = await thread(page).boundingBox();
    expect((box?.y ?? 0) - (view?.y ?? 0)).toBeLessThanOrEqual(24);
    expect((box?.y ?? 0) - (view?.y ?? 0)).toBeGreaterThanOrEqual(0);
    const { tops, grownPx } = await framesWhileGrowing(page, Number.MAX_SAFE_INTEGER);
    await chat.answered();
    expect(grownPx).toBeGreaterThan(100);
    expect(new Set(tops)).toEqual(new Set([top]));
    expect((await standing(page)).top).toBe(top);
  });

  test('whoever goes to the end follows; wheel, keys, selection and any other move end that', { tag: '@full' }, async ({
    page,
    startConsole,
  }) => {
    const upstream = await startFakeUpstream();
    upstream.script('fake-large', endlessParagraphs);
    const { url } = await startConsole({ RUIJING_BASE_URL: upstream.url });
    await page.goto(`${url}/chat`);
    const chat = new ChatPage(page);
    await chat.ready();
    const toEnd = page.getByRole('button', { name: '回到最新' });
    const stays = async (what: string) => {
      const { top } = await still(page);
      const { tops, grownPx } = await framesWhileGrowing(page, 60);
      expect(grownPx, what).toBeGreaterThanOrEqual(60);
      expect(new Set(tops), what).toEqual(new Set([top]));
    };
    const follows = async (what: string) => {
      const { toEnds, grownPx } = await framesWhileGrowing(page, 60);
      expect(grownPx, what).toBeGreaterThanOrEqual(60);
      expect(Math.max(...toEnds), what).toBeLessThanOrEqual(4);
    };
    /** Where a press does nothing but say which part the keys are for. */
    const aside = () => thread(page).click({ position: { x: 5, y: 5 } });
    const moves: Record<string, () => Promise<unknown>> = {
      wheel: async () => {
        await thread(page).hover();
        await page.mouse.wheel(0, -90);
        await toEnd.waitFor();
      },
      key: async () => {
        await aside();
        await page.keyboard.press('ArrowUp');
        await toEnd.waitFor();
      },
      'find in page, or a screen reader': () =>
        chat.lastAnswer
          .getByRole('paragraph')
          .nth(3)
          .evaluate((element) => element.scrollIntoView()),
      selection: () =>
        chat.lastAnswer
          .getByRole('paragraph')
          .nth(3)
          .evaluate((element) => getSelection()?.selectAllChildren(element)),
    };
    await chat.ask('go on');
    await stays('the answer below its question');
    for (const [what, move] of Object.entries(moves)) {
      await toEnd.click();
      await follows(`before: ${what}`);
      await move();
      await stays(what);
      await page.evaluate(() => getSelection()?.removeAllRanges());
      await stays(`${what}, over`);
      await aside();
      await page.keyboard.press('End');
      await expect(toEnd).toBeHidden();
      await follows(`after: ${what}`);
      await thread(page).hover();
      await page.mouse.wheel(0, -90);
      await toEnd.waitFor();
    }
    await page.keyboard.press('Escape');
    await chat.answered();
    await upstream.close();
  });

  for (const anchoring of ['auto', 'none'] as const) {
    test(`what is read stays where it is when something above it grows (overflow-anchor: ${anchoring})`, {
      tag: '@full',
    }, async ({ page }) => {
      const chat = await converse(page, 3);
      // As in WebKit, which has no anchoring of its own.
      await thread(page).evaluate((element, value) => element.style.setProperty('overflow-anchor', value), anchoring);
      const read = chat.lastAnswer.locator('.md-part > *').nth(2);
      await read.evaluate((element) => element.scrollIntoView());
      await standing(page);
      const before = (await read.boundingBox())?.y;
      await chat.answers.first().evaluate((element) => element.style.setProperty('padding-top', '333px'));
      await chat.lastAnswer.locator('.md').evaluate((element) => element.style.setProperty('padding-top', '111px'));
      await standing(page);
      expect(Math.round((await read.boundingBox())?.y ?? 0)).toBe(Math.round(before ?? -1));
    });
  }

  test('a turn of the wheel goes all its way, though what is out of view grows meanwhile', { tag: '@full' }, async ({
    page,
  }) => {
    const chat = await openAtEnd(page);
    const { top } = await still(page);
    await thread(page).hover();
    // With every frame a little more below what is read.
    await chat.lastAnswer.evaluate((element) => {
      let grownPx = 0;
      const grow = () => {
        grownPx += 1;
        element.style.setProperty('padding-bottom', `${grownPx}px`);
        if (grownPx < 120) requestAnimationFrame(grow);
      };
      document.addEventListener('wheel', () => requestAnimationFrame(grow), { capture: true, once: true });
    });
    await page.mouse.wheel(0, -400);
    await expect(page.getByRole('button', { name: '回到最新' })).toBeVisible();
    await expect.poll(async () => (await still(page)).top).toBe(top - 400);
  });

  test('a long conversation opens at its end, and where it was left when one comes back', { tag: '@full' }, async ({
    page,
  }) => {
    const chat = await openAtEnd(page);
    await thread(page).hover();
    await page.mouse.wheel(0, -400);
    // Less than it was moved, where what came into view is less high than it was thought to be.
    await expect.poll(async () => (await standing(page)).toEnd).toBeGreaterThan(250);
    await still(page);
    const left = await placeRead(page);
    await page.getByRole('link', { name: '密钥' }).click();
    await page.getByRole('heading', { level: 1 }).filter({ hasText: '密钥' }).waitFor();
    await page.getByRole('link', { name: '对话' }).click();
    await chat.ready();
    await expect.poll(() => placeRead(page)).toEqual(left);
  });
});

test.describe('under a finger', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });

  test('Enter breaks the line, the button sends, and so does Ctrl+Enter of a keyboard', async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.tap();
    await chat.composer.pressSequentially('一\n二');
    await expect(chat.composer).toHaveValue('一\n二');
    await expect(chat.composer).toHaveAccessibleDescription('按发送按钮发送，Enter 换行');
    await page.getByRole('button', { name: '发送' }).tap();
    await expect(chat.questions).toHaveCount(1);
    await chat.answered();
    await chat.composer.fill('三');
    await chat.composer.press('Control+Enter');
    await expect(chat.questions).toHaveCount(2);
    await chat.answered();
    await chat.questions.last().getByRole('button', { name: '编辑' }).tap();
    const editor = page.getByRole('textbox', { name: '编辑消息' });
    await editor.press('End');
    await editor.press('Enter');
    await expect(editor).toHaveValue('三\n');
  });

  test('no field is small enough that a phone zooms in on it', { tag: '@full' }, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.composer.fill('你好');
    await page.getByRole('button', { name: '发送' }).tap();
    await chat.answered();
    await chat.questions.last().getByRole('button', { name: '编辑' }).tap();
    const sizes = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('textarea, input:not([type=range])')].map((field) =>
          Number.parseFloat(getComputedStyle(field).fontSize),
        ),
      );
    expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(16);
    await page.getByRole('button', { name: '显示参数' }).tap();
    await page.getByRole('slider', { name: '温度' }).waitFor();
    expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(16);
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: '搜索与命令' }).filter({ visible: true }).tap();
    await palette(page).waitFor();
    expect(Math.min(...(await sizes()))).toBeGreaterThanOrEqual(16);
  });

  test('what is written stays above the keyboard, and the page in its place', { tag: '@full' }, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    const composerEnd = async () => {
      const box = await chat.composer.boundingBox();
      return (box?.y ?? 0) + (box?.height ?? 0);
    };
    // Where the browser makes room for the keyboard.
    const meta = page.locator('meta[name=viewport]');
    await expect(meta).toHaveAttribute('content', /interactive-widget=resizes-content/);
    await page.setViewportSize({ width: 390, height: 500 });
    await expect.poll(composerEnd).toBeLessThan(500);
    await page.setViewportSize({ width: 390, height: 844 });
    // Where it lays the keyboard over the page, as Safari on iOS does.
    const show = (height: number) =>
      page.evaluate((value) => {
        const { visualViewport } = window;
        if (visualViewport === null) return;
        Object.defineProperty(visualViewport, 'height', { value, configurable: true });
        visualViewport.dispatchEvent(new Event('resize'));
      }, height);
    await show(508);
    await expect.poll(composerEnd).toBeLessThan(508);
    await expect(page.getByRole('button', { name: '打开导航' })).toBeInViewport();
    await show(844);
    await expect.poll(composerEnd).toBeGreaterThan(700);
  });
});

test.describe('a screen reader', () => {
  /** Collects whatever a live region comes to say. */
  const listen = (page: Page) =>
    page.evaluate(() => {
      const heard: string[] = [];
      Object.assign(window, { heard });
      new MutationObserver((records) => {
        for (const { target } of records) {
          const element = target instanceof Element ? target : target.parentElement;
          const region = element?.closest('[role=status], [role=alert], [role=log], [aria-live]');
          const text = region?.textContent ?? '';
          if (region && text !== '') heard.push(text);
        }
      }).observe(document.body, { characterData: true, childList: true, subtree: true });
    });
  const heard = (page: Page) =>
    page.evaluate(() => ('heard' in window && Array.isArray(window.heard) ? window.heard.map(String) : []));

  test('hears the start and the end of an answer once each, a stop, and a failure in its words; never the text', {
    tag: '@full',
  }, async ({ page, startConsole }) => {
    const { url } = await startConsole({ RUIJING_SANDBOX_TOKENS_PER_SECOND: '200' });
    await page.goto(`${url}/chat`);
    const chat = new ChatPage(page);
    await chat.ready();
    await listen(page);
    await chat.ask('怎么选择模型？');
    await chat.answered();
    await expect.poll(() => heard(page)).toEqual(['开始回答', '回答完毕']);
    await chat.ask(LONG);
    await chat.begun();
    await page.keyboard.press('Escape');
    await expect.poll(() => heard(page)).toEqual(['开始回答', '回答完毕', '开始回答', '已停止']);
    await chat.chooseModel('sandbox-500');
    const before = (await heard(page)).length;
    await chat.ask('你好');
    const title = chat.lastAnswer.getByRole('heading', { level: 3 });
    await title.waitFor();
    await expect.poll(async () => (await heard(page)).length).toBe(before + 2);
    const last = (await heard(page)).at(-1) ?? '';
    expect(last).toContain(`出错：${await title.textContent()}`);
    expect(last.length).toBeGreaterThan(12);
  });
});
