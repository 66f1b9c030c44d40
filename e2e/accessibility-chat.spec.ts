import type { Page } from '@playwright/test';
import {
  controlsOutside,
  expectNoViolations,
  expectNoViolationsInEither,
  hasTurn,
  overflowPx,
  SIZES,
  type Size,
} from './support/axe.ts';
import { ChatPage } from './support/chat.ts';
import { giveFiles } from './support/photo.ts';
import { pngOf } from './support/pictures.ts';
import { expect, test } from './support/test.ts';

/** How a person gets to what they have before them. */
type Reach = (page: Page, size: Size) => Promise<void>;

const STATES: Readonly<Record<string, Readonly<Record<string, Reach>>>> = {
  'questions and answers': {
    'an empty chat': (page) => new ChatPage(page).open(),

    'an answer with code': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.ask('如何使用流式响应？');
      await chat.answered();
    },

    'answers with tables, and a failure': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.ask('有哪些模型可以用？');
      await chat.answered();
      await chat.chooseModel('sandbox-429');
      await chat.ask('你好');
      await expect(chat.lastAnswer.getByText('rate_limit_exceeded')).toBeVisible();
    },

    'the figures of a draft, opened': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.composer.fill('如何使用流式响应？');
      await page.getByRole('button', { name: /^≈ \d+ 输入/ }).click();
      await page.getByRole('dialog', { name: '用量与限额' }).getByText('没有限额。').waitFor();
    },

    'a draft that is too long for its model, held back': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.chooseModel('ruijing-gpt-lite');
      await chat.composer.fill('word '.repeat(7_500));
      await page.getByText(/^超出 ruijing-gpt-lite 的上下文/).waitFor();
      await chat.composer.press('Enter');
      await page.getByRole('button', { name: '仍然发送' }).waitFor();
    },

    'what an answer used, opened': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.ask('怎么选择模型？');
      await chat.answered();
      await chat.lastAnswer.hover();
      await chat.lastAnswer.getByRole('button', { name: '用量详情' }).click();
      await page.getByRole('dialog', { name: '用量详情' }).getByRole('table').waitFor();
    },
  },

  'what opens beside them': {
    'the model list': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await chat.modelButton().click();
      await page.getByRole('option').first().waitFor();
    },

    'the code of a request': async (page) => {
      const chat = new ChatPage(page);
      await chat.open();
      await page.getByRole('button', { name: '查看代码' }).click();
      await page.getByRole('dialog').getByRole('tab', { name: 'Python openai' }).click();
      await page.getByRole('dialog').getByText('from openai import OpenAI').waitFor();
    },

    'the parameters': async (page, size) => {
      await new ChatPage(page).open();
      if (size === 'phone') await page.getByRole('button', { name: '显示参数' }).click();
      await page.getByRole('slider', { name: '温度' }).fill('1.2');
    },

    'connect a model, tested': async (page, size) => {
      await new ChatPage(page).open();
      if (size === 'phone') await page.getByRole('button', { name: '打开导航' }).click();
      await page
        .getByRole('button', { name: /^连接：/ })
        .last()
        .click();
      await page.getByRole('button', { name: '测试连接' }).click();
      await page.getByText('连接正常。').waitFor();
    },

    'the command palette, with what was used lately': async (page) => {
      await new ChatPage(page).open();
      await page.evaluate(() => localStorage.setItem('ruijing.commands.1', 'go:docs themeDark'));
      await page.keyboard.press('Control+k');
      await page.getByRole('option').first().waitFor();
    },

    'the command palette, searched': async (page) => {
      await new ChatPage(page).open();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: '命令面板' }).fill('主题');
      await expect(page.getByRole('option')).toHaveCount(3);
    },

    'the command palette, where nothing fits': async (page) => {
      await new ChatPage(page).open();
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: '命令面板' }).fill('ⱓⱓ');
      await page.getByText('没有匹配的结果').waitFor();
    },

    'the shortcuts': async (page) => {
      await new ChatPage(page).open();
      await page.keyboard.press('Control+/');
      await page.getByRole('heading', { name: '键盘快捷键' }).waitFor();
    },
  },
};

for (const size of ['desktop', 'phone'] as const) {
  for (const [part, states] of Object.entries(STATES)) {
    test(`axe finds nothing in ${part}, ${size}, light and dark`, { tag: '@full' }, async ({ page }) => {
      test.setTimeout(90_000);
      await page.setViewportSize(SIZES[size]);
      for (const [index, [state, reach]] of Object.entries(states).entries()) {
        if (!hasTurn(size, index)) continue;
        await test.step(state, async () => {
          await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
          await reach(page, size);
          await expectNoViolationsInEither(page, state);
          expect.soft(await controlsOutside(page), `${state}: nothing stands beside the window`).toEqual([]);
        });
      }
    });
  }
}

test('axe finds nothing in an answer with its label above a footer, and both fit a phone', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const footer = { icp: '京ICP备12345678号-1', publicSecurity: '京公网安备11010502000001号', modelFiling: 'X-1' };
  const data = { footer, aiLabel: { mode: 'on' } };
  expect((await page.request.patch(`${url}/api/settings`, { data })).ok()).toBe(true);
  await page.setViewportSize(SIZES.phone);
  const chat = new ChatPage(page);
  await page.goto(`${url}/chat`);
  await chat.ready();
  await chat.ask('怎么选择模型？');
  await chat.answered();
  expect(await overflowPx(page)).toBeLessThanOrEqual(0);
  await expectNoViolationsInEither(page, 'with its label');
});

test('where motion is reduced, colours follow the theme at once, in view and out of it', { tag: '@full' }, async ({
  page,
}) => {
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  await page.setViewportSize({ width: 1440, height: 400 });
  const chat = new ChatPage(page);
  await chat.open();
  for (const question of ['如何使用流式响应？', '怎么选择模型？']) {
    await chat.ask(question);
    await chat.answered();
  }
  const differing = await page.evaluate(async () => {
    const all = [...document.body.querySelectorAll<HTMLElement>('*')];
    const colours = () => all.map((element) => getComputedStyle(element).color);
    const light = colours();
    document.documentElement.dataset.theme = 'dark';
    const [atOnce, transitions] = [colours(), document.getAnimations().length];
    for (const element of all) element.style.contentVisibility = 'visible';
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    const later = colours();
    const late = all
      .filter((_, index) => atOnce[index] !== later[index])
      .map(({ outerHTML }) => outerHTML.slice(0, 80));
    return { late, transitions, changed: light.some((colour, index) => colour !== later[index]) };
  });
  expect(differing).toEqual({ late: [], transitions: 0, changed: true });
});

test('by keyboard alone: ask, read, copy, edit, choose a model, stop', async ({ page, slowConsole: { url } }) => {
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  const tabTo = async (name: RegExp, limit = 50) => {
    for (let presses = 0; presses < limit; presses++) {
      await page.keyboard.press('Tab');
      const label = await page.evaluate(() => {
        const element = document.activeElement;
        return element?.getAttribute('aria-label') ?? element?.textContent ?? '';
      });
      if (name.test(label)) return;
    }
    throw new Error(`Tab never reached ${name}`);
  };

  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: '跳到主要内容' })).toBeFocused();

  await tabTo(/^消息$/);
  await page.keyboard.type('怎么选择模型？');
  await page.keyboard.press('Enter');
  await expect(chat.stopButton).toBeVisible();
  await chat.begun();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
  await expect(chat.composer).toBeFocused();

  await tabTo(/^模型: /);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('combobox', { name: '搜索模型' })).toBeFocused();
  await page.keyboard.type('lite');
  await page.keyboard.press('Enter');
  await expect(chat.modelButton(/ruijing-gpt-lite/)).toBeFocused();

  await tabTo(/^编辑$/);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('textbox', { name: '编辑消息' })).toBeFocused();
  await page.keyboard.press('Escape');
  await tabTo(/^重新生成$/);
  await page.keyboard.press('Enter');
  await expect(chat.stopButton).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(chat.lastAnswer).toContainText('已停止');
});

test('a screen reader hears the start and the end of an answer', async ({ page }) => {
  const chat = new ChatPage(page);
  await chat.open();
  await page.evaluate(() => {
    const heard: string[] = [];
    Object.assign(window, { heard });
    const observer = new MutationObserver((records) => {
      for (const { target } of records) {
        const status = target.parentElement?.closest('[role=status]');
        if (status?.textContent) heard.push(status.textContent);
      }
    });
    observer.observe(document.body, { characterData: true, childList: true, subtree: true });
  });
  await chat.ask('怎么选择模型？');
  await chat.answered();
  await expect(page.getByRole('status').filter({ hasText: '回答完毕' })).toBeAttached();
});

for (const [scheme, size] of [
  ['light', 'desktop'],
  ['dark', 'phone'],
] as const) {
  test(`axe finds nothing where pictures are: ${scheme}, ${size}`, { tag: '@full' }, async ({ page }) => {
    // Five states, each looked at as a whole.
    test.setTimeout(60_000);
    await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' });
    await page.setViewportSize(SIZES[size]);
    const chat = new ChatPage(page);
    await chat.open();
    await chat.chooseModel('ruijing-gpt-lite');
    const svg = { name: 'logo.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') };
    const pictures = ['one.png', 'two.png'].map((name) => ({ name, mimeType: 'image/png', buffer: pngOf(300, 200) }));
    await giveFiles(page, 'hold', pictures);
    await page.getByText('松开鼠标，添加图片').waitFor();
    await expectNoViolations(page, 'pictures held over the page');
    await giveFiles(page, 'drop', [...pictures, svg]);
    await page.getByText('2 张图片，2 张已就绪').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '换用 ruijing-gpt-2.0' }).waitFor();
    await expectNoViolations(page, 'pictures that are to be sent, one refused, a model that takes none');
    await page.getByRole('button', { name: '换用 ruijing-gpt-2.0' }).click();
    await chat.ask('图片无障碍：怎么选择模型？');
    await chat.answered();
    await expectNoViolations(page, 'a message with pictures');
    await chat.questions.last().getByRole('button', { name: 'one.png' }).click();
    await page.getByRole('dialog', { name: 'one.png' }).waitFor();
    await expectNoViolations(page, 'a picture, large');
    await page.keyboard.press('Escape');
    await chat.questions.last().hover();
    await chat.questions.last().getByRole('button', { name: '编辑' }).click();
    await expectNoViolations(page, 'a message with pictures, being edited');
  });
}
