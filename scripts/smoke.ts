/** `node scripts/smoke.ts URL`: waits for a console, loads its page and chats once through `/v1`. */
import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';

/** A cold build on a slow machine stands before the first answer. */
const START_LIMIT_MS = 180_000;
const LOOK_AGAIN_MS = 200;

const Completion = z.object({
  choices: z.array(z.object({ message: z.object({ content: z.string() }), finish_reason: z.string() })),
  usage: z.object({ total_tokens: z.number() }),
});

const origin = process.argv[2] ?? 'http://127.0.0.1:3000';

async function untilItListens(): Promise<void> {
  const giveUpAt = performance.now() + START_LIMIT_MS;
  for (;;) {
    try {
      await fetch(`${origin}/v1/models`);
      return;
    } catch (error) {
      if (performance.now() > giveUpAt) throw error;
      await sleep(LOOK_AGAIN_MS);
    }
  }
}

await untilItListens();

const page = await fetch(`${origin}/chat`);
if (page.status !== 200) throw new Error(`GET /chat answered ${page.status}`);
const html = await page.text();
if (!html.includes('/_next/static/')) throw new Error('GET /chat answered no page of ours');

const answer = await fetch(`${origin}/v1/chat/completions`, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({
    model: 'ruijing-gpt-lite',
    messages: [{ role: 'user', content: 'How do I stream an answer?' }],
  }),
});
if (answer.status !== 200)
  throw new Error(`POST /v1/chat/completions answered ${answer.status}: ${await answer.text()}`);
const { choices, usage } = Completion.parse(await answer.json());
const [first] = choices;
if (first === undefined || first.message.content === '') throw new Error('The answer is empty');
console.log(`✓ ${origin} chats: ${first.message.content.length} characters, ${usage.total_tokens} tokens.`);
