import { randomUUID } from 'node:crypto';
import type { ConversationCreate, NewMessage } from '#lib/contract/conversations.ts';

type Answer = NonNullable<NewMessage['answer']>;

/** Messages, each of which follows the one before, unless it says which one it follows. */
export class Thread {
  readonly messages: NewMessage[] = [];

  ask(text: string, parentId = this.headId): string {
    return this.#add({ role: 'user', text }, parentId);
  }

  instruct(text: string): string {
    return this.#add({ role: 'system', text }, this.headId);
  }

  answer(text: string, answer: Partial<Answer> = {}, parentId = this.headId): string {
    const whole: Answer = {
      ...{ model: 'ruijing-gpt-2.0', sandbox: true, reasoning: '', toolCalls: [], status: 'done' },
      ...{ finishReason: 'stop', usage: { promptTokens: 24, completionTokens: 96, estimated: false } },
      timings: { firstAnswerMs: 142, totalMs: 1_900 },
      ...answer,
    };
    return this.#add({ role: 'assistant', text, answer: whole }, parentId);
  }

  get headId(): string | null {
    return this.messages.at(-1)?.id ?? null;
  }

  /** For `POST /api/conversations`. */
  toCreate(title?: string): ConversationCreate {
    return {
      id: randomUUID(),
      ...(title === undefined ? {} : { title }),
      settings: { model: 'ruijing-gpt-2.0', system: '', parameters: {} },
      messages: this.messages,
      headId: this.headId,
    };
  }

  #add(matter: Pick<NewMessage, 'role' | 'text' | 'answer'>, parentId: string | null): string {
    const message = { id: randomUUID(), parentId, ...matter };
    this.messages.push(message);
    return message.id;
  }
}

const WIDE_TABLE = [
  `| ${['endpoint', 'method', 'requests', 'tokens', 'latency_p50', 'latency_p99', 'errors', 'spend'].join(' | ')} |`,
  `|${' --- |'.repeat(8)}`,
  '| `/v1/chat/completions` | POST | 1,204,331 | 88,120,440 | 412 ms | 2,904 ms | 0.12% | ¥1,204.50 |',
  '| `/v1/embeddings` | POST | 88,120 | 12,004,112 | 38 ms | 211 ms | 0.01% | ¥88.12 |',
].join('\n');

const LONG_CODE = [
  '```ts',
  `const answer = await client.chat.completions.create({ model: 'ruijing-gpt-2.0', stream: true, messages: history, max_tokens: 1_024 });`,
  ...Array.from(
    { length: 24 },
    (_, line) => `  console.log(${line}, answer.choices[${line}]?.delta.content); // line ${line}`,
  ),
  '```',
].join('\n');

/** Everything that Markdown of a model comes to on the page. */
export const RICH_MARKDOWN = [
  '### 注意力机制的复杂度',
  '自注意力的代价是 $O(n^2 d)$，其中 $n$ 是序列长度[^1]，见 [文档](/docs/tokens)。',
  '$$\\mathrm{Attention}(Q, K, V) = \\mathrm{softmax}\\left(\\frac{QK^\\top}{\\sqrt{d_k}}\\right)V \\qquad \\sum_{i=1}^{n} x_i = \\int_0^1 f(x)\\,dx + \\alpha + \\beta + \\gamma + \\delta + \\epsilon$$',
  WIDE_TABLE,
  LONG_CODE,
  '- [x] 读过\n- [ ] 没读\n\n> 引用的一段话，有 `行内代码` 和 <kbd>Ctrl</kbd>。',
  '再看第二条脚注[^note]。',
  '[^1]: Vaswani 等，2017 年。\n\n[^note]: 这里的长度按 token 计。',
].join('\n\n');

const FAILURE = {
  status: 429,
  type: 'rate_limit_error',
  code: 'rate_limit_exceeded',
  message: 'Simulated: too many requests. Try again in 2 seconds.',
  requestId: 'req_9f8e7d6c5b4a39281706f5e4d3c2b1a0',
};

/** A conversation in which nothing is missing that one can hold. */
export function everyMessage(): Thread {
  const thread = new Thread();
  thread.instruct('回答要简洁，先给结论。');
  thread.ask('注意力机制的复杂度是多少？给出公式、表格和代码。');
  thread.answer(RICH_MARKDOWN, {
    reasoning: '先写结论，再给**公式**。',
    timings: { firstThoughtMs: 90, thoughtEndMs: 2_400, firstAnswerMs: 2_410, totalMs: 6_000 },
    estimate: { promptTokens: 22 },
  });
  thread.ask('上海天气怎么样？');
  const toolCalls = [{ id: 'call_1', name: 'get_weather', arguments: '{"city":"上海","unit":"celsius"}' }];
  thread.answer('', { toolCalls, finishReason: 'tool_calls' });
  return thread;
}

/** Answers that did not come to their end, each in its own way. */
export function brokenAnswers(): Thread {
  const thread = new Thread();
  thread.ask('第一个会被停止');
  thread.answer('说到这里就', { status: 'stopped' });
  thread.ask('第二个会中断');
  thread.answer('刚开始说', { status: 'interrupted' });
  thread.ask('第三个会失败');
  thread.answer('', { status: 'failed', failure: FAILURE });
  thread.ask('第四个太长');
  thread.answer('被截断的回答', { finishReason: 'length' });
  return thread;
}
