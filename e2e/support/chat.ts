import { expect, type Locator, type Page } from '@playwright/test';

/** The chat page as a person meets it, by the names a screen reader says. */
export class ChatPage {
  readonly page: Page;
  readonly composer: Locator;
  readonly answers: Locator;
  readonly questions: Locator;

  constructor(page: Page) {
    this.page = page;
    this.composer = page.getByRole('textbox', { name: /^(消息|Message)$/ });
    this.answers = page.getByRole('article', { name: /^(回答|Answer)$/ });
    this.questions = page.getByRole('article', { name: /^(你|You)$/ });
  }

  /** Names the chosen model; a combobox from the moment its list was first opened. */
  modelButton(id: RegExp = /.*/): Locator {
    const name = new RegExp(`^(模型|Model): ${id.source}`);
    return this.page.getByRole('button', { name }).or(this.page.getByRole('combobox', { name }));
  }

  /** Opens the page and waits until a message can be sent. */
  async open(): Promise<void> {
    await this.page.goto('/chat');
    await this.ready();
  }

  async ready(): Promise<void> {
    await this.modelButton(/.*\w/).waitFor();
    await this.composer.waitFor();
  }

  async ask(question: string): Promise<void> {
    await this.composer.fill(question);
    await this.composer.press('Enter');
    // The draft leaves the box when the request has begun.
    await expect(this.composer).toHaveValue('');
  }

  get lastAnswer(): Locator {
    return this.answers.last();
  }

  /** Of the conversation that is open: the last part of its address. */
  id(): string {
    return new URL(this.page.url()).pathname.split('/').at(-1) ?? '';
  }

  /** The words of the last answer, as they are read. */
  async answerText(): Promise<string> {
    // Not `innerText`: what is out of view is not laid out, and has none.
    return (await this.lastAnswer.locator('.md').allTextContents()).join('\n').trim();
  }

  /** The button that says a request is under way. */
  get stopButton(): Locator {
    return this.page.getByRole('button', { name: /^(停止|Stop)$/ });
  }

  /** The first words of an answer are on the page. */
  async begun(): Promise<void> {
    await expect(this.lastAnswer.locator('.md').getByText(/\S{3}/).first()).toBeVisible();
  }

  async answered(): Promise<void> {
    await this.page.getByRole('button', { name: /^(发送|Send)$/ }).waitFor();
  }

  async chooseModel(id: string): Promise<void> {
    await this.modelButton().click();
    const search = this.page.getByRole('combobox', { name: /^(搜索模型|Search models)$/ });
    await search.fill(id);
    await this.page
      .getByRole('option', { name: new RegExp(`^${id}\\b`) })
      .first()
      .click();
    await this.modelButton(new RegExp(id)).waitFor();
  }
}
