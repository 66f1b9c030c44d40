import type { Locator, Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { ENTERS, ESCAPES, type ImeEvent, type ImeRecording } from './support/ime-recordings.ts';
import { expect, test } from './support/test.ts';

/**
 * Plays a recording to a field, each event with the time that was recorded; the page gets its turn between two of them.
 *
 * @returns of every Enter and Escape, whose it was and whether the page took it
 */
async function play(field: Locator, { events }: ImeRecording): Promise<{ whose: string; taken: boolean }[]> {
  return await field.evaluate(async (element, recorded: readonly ImeEvent[]) => {
    const setValue = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set;
    // Its end is now: what a person presses afterwards comes later than all of it.
    const startMs = performance.now() - (recorded.at(-1)?.atMs ?? 0);
    const told: { whose: string; taken: boolean }[] = [];
    for (const { atMs, type, value, data = '', whose, key = '', code = '', keyCode = 0, ...rest } of recorded) {
      const common = { bubbles: true, cancelable: type.startsWith('key'), composed: true, ...rest };
      const event = type.startsWith('key')
        ? new KeyboardEvent(type, { ...common, key, code, keyCode })
        : type === 'input'
          ? new InputEvent(type, common)
          : new CompositionEvent(type, { ...common, data });
      Object.defineProperty(event, 'timeStamp', { value: startMs + atMs });
      if (value !== undefined) setValue?.call(element, value);
      element.dispatchEvent(event);
      if (whose !== undefined) told.push({ whose, taken: event.defaultPrevented });
      await new Promise((done) => setTimeout(done));
    }
    return told;
  }, events);
}

const expectEnters = (told: { whose: string; taken: boolean }[]) => {
  expect(told.length).toBeGreaterThan(0);
  for (const { whose, taken } of told) expect(taken, `the Enter of the ${whose}`).toBe(whose === 'person');
};

test('in the composer no Enter of an input method sends, and every one of the person does', { tag: '@full' }, async ({
  page,
}) => {
  const chat = new ChatPage(page);
  await chat.open();
  let asked = 0;
  for (const [name, recording] of Object.entries(ENTERS)) {
    await test.step(name, async () => {
      await chat.composer.focus();
      expectEnters(await play(chat.composer, recording));
      asked += 1;
      await expect(chat.questions).toHaveCount(asked);
      await expect(chat.questions.last()).toContainText(recording.text);
      await chat.answered();
      await expect(chat.composer).toHaveValue('');
    });
  }
});

const COMMON = ['Safari 26, macOS Pinyin', 'Chrome, Windows Pinyin'] as const;

/** Up to the person's own Enter. */
const without = ({ events, text }: ImeRecording): ImeRecording => ({
  text,
  events: events.filter(({ whose }) => whose !== 'person'),
});

const recordingOf = (all: Readonly<Record<string, ImeRecording>>, name: string): ImeRecording =>
  all[name] ?? { text: '', events: [] };

for (const name of COMMON) {
  test(`in the editor of a message too: ${name}`, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    await chat.ask('怎么选择模型？');
    await chat.answered();
    await chat.questions.first().getByRole('button', { name: '编辑' }).click();
    const recording = recordingOf(ENTERS, name);
    expectEnters(await play(page.getByRole('textbox', { name: '编辑消息' }), recording));
    await expect(chat.questions).toHaveCount(1);
    await expect(chat.questions.first()).toContainText(recording.text);
    await chat.answered();
  });

  test(`in the palette and in the search of models it chooses nothing: ${name}`, { tag: '@full' }, async ({ page }) => {
    const chat = new ChatPage(page);
    await chat.open();
    const recording = without(recordingOf(ENTERS, name));
    await page.keyboard.press('Control+k');
    const search = page.getByRole('combobox', { name: '命令面板' });
    await play(search, recording);
    await expect(search).toHaveValue('ni');
    await search.fill('docs');
    await play(search, { ...recording, events: recording.events.filter(({ type }) => type !== 'input') });
    await expect(search).toBeVisible();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/docs/);

    await chat.open();
    await chat.modelButton().click();
    const models = page.getByRole('combobox', { name: '搜索模型' });
    await models.fill('lite');
    await play(models, { ...recording, events: recording.events.filter(({ type }) => type !== 'input') });
    await expect(models).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(chat.modelButton(/ruijing-gpt-lite/)).toBeVisible();
  });
}

/** Less than this lies between no two presses of a person; what comes sooner after a word is the input method's. */
const BETWEEN_PRESSES_MS = 100;

/** Until the next press may be a person's own. */
async function anotherPress(page: Page): Promise<void> {
  const fromMs = await page.evaluate(() => performance.now());
  await page.waitForFunction((untilMs) => performance.now() >= untilMs, fromMs + BETWEEN_PRESSES_MS);
}

for (const [name, recording] of Object.entries(ESCAPES)) {
  test(`the Escape that drops a word stops nothing and closes nothing: ${name}`, { tag: '@full' }, async ({
    page,
    slowConsole: { url },
  }) => {
    await page.goto(`${url}/chat`);
    const chat = new ChatPage(page);
    await chat.ready();
    await chat.ask('如何使用流式响应？');
    await chat.begun();
    await play(chat.composer, recording);
    await expect(chat.stopButton).toBeVisible();
    await anotherPress(page);
    await page.keyboard.press('Escape');
    await expect(chat.lastAnswer).toContainText('已停止');

    await chat.questions.first().getByRole('button', { name: '编辑' }).click();
    const editor = page.getByRole('textbox', { name: '编辑消息' });
    await play(editor, recording);
    await expect(editor).toBeVisible();
    await anotherPress(page);
    await page.keyboard.press('Escape');
    await expect(editor).toBeHidden();

    await chat.modelButton().click();
    const models = page.getByRole('combobox', { name: '搜索模型' });
    await play(models, recording);
    await expect(models).toBeVisible();
    await anotherPress(page);
    await page.keyboard.press('Escape');
    await expect(models).toBeHidden();
  });
}

/** A composition as Chromium itself makes it. */
async function compose(page: Page, text: string) {
  const client = await page.context().newCDPSession(page);
  await client.send('Input.imeSetComposition', { text, selectionStart: text.length, selectionEnd: text.length });
  return client;
}

test('of a composition that the browser itself makes, Escape closes no dialog', async ({ page }) => {
  await new ChatPage(page).open();
  await page.keyboard.press('Control+k');
  const search = page.getByRole('combobox', { name: '命令面板' });
  await expect(search).toBeFocused();
  const client = await compose(page, '主题');
  await client.send('Input.dispatchKeyEvent', {
    type: 'rawKeyDown',
    key: 'Process',
    code: 'Escape',
    windowsVirtualKeyCode: 229,
  });
  await client.send('Input.insertText', { text: '主题' });
  await expect(search).toHaveValue('主题');
  await expect(page.getByRole('option')).toHaveCount(3);
  await page.keyboard.press('Escape');
  await expect(search).toBeHidden();
});
