import type { Locator, Page } from '@playwright/test';
import type { ConversationCreate } from '#lib/contract/conversations.ts';
import { shareSchema } from '#lib/contract/conversations.ts';
import type { Size } from './axe.ts';
import { brokenAnswers, everyMessage, Thread } from './conversations.ts';
import type { Member } from './team.ts';

/** Who looks, at what, on which screen. Whatever is clicked is known by its name in either language. */
export interface Look {
  readonly page: Page;
  readonly size: Size;
  readonly url: string;
  readonly member: Member;
}

/** Opens something of the chat, and waits until it is there. */
export type View = (look: Look) => Promise<void>;

/** Keeps a conversation. @returns it */
export async function keep({ member }: Pick<Look, 'member'>, made: ConversationCreate): Promise<ConversationCreate> {
  const response = await member.fetch('/api/conversations', { body: made });
  if (!response.ok) throw new Error(await response.text());
  return made;
}

async function open(look: Look, thread: Thread, title?: string): Promise<ConversationCreate> {
  const made = await keep(look, thread.toCreate(title));
  await look.page.goto(`${look.url}/chat/${made.id}`);
  await messages(look.page).first().waitFor();
  await named(look.page, 'button', /^(模型|Model): .*\w/).waitFor();
  return made;
}

/** Which role what is clicked has. */
type Role = 'button' | 'dialog' | 'navigation' | 'menuitem' | 'searchbox' | 'textbox' | 'list' | 'listitem';
const named = (within: Page | Locator, role: Role, name: RegExp): Locator => within.getByRole(role, { name });

const messages = (page: Page) =>
  page.getByRole('region', { name: /^(对话内容|Conversation)$/ }).getByRole('article', {
    name: /^(你|You|回答|Answer|系统消息|System message)$/,
  });

async function openList({ page, size }: Look): Promise<void> {
  if (size === 'phone') await named(page, 'button', /^(显示对话列表|Show conversations)$/).click();
  await named(page, 'searchbox', /^(搜索对话|Search conversations)$/).waitFor();
}

async function openRowMenu(look: Look, title: string): Promise<void> {
  await openList(look);
  const row = look.page
    .getByRole('listitem')
    .filter({ has: look.page.getByRole('link', { name: title }) })
    .last();
  await row.hover();
  await named(row, 'button', /^(“.*”的操作|Actions for .*)$/).click();
  await look.page.getByRole('menuitem').first().waitFor();
}

const choose = (page: Page, name: RegExp) => named(page, 'menuitem', name).click();

async function openMenu(message: Locator): Promise<void> {
  await message.hover();
  await named(message, 'button', /^(更多操作|More actions)$/).click();
  await message.page().getByRole('menuitem').first().waitFor();
}

const short = (question: string): Thread => {
  const thread = new Thread();
  thread.ask(question);
  thread.answer('先看上下文，再看价格。');
  return thread;
};

async function chooseFile(look: Look, name: string, text: string): Promise<void> {
  await openImport(look);
  const chooser = look.page.waitForEvent('filechooser');
  await named(look.page, 'button', /^(选择文件|Choose a file)$/).click();
  await (await chooser).setFiles({ name, mimeType: 'application/json', buffer: Buffer.from(text) });
}

async function openImport(look: Look): Promise<void> {
  await look.page.goto(`${look.url}/chat`);
  await openList(look);
  await named(look.page, 'button', /^(导入对话|Import conversations)$/).click();
  await named(look.page, 'button', /^(选择文件|Choose a file)$/).waitFor();
}

async function openShare(look: Look, title: string): Promise<void> {
  await open(look, short('分享给团队的问题'), title);
  await named(look.page, 'button', /^(分享对话|Share conversation)$/).click();
  await named(look.page, 'button', /^(创建链接|Create link)$/).waitFor();
}

const LONG_TITLE = '一个名字很长的对话，长到列表里放不下，要在末尾省略 with-a-long-latin-word';

const SETTINGS = { model: 'ruijing-gpt-2.0', system: '你是一个有帮助的助手，回答要简洁。', parameters: {} };

type Views = Readonly<Record<string, View>>;

/** The list of conversations. */
const LIST_VIEWS: Views = {
  'the menu of a conversation in the list': async (look) => {
    await open(look, short('列表里的菜单'), LONG_TITLE);
    await openRowMenu(look, LONG_TITLE);
  },

  'a conversation renamed in its place': async (look) => {
    await open(look, short('列表里改名'), '要改名的对话');
    await openRowMenu(look, '要改名的对话');
    await choose(look.page, /^(重命名|Rename)$/);
    await named(look.page, 'textbox', /^(对话名称|Name of the conversation)$/).waitFor();
  },

  'what was found in conversations': async (look) => {
    await open(look, everyMessage());
    await openList(look);
    await named(look.page, 'searchbox', /^(搜索对话|Search conversations)$/).fill('注意力');
    const hits = named(look.page, 'list', /^(搜索结果|Search results)$/);
    await hits.getByRole('link').first().waitFor();
  },

  'nothing found in conversations': async (look) => {
    await open(look, short('找不到的'));
    await openList(look);
    await named(look.page, 'searchbox', /^(搜索对话|Search conversations)$/).fill('⟪⟫ nowhere');
    await look.page.getByText(/^(没有找到|Nothing found)$/).waitFor();
  },

  'the end of a long list of conversations': async (look) => {
    await look.page.goto(`${look.url}/chat`);
    await openList(look);
    const list = named(look.page, 'navigation', /^(对话列表|Conversations)$/);
    const last = list.getByRole('link', { name: 'the oldest of many' });
    while (!(await last.isVisible())) {
      await list.evaluate(
        (element) =>
          new Promise((done) => requestAnimationFrame(() => done(element.scrollTo(0, element.scrollHeight)))),
      );
    }
    await last.scrollIntoViewIfNeeded();
  },

  'a conversation deleted, and the way back': async (look) => {
    await open(look, short('要删掉的'), LONG_TITLE);
    await openRowMenu(look, LONG_TITLE);
    await choose(look.page, /^(删除|Delete)$/);
    await named(look.page, 'button', /^(撤销|Undo)$/).waitFor();
  },

  'a conversation that is not there': async ({ page, url }) => {
    await page.goto(`${url}/chat/nothing-is-here`);
    await named(page, 'button', /^(开始新对话|Start a new chat)$/).waitFor();
  },
};

/** What comes in, goes out and is shown to others. */
const SHARING_VIEWS: Views = {
  'the import, before a file': openImport,

  'the import of a file': async (look) => {
    const file = [
      { role: 'user', content: '你好' },
      { role: 'assistant', content: '好' },
      { role: 'tool', content: '1' },
    ];
    await chooseFile(look, 'messages.json', JSON.stringify(file));
    await named(look.page, 'button', /^(打开|Open)$/).waitFor();
  },

  'the import of a file that nobody knows': async (look) => {
    await chooseFile(look, 'unknown.json', '{"a":1}');
    await look.page.getByRole('alert').getByText(/\S/).waitFor();
  },

  'the export': async (look) => {
    await open(look, short('要导出的'));
    await named(look.page, 'button', /^(导出对话|Export the conversation)$/).click();
    await named(look.page, 'button', /^(下载|Download) JSON$/).waitFor();
  },

  'sharing, before there is a link': (look) => openShare(look, LONG_TITLE),

  'sharing, with a link': async (look) => {
    await openShare(look, '有链接的对话');
    await named(look.page, 'button', /^(创建链接|Create link)$/).click();
    await named(look.page, 'button', /^(撤回链接|Withdraw link)$/).waitFor();
  },

  'what somebody shares, to read': async (look) => {
    const { id } = await keep(look, { ...everyMessage().toCreate('分享出来的一切'), settings: SETTINGS });
    const { id: link } = await look.member.api(`/api/conversations/${id}/share`, shareSchema, { method: 'POST' });
    await look.page.goto(`${look.url}/shared/${link}`);
    await look.page.locator('.katex').first().waitFor();
  },
};

/** What is said. */
const MESSAGE_VIEWS: Views = {
  'every kind of editor': async (look) => {
    await open(look, everyMessage());
    const { page } = look;
    const all = messages(page);
    await openMenu(all.last());
    await choose(page, /^(在下方插入系统消息|Insert a system message below)$/);
    await openMenu(all.nth(2));
    await choose(page, /^(编辑|Edit)$/);
    for (const index of [0, 0]) {
      // What is being edited is no message of that name any more.
      await all.nth(index).hover();
      await named(all.nth(index), 'button', /^(编辑|Edit)$/).click();
    }
  },

  'the menu of a question': async (look) => {
    await open(look, short('问题的菜单'));
    await openMenu(messages(look.page).first());
  },

  'the menu of an answer': async (look) => {
    await open(look, everyMessage());
    await openMenu(messages(look.page).last());
  },

  'versions of a question and of an answer': async (look) => {
    const thread = new Thread();
    const first = thread.ask('第一种问法');
    thread.answer('第一个回答');
    const again = thread.ask('第二种问法', null);
    thread.answer('它的第一个回答', {}, again);
    thread.answer('它的第二个回答', {}, again);
    if (first === again) throw new Error('The same question twice');
    await open(look, thread);
    await look.page
      .getByRole('group', { name: /^(其他版本|Other versions)$/ })
      .nth(1)
      .waitFor();
  },

  'a message deleted, and the way back': async (look) => {
    await open(look, short('要删的消息'));
    await openMenu(messages(look.page).last());
    await choose(look.page, /^(删除|Delete)$/);
    await named(look.page, 'button', /^(撤销|Undo)$/).waitFor();
  },

  'answers that were stopped, interrupted, refused and cut': async (look) => {
    await open(look, brokenAnswers());
    await messages(look.page).first().scrollIntoViewIfNeeded();
  },

  'thoughts, formulas, footnotes, a wide table and long code': async (look) => {
    await open(look, everyMessage());
    const { page } = look;
    await page.locator('summary').first().click();
    await page.locator('.katex-display').waitFor();
    await page.locator('.md-code').first().scrollIntoViewIfNeeded();
  },
};

export const CHAT_VIEWS: Readonly<Record<string, Views>> = {
  'the list of conversations': LIST_VIEWS,
  'what comes in, goes out and is shared': SHARING_VIEWS,
  'what is said': MESSAGE_VIEWS,
};
