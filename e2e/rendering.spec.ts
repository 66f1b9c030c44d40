import type { Page } from '@playwright/test';
import { ChatPage } from './support/chat.ts';
import { delta, type FakeUpstream, openStream, sse, USAGE } from './support/fake-upstream.ts';
import { expect, test } from './support/test.ts';

/** How an answer of another server looks on the page. */

interface Scripted {
  readonly url: string;
  readonly upstream: FakeUpstream;
}

/** Opens a chat whose every answer is this text, in pieces that cut words, markers and formulas. */
async function answering(page: Page, { upstream, url }: Scripted) {
  await page.goto(`${url}/chat`);
  const chat = new ChatPage(page);
  await chat.ready();
  return {
    chat,
    async answer(text: string) {
      upstream.script('fake-large', (response) => {
        openStream(response);
        for (const content of text.match(/[\s\S]{1,3}/g) ?? []) response.write(sse(delta({ content })));
        response.write(sse(delta({}, 'stop')));
        response.end(sse({ ...delta({}), choices: [], usage: USAGE }) + sse('[DONE]'));
      });
      await chat.ask('?');
      await chat.answered();
      return chat.lastAnswer;
    },
  };
}

test('formulas are set, prices are not, and KaTeX comes from here and only with the first formula', async ({
  page,
  scripted,
}) => {
  const katex: string[] = [];
  page.on('response', async (response) => {
    const type = response.request().resourceType();
    const text = type === 'script' ? await response.text().catch(() => '') : '';
    if (type === 'font' || text.includes('KaTeX parse error')) katex.push(response.url());
  });
  const { answer } = await answering(page, scripted);
  let said = await answer(
    'It costs $5 and $6, US$7 or $8–$10; 价格$5，合$6；`$x$`。\n\n```sh\necho $HOME $PATH\n```\n',
  );
  await expect(said.getByText('It costs $5 and $6, US$7 or $8–$10; 价格$5，合$6；')).toBeVisible();
  await expect(said.locator('math')).toHaveCount(0);
  expect(katex).toEqual([]);

  said = await answer('$a^2$ costs $5; \\(b\\).\n\n$$\n\\frac{c}{d}\n- e\n$$\n\n\\[\nf\n\\]\n');
  await expect(said.locator('math')).toHaveCount(4);
  await expect(said.getByRole('group', { name: '公式' })).toHaveCount(2);
  await expect(said).toContainText('costs $5;');
  await expect(said.locator('.katex').first()).toHaveCSS('font-family', /KaTeX_Main/);
  await page.evaluate(() => document.fonts.ready);
  expect(katex.length).toBeGreaterThan(1);
  for (const address of katex) expect(new URL(address).origin).toBe(new URL(page.url()).origin);
});

test('the code of an answer is copied to the character', { tag: '@full' }, async ({ page, context, scripted }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const { answer } = await answering(page, scripted);
  const code = 'const π = "$x$"; // **no** 👩‍👩‍👧\n\n\tif (a < b) {}';
  const said = await answer(`\`\`\`ts\n${code}\n\`\`\`\n\nend`);
  await said.getByRole('group', { name: 'ts' }).getByRole('button', { name: '复制' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(code);
});

test('a footnote is reached from its reference, and back', { tag: '@full' }, async ({ page, scripted }) => {
  const { answer } = await answering(page, scripted);
  const said = await answer('A claim[^1].\n\nMore.\n\n[^1]: Its source.\n');
  await said.locator('[role=doc-noteref]').click();
  await expect(said.locator('[role=doc-backlink]')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(said.locator('[role=doc-noteref]')).toBeFocused();
  expect(new URL(page.url()).hash).toBe('');
});

test('T-WEB-05 a hostile answer loads nothing, runs nothing and covers nothing', async ({ page, scripted }) => {
  const asked: string[] = [];
  const { answer } = await answering(page, scripted);
  page.on('request', (request) => {
    if (!request.url().startsWith(new URL(page.url()).origin)) asked.push(request.url());
  });
  const said = await answer(
    [
      '<script>window.hacked = 1</script><img src=x onerror="window.hacked = 1"><svg/onload="window.hacked=1">',
      '<style>body{display:none}</style> <iframe src="https://evil.example"></iframe>',
      '[a](javascript:window.hacked=1) [b](data:text/html,<script>1</script>) ![c](https://evil.example/c.png)',
      '$\\href{javascript:window.hacked=1}{x}$ $\\includegraphics{https://evil.example/d.png}$',
      '$\\htmlClass{fixed}{x}$ $\\htmlStyle{position:fixed}{x}$ $\\url{javascript:1}$',
      '$$\\def\\a{\\a\\a}\\a$$',
      `$$${'{'.repeat(1_500)}x$$`,
      '$\\rule{9999em}{9999em}$',
      `${'> '.repeat(5_000)}deep`,
      `${'- '.repeat(5_000)}deep`,
      'a'.repeat(100_000),
      'still here',
    ].join('\n\n'),
  );
  await expect(said.getByText('still here')).toBeVisible();
  await expect(said.locator('script, style, iframe, svg[onload], [onerror], [style*="fixed"], .fixed')).toHaveCount(0);
  for (const href of await said.locator('a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))) {
    expect(href).toMatch(/^https:/);
  }
  expect(await page.evaluate(() => 'hacked' in window)).toBe(false);
  expect(asked).toEqual([]);
  // The composer can still be clicked: nothing lies over it.
  await page.getByRole('textbox', { name: '消息' }).click({ trial: true });
});
