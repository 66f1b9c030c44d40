import OpenAI, { AuthenticationError, RateLimitError } from 'openai';
import * as z from 'zod/mini';
import { auditPageSchema } from '#lib/contract/audit.ts';
import { keySchema } from '#lib/contract/keys.ts';
import type { RunningConsole } from './support/console.ts';
import { storages } from './support/shared-storage.ts';
import { PASSWORD } from './support/team.ts';
import { expect, test } from './support/test.ts';

/** Within the stated bound every process knows. */
const SOON = { timeout: 1_000, intervals: [50] };

for (const { name, open } of storages()) {
  /** On one machine one process; on shared storage two of them, which have to agree. */
  const processes = name === 'SQLite' ? 1 : 2;

  test(`from the first start to the audit log, on ${name}`, async ({ browser, page, startConsole }) => {
    test.setTimeout(120_000);
    const place = await open();
    const consoles: RunningConsole[] = [];
    for (let index = 0; index < processes; index++) {
      consoles.push(await startConsole({ RUIJING_SANDBOX: '1', ...place.env }));
    }
    const [{ url } = { url: '' }] = consoles;

    await test.step('one person makes an account, and a key for what has called without one', async () => {
      await page.goto(`${url}/chat`);
      await page.getByRole('link', { name: '本机 · 建立团队' }).click();
      await page.getByRole('button', { name: '生成一个密钥' }).click();
      await expect(page.getByText(/^rj-/)).toBeVisible();
      await page.getByLabel('姓名').fill('陈晓');
      await page.getByLabel('邮箱').fill('chen@example.com');
      await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
      await page.getByRole('button', { name: '创建账号并登录' }).click();
      await page.waitForURL(`${url}/people`);
    });

    const link = await test.step('they invite a developer by a link', async () => {
      await page.getByRole('button', { name: '邀请' }).first().click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: /链接/ }).click();
      return (await page.getByText(/\/join#/).textContent())?.trim() ?? '';
    });

    const context = await browser.newContext({ locale: 'zh-CN' });
    const developer = await context.newPage();
    const key = await test.step('who makes an account and, in seconds, a key', async () => {
      await developer.goto(link);
      await developer.getByLabel('姓名').fill('Dev');
      await developer.getByLabel('邮箱').fill('dev@example.com');
      await developer.getByLabel('密码', { exact: true }).fill(PASSWORD);
      await developer.getByRole('button', { name: '加入' }).click();
      await developer.waitForURL(`${url}/chat`);
      await developer.goto(`${url}/keys`);
      await developer.getByRole('button', { name: '新建密钥' }).click();
      await developer.getByRole('dialog').getByLabel('名称').fill('App');
      await developer.getByRole('button', { name: '创建密钥' }).click();
      const made = (await developer.getByText(/^rj-[0-9a-z]+-[0-9a-z]{32}$/).textContent())?.trim();
      await developer.getByRole('button', { name: '我已复制' }).click();
      return made;
    });

    const clients = consoles.map((running) => new OpenAI({ baseURL: `${running.url}/v1`, apiKey: key, maxRetries: 0 }));
    const [client] = clients;
    if (client === undefined) throw new Error('There is no process');
    const ask = (by: OpenAI = client) =>
      by.chat.completions.create({
        model: 'ruijing-gpt-lite',
        messages: [{ role: 'user', content: '如何处理 429？' }],
        max_tokens: 20,
      });
    const refusal = async (call: Promise<unknown>) => {
      try {
        await call;
        return 'passed';
      } catch (error) {
        return error;
      }
    };

    await test.step('its fourth call in a minute is refused, with the exact wait', async () => {
      const firstMs = Date.now();
      await ask();
      const firstDoneMs = Date.now();
      // Whichever process they come to.
      await ask(clients.at(-1));
      await ask();
      const askedMs = Date.now();
      const error = await refusal(ask(clients.at(-1)));
      expect(error).toBeInstanceOf(RateLimitError);
      if (!(error instanceof RateLimitError)) return;
      const waitMs = Number(error.headers.get('retry-after-ms'));
      // The first call leaves the window a minute after it came.
      expect(askedMs + waitMs).toBeGreaterThanOrEqual(firstMs + 60_000 - 100);
      expect(askedMs + waitMs).toBeLessThanOrEqual(firstDoneMs + 60_000 + 100);
      expect(Number(error.headers.get('retry-after'))).toBe(Math.ceil(waitMs / 1000));
    });

    await test.step('the admin raises the plan, and the next call passes, in every process', async () => {
      await page.goto(`${url}/plans?dialog=change&plan=free`);
      await page.getByRole('dialog').getByLabel('请求数').first().fill('100');
      await page.getByRole('button', { name: '保存' }).click();
      await expect(page.getByRole('dialog')).toBeHidden();
      await ask();
      for (const each of clients) await expect.poll(() => refusal(ask(each)), SOON).toBe('passed');
    });

    await test.step('the key is revoked: 401 in every process within a second', async () => {
      const keys = z
        .object({ data: z.array(keySchema) })
        .parse(await (await page.request.get(`${url}/api/keys`)).json());
      const { id } = keys.data.find((one) => one.name === 'App') ?? { id: '' };
      expect((await page.request.delete(`${url}/api/keys/${id}`)).ok()).toBe(true);
      expect(await refusal(ask())).toBeInstanceOf(AuthenticationError);
      for (const each of clients) await expect.poll(() => refusal(ask(each)), SOON).toBeInstanceOf(AuthenticationError);
    });

    await test.step('the audit log tells it all', async () => {
      const log = auditPageSchema.parse(await (await page.request.get(`${url}/api/audit`)).json());
      expect(log.data.map(({ action, actor }) => [action, actor.name]).toReversed()).toEqual([
        ['key.created', 'local'],
        ['team.founded', 'local'],
        ['session.began', '陈晓'],
        ['invitation.created', '陈晓'],
        ['person.joined', 'Dev'],
        ['session.began', 'Dev'],
        ['key.created', 'Dev'],
        ['plan.changed', '陈晓'],
        ['key.revoked', '陈晓'],
      ]);
      const [revoked, changed] = log.data;
      expect(revoked?.target).toMatchObject({ kind: 'key', name: 'App' });
      expect(changed?.details).toMatchObject({
        limits: { from: { requestsPerMinute: 3 }, to: { requestsPerMinute: 100 } },
      });
      expect(revoked?.peer).toBe('127.0.0.1');
      await page.goto(`${url}/audit`);
      await expect(page.getByText('App').first()).toBeVisible();
    });

    // Pages whose server has gone would complain of it.
    await page.goto('about:blank');
    await context.close();
    for (const running of consoles) await running.stop();
    await place.remove();
  });
}
