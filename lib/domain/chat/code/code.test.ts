import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { anyText, HOSTILE_TEXTS } from '#e2e/support/hostile-text.ts';
import { pngOf } from '#e2e/support/pictures.ts';
import { NODE_MODULE, pythonWith, type Runner, runCode, SHELL } from '#e2e/support/programs.ts';
import type { Picture } from '#lib/contract/conversations.ts';
import { type ChatBody, type ChatParameters, type ChatSettings, toChatRequest } from '#lib/domain/chat/request.ts';
import { JAVASCRIPT_STYLE, JSON_STYLE, literal } from '#lib/domain/code/literal.ts';
import { CODE_FORMS, type CodeFormId } from './forms.ts';

// The code is run, and what it sends is compared with what the page sends.

const ANSWER = 'First, 你好 🙂 "quoted"\nand a line.';
const KEY = `rj-odd$HOME'key"`;

let baseUrl = '';
let received: { authorization: string | undefined; contentType: string | undefined; body: unknown } | undefined;
let status = 200;

const server = createServer(async (request, response) => {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  const { authorization, 'content-type': contentType } = request.headers;
  received = { authorization, contentType, body: JSON.parse(Buffer.concat(parts).toString()) };
  if (status !== 200) {
    response.writeHead(status, { 'content-type': 'application/json' });
    response.end(JSON.stringify({ error: { message: 'not today' } }));
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  const event = (data: object) => `data: ${JSON.stringify({ id: 'c', object: 'chat.completion.chunk', ...data })}\n\n`;
  const events = [
    event({ choices: [{ index: 0, delta: { role: 'assistant' }, finish_reason: null }] }),
    ': a comment keeps the line open\n\n',
    event({ choices: [{ index: 0, delta: { content: ANSWER.slice(0, 9) }, finish_reason: null }] }),
    event({ choices: [{ index: 0, delta: { content: ANSWER.slice(9) }, finish_reason: 'stop' }] }),
    event({ choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
    'data: [DONE]\n\n',
  ].join('');
  // In the middle of lines and of characters.
  const bytes = Buffer.from(events);
  for (let at = 0; at < bytes.length; at += 61) response.write(bytes.subarray(at, at + 61));
  response.end();
});

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  baseUrl = `http://127.0.0.1:${address.port}/v1`;
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ruijing-code-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const RUNNERS: Readonly<Record<CodeFormId, Runner | undefined>> = {
  curl: SHELL,
  'python-requests': pythonWith('requests'),
  'python-openai': pythonWith('openai'),
  'javascript-fetch': NODE_MODULE,
  'javascript-openai': NODE_MODULE,
};

const bodyOf = (settings: Partial<ChatSettings>, texts: readonly string[]) =>
  toChatRequest(
    { model: 'm', system: '', parameters: {}, ...settings },
    texts.map((text, index) => ({ id: String(index), role: 'user', text })),
  );

const EVERY_PARAMETER: Required<ChatParameters> = {
  temperature: 0,
  top_p: 0.05,
  frequency_penalty: -2,
  presence_penalty: 1e-7,
  max_tokens: 12_345,
  stop: ['\n', `"'\\`, 'END!'],
  seed: Number.MIN_SAFE_INTEGER,
};

interface RunOptions {
  readonly keyNote?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly pictures?: readonly Picture[];
}

for (const form of Object.keys(RUNNERS).filter((id): id is CodeFormId => id in CODE_FORMS)) {
  const runner = RUNNERS[form];
  if (runner === undefined) continue;
  const run = async (body: ChatBody, { keyNote, env, pictures = [] }: RunOptions = {}) => {
    received = undefined;
    const code = CODE_FORMS[form].write({ baseUrl, body, pictures, keyNote });
    return { code, ...(await runCode(runner, code, env ?? { RUIJING_API_KEY: KEY })) };
  };
  describe(`the code for ${form}`, () => {
    test('sends what the page sends, whatever is in it, with the key of the environment, and prints the answer', async () => {
      const body = bodyOf({ system: HOSTILE_TEXTS.join(' '), parameters: EVERY_PARAMETER }, HOSTILE_TEXTS);
      const { code, stdout, stderr } = await run(body);
      expect(received?.body, stderr).toEqual(JSON.parse(JSON.stringify(body)));
      expect(received?.authorization).toBe(`Bearer ${KEY}`);
      expect(received?.contentType).toMatch(/^application\/json/);
      if (form === 'curl') expect(stdout).toContain('data: [DONE]');
      else expect(stdout).toBe(`${ANSWER}\n`);
      // What is on the screen is what is there.
      expect(code.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/u);
    });

    test('says the same of any message', async () => {
      const messages = fc.record({ model: anyText, system: anyText, texts: fc.array(anyText, { minLength: 1 }) });
      const property = fc.asyncProperty(messages, async ({ texts, ...settings }) => {
        const body = bodyOf(settings, texts);
        const { stderr } = await run(body);
        expect(received?.body, stderr).toEqual(JSON.parse(JSON.stringify(body)));
      });
      await fc.assert(property, { numRuns: process.env.FULL === '1' ? 20 : 4 });
    }, 60_000);

    test('takes a message longer than a shell’s argument may be', async () => {
      const body = bodyOf({}, ['好'.repeat(100_000)]);
      const { stderr } = await run(body);
      expect(received?.body, stderr).toEqual(body);
    });

    test('where no key is needed it runs as it stands, and says so', async () => {
      const { code, stdout, stderr } = await run(bodyOf({}, ['hi']), { keyNote: '此控制台无需密钥', env: {} });
      expect(received?.body, stderr).toMatchObject({ model: 'm' });
      expect(stdout).not.toBe('');
      // At its prompt zsh takes a comment for a command: beside cURL the page says it.
      expect(code.includes('此控制台无需密钥')).toBe(form !== 'curl');
    });

    test('a picture is read from its file, or it is said what belongs there', async () => {
      const bytes = pngOf(4, 3);
      const path = join(folder, `it's "a" $HOME picture.png`);
      writeFileSync(path, bytes);
      // The console made a WebP of it.
      const kept = { id: 'picture-1', mediaType: 'image/webp', widthPx: 4, heightPx: 3, bytes: 1, name: path } as const;
      const asked = { id: 'question', role: 'user', text: 'What is it?', pictures: [kept] } as const;
      const body = toChatRequest({ model: 'm', system: '', parameters: {} }, [asked]);
      const { code, stderr } = await run(body, { pictures: [kept] });
      const url = `data:image/png;base64,${form === 'curl' ? `<base64 of ${path}>` : bytes.toString('base64')}`;
      const content = [
        { type: 'text', text: 'What is it?' },
        { type: 'image_url', image_url: { url } },
      ];
      expect(received?.body, stderr).toMatchObject({ messages: [{ role: 'user', content }] });
      expect(code).not.toContain('picture:');
    });

    test('a refusal is seen', async () => {
      // Not one that clients try again.
      status = 400;
      try {
        const { stdout, stderr } = await run(bodyOf({}, ['hi']));
        expect(stdout + stderr).toContain(form === 'curl' ? 'not today' : '400');
      } finally {
        status = 200;
      }
    });
  });
}

test('JSON is written as JSON', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      // JSON has one zero.
      expect(JSON.parse(literal(value, JSON_STYLE))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});

test('what an HTML page would take for its own is no part of JavaScript', () => {
  const written = literal({ text: '</SCRIPT><script><!--' }, JAVASCRIPT_STYLE);
  expect(written).not.toMatch(/<\/?script|<!--/i);
});
