import { beforeEach, describe, expect, test } from 'vitest';
import * as z from 'zod/mini';
import { testEyes } from '#e2e/support/eyes.ts';
import { gifOf, jpegOf, pngOf } from '#e2e/support/pictures.ts';
import { chatChunkSchema, chatCompletionSchema } from '#lib/contract/chat.ts';
import type { EndpointId } from '#lib/contract/endpoints.ts';
import { ApiError, ERRORS, type ErrorCode } from '#lib/contract/errors.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { loadDocs } from '#lib/server/docs.ts';
import type { UpstreamAnswer } from '#lib/server/upstream/port.ts';
import { createSseDecoder } from '#lib/std/sse.ts';
import type { Clock } from './pace.ts';
import { createSandbox } from './sandbox.ts';

/** A clock that only moves when somebody sleeps. */
class FakeClock implements Clock {
  nowMs = 0;
  /** Every sleep asked for. */
  sleptMs: number[] = [];
  /** What a late timer adds to each sleep. */
  lateMs = 0;

  now(): number {
    return this.nowMs;
  }

  async sleep(ms: number, signal: AbortSignal): Promise<void> {
    if (ms > 1e9)
      return new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    signal.throwIfAborted();
    this.sleptMs.push(ms);
    this.nowMs += ms + this.lateMs;
    await Promise.resolve();
  }
}

let clock = new FakeClock();
const shared: Clock = { now: () => clock.now(), sleep: (ms, signal) => clock.sleep(ms, signal) };
const sandboxAt = (tokensPerSecond: number) =>
  createSandbox({ docs: loadDocs(), clock: shared, tokensPerSecond, slowMs: 1_000, ...testEyes() });
const sandboxes = { 60: sandboxAt(60), 2000: sandboxAt(2_000) };
beforeEach(() => {
  clock = new FakeClock();
});

const question = { role: 'user', content: 'How do I stream responses?' };

interface SendOptions {
  readonly endpoint?: EndpointId;
  readonly modelId?: string;
  readonly signal?: AbortSignal;
  readonly tokensPerSecond?: keyof typeof sandboxes;
}

function send(body: Record<string, unknown>, options: SendOptions = {}): Promise<UpstreamAnswer> {
  return sandboxes[options.tokensPerSecond ?? 60].send({
    endpoint: options.endpoint ?? 'chat.completions',
    modelId: options.modelId ?? '',
    body: { model: 'ruijing-gpt-2.0', messages: [question], ...body },
    streams: body.stream === true,
    requestId: 'req_test',
    signal: options.signal ?? new AbortController().signal,
  });
}

async function textOf(answer: UpstreamAnswer): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const bytes of answer.body) text += decoder.decode(bytes, { stream: true });
  return text;
}

async function complete(body: Record<string, unknown> = {}) {
  const answer = await send(body);
  expect(answer.status).toBe(200);
  const completion = chatCompletionSchema.parse(JSON.parse(await textOf(answer)));
  return { completion, choice: completion.choices[0], usage: completion.usage };
}

const modelsSchema = z.object({ data: z.array(z.looseObject({ id: z.string(), owned_by: z.string() })) });
const errorSchema = z.object({
  error: z.object({ message: z.string(), type: z.string(), code: z.string(), param: z.optional(z.string()) }),
});

async function failure(body: Record<string, unknown>) {
  const answer = await send(body);
  const { error } = errorSchema.parse(JSON.parse(await textOf(answer)));
  return { status: answer.status, headers: answer.headers, ...error };
}

/** The events of a stream, each with the time at which it came. */
async function stream(body: Record<string, unknown> = {}, options: SendOptions = {}) {
  const answer = await send({ stream: true, ...body }, options);
  expect(answer.status).toBe(200);
  const decoder = createSseDecoder({ maxEventBytes: 1024 * 1024 });
  const events: { data: string; atMs: number }[] = [];
  let thrown: unknown;
  try {
    for await (const bytes of answer.body)
      for (const { data } of decoder.push(bytes)) events.push({ data, atMs: clock.nowMs });
  } catch (error) {
    thrown = error;
  }
  const chunks = events
    .filter(({ data }) => data.startsWith('{') && isJson(data))
    .map(({ data, atMs }) => ({ ...chatChunkSchema.parse({ choices: [], ...JSON.parse(data) }), atMs }));
  const contentOf = (index: number) =>
    chunks
      .flatMap(({ choices }) =>
        choices.filter((choice) => choice.index === index).map(({ delta }) => delta?.content ?? ''),
      )
      .join('');
  return { answer, events, chunks, contentOf, thrown, done: events.at(-1)?.data === '[DONE]' };
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

const finishOf = ({ chunks }: Awaited<ReturnType<typeof stream>>) =>
  chunks.flatMap(({ choices }) => choices.flatMap(({ finish_reason }) => finish_reason ?? []));

describe('models', () => {
  test('are those of the vendor that it can stand in for and the fourteen that rehearse faults, all its own', async () => {
    const answer = await send({}, { endpoint: 'models.list' });
    const { data } = modelsSchema.parse(JSON.parse(await textOf(answer)));
    expect(answer.headers['x-ruijing-sandbox']).toBe('1');
    expect(data.map(({ owned_by }) => owned_by)).toEqual(data.map(() => 'sandbox'));
    expect(data.filter(({ id }) => id.startsWith('sandbox-'))).toHaveLength(14);
    expect(data.find(({ id }) => id === 'ruijing-gpt-1.5')).toMatchObject({ type: 'chat', context_length: 16_384 });
    expect(data.find(({ id }) => id === 'ruijing-embedding-large')).toMatchObject({
      type: 'embedding',
      dimensions: 3072,
    });
    const others = data.filter(({ id }) => !id.startsWith('sandbox-'));
    expect(others.map(({ type }) => type)).toEqual(['chat', 'chat', 'chat', 'embedding', 'embedding', 'vision']);
  });

  test('are found one by one, or not', async () => {
    const found = await send({}, { endpoint: 'models.get', modelId: 'ruijing-embedding' });
    expect(JSON.parse(await textOf(found))).toMatchObject({
      id: 'ruijing-embedding',
      object: 'model',
      type: 'embedding',
      dimensions: 1_536,
    });
    const missing = await send({}, { endpoint: 'models.get', modelId: 'gpt-9' });
    expect([missing.status, missing.headers['x-ruijing-sandbox']]).toEqual([404, '1']);
    expect(await textOf(missing)).toContain('model_not_found');
  });
});

describe('an answer', () => {
  test('is a completion that says where it comes from', async () => {
    const { completion, choice, usage } = await complete();
    expect(completion).toMatchObject({
      object: 'chat.completion',
      model: 'ruijing-gpt-2.0',
      system_fingerprint: 'sandbox',
    });
    expect(completion.id).toMatch(/^chatcmpl-\w+/);
    expect(choice).toMatchObject({ index: 0, finish_reason: 'stop', message: { role: 'assistant' } });
    expect(choice?.message.content).toContain('(/docs/streaming#enable)');
    expect(usage?.completion_tokens).toBe(estimateTokens(choice?.message.content ?? ''));
    expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
  });

  test('streams as the same text, a piece an event, and ends with [DONE]', async () => {
    const { choice } = await complete();
    const heard = await stream();
    expect(heard.contentOf(0)).toBe(choice?.message.content);
    expect(heard.answer.headers).toMatchObject({
      'content-type': expect.stringContaining('text/event-stream'),
      'x-ruijing-sandbox': '1',
    });
    expect(heard.chunks[0]?.choices[0]?.delta).toMatchObject({ role: 'assistant' });
    expect(finishOf(heard)).toEqual(['stop']);
    expect(heard.done).toBe(true);
    expect(heard.chunks.length).toBeGreaterThan(50);
    expect(heard.chunks.every(({ usage }) => usage === undefined)).toBe(true);
    expect(new Set(heard.chunks.map(({ id }) => id)).size).toBe(1);
  });

  test('ends with its usage when the stream is asked for it', async () => {
    const { usage } = await complete();
    const heard = await stream({ stream_options: { include_usage: true } });
    expect(heard.chunks.at(-1)).toMatchObject({ choices: [], usage });
    expect(heard.done).toBe(true);
  });

  test('is cut at max_tokens, the newer name first, with 1000 by default', async () => {
    for (const [limits, most] of [
      [{ max_tokens: 20 }, 20],
      [{ max_tokens: 500, max_completion_tokens: 10 }, 10],
      [{ max_tokens: 1 }, 1],
    ] as const) {
      const { choice, usage } = await complete(limits);
      expect(choice?.finish_reason).toBe('length');
      expect(usage?.completion_tokens).toBeLessThanOrEqual(most);
      expect(usage?.completion_tokens).toBeGreaterThan(0);
    }
  });

  test('ends before a stop sequence', async () => {
    const whole = (await complete()).choice?.message.content ?? '';
    for (const stop of ['server-sent', ['nowhere', 'server-sent', '```']]) {
      const { choice } = await complete({ stop });
      expect(choice).toMatchObject({
        finish_reason: 'stop',
        message: { content: whole.slice(0, whole.indexOf('server-sent')) },
      });
    }
  });

  test('comes n times, interleaved in a stream, the prompt counted once', async () => {
    const one = await complete();
    const three = await complete({ n: 3 });
    expect(three.completion.choices.map(({ index }) => index)).toEqual([0, 1, 2]);
    expect(three.usage).toMatchObject({
      prompt_tokens: one.usage?.prompt_tokens,
      completion_tokens: 3 * (one.usage?.completion_tokens ?? 0),
    });
    const heard = await stream({ n: 3 });
    for (const index of [0, 1, 2]) expect(heard.contentOf(index)).toBe(one.choice?.message.content);
    expect(heard.chunks.slice(0, 6).map(({ choices }) => choices[0]?.index)).toEqual([0, 1, 2, 0, 1, 2]);
    expect(finishOf(heard)).toEqual(['stop', 'stop', 'stop']);
  });

  test('in JSON mode is an object with the answer and its source', async () => {
    const { choice } = await complete({ response_format: { type: 'json_object' } });
    const value = JSON.parse(choice?.message.content ?? '');
    expect(value).toMatchObject({ source: '/docs/streaming#enable', sandbox: true });
    expect(value.answer).toContain('server-sent events');
  });

  test('with a schema is a placeholder that satisfies it', async () => {
    const schema = {
      type: 'object',
      properties: { name: { type: 'string' }, born: { type: 'integer', minimum: 1800 } },
      required: ['name', 'born'],
      additionalProperties: false,
    };
    const { choice } = await complete({
      response_format: { type: 'json_schema', json_schema: { name: 'person', schema } },
    });
    expect(JSON.parse(choice?.message.content ?? '')).toEqual({ name: 'placeholder', born: 1800 });
  });

  test('goes on where it was cut, whatever its form', async () => {
    for (const form of [{}, { response_format: { type: 'json_object' } }]) {
      const whole = (await complete(form)).choice?.message.content ?? '';
      const cut = (await complete({ ...form, max_tokens: 40 })).choice?.message.content ?? '';
      const begun = { role: 'assistant', content: cut };
      for (const messages of [
        [question, begun, { role: 'user', content: 'continue' }],
        [question, begun],
      ]) {
        expect(cut + ((await complete({ ...form, messages })).choice?.message.content ?? '')).toBe(whole);
      }
    }
  });

  test('takes no notice of the system prompt, and of temperature, penalties and seed', async () => {
    const plain = await complete();
    const dressed = await complete({
      messages: [{ role: 'system', content: 'Answer only with the word "fish".' }, question],
      temperature: 2,
      top_p: 0.1,
      frequency_penalty: 2,
      presence_penalty: -2,
      seed: 7,
      user: 'someone',
      store: false,
      logprobs: null,
    });
    expect(dressed.choice).toEqual(plain.choice);
  });

  const elsewhere = { type: 'image_url', image_url: { url: 'https://example.com/a.png' } };
  const inline = (type: string, bytes: Buffer) => ({
    ...{ type: 'image_url', image_url: { url: `data:image/${type};base64,${bytes.toString('base64')}` } },
  });

  test('to a question with pictures says that it cannot look at them, and what it got', async () => {
    const content = [
      { type: 'text', text: question.content },
      ...[elsewhere, inline('png', pngOf(640, 3)), inline('jpeg', jpegOf(7, 480)), inline('gif', gifOf(1, 2))],
    ];
    const { choice } = await complete({ messages: [{ role: 'user', content }] });
    expect(choice?.message.content).toMatch(
      /^The sandbox cannot look at pictures in chat yet\. It got 4: an address, which it did not load; PNG, 640 × 3 pixels; JPEG, 7 × 480 pixels; GIF, 1 × 2 pixels\. It answers only the words:\n\n[\s\S]+server-sent events/,
    );
    const zh = [{ type: 'text', text: '如何使用流式响应？' }, inline('png', pngOf(640, 3))];
    const answered = await complete({ messages: [{ role: 'user', content: zh }] });
    expect(answered.choice?.message.content).toMatch(
      /^沙盒的对话暂时看不了图片。收到 1 张：PNG，640 × 3 像素。下面只回答文字部分。\n\n/,
    );
  });

  test('to pictures without words says what it is, and of those of earlier questions says nothing more', async () => {
    const pictures = { role: 'user', content: Array.from({ length: 12 }, () => elsewhere) };
    const alone = await complete({ messages: [pictures] });
    expect(alone.choice?.message.content).toMatch(/(?:It got 12: .*; and so on|收到 12 张：.*；其余从略)/);
    expect(alone.choice?.message.content).toContain('RUIJING_API_KEY');
    expect(alone.choice?.message.content).not.toMatch(/only the words|只回答文字/);
    const { choice } = await complete({ messages: [pictures, { role: 'assistant', content: 'So.' }, question] });
    expect(choice?.message.content).not.toMatch(/pictures|图片/);
  });
});

const weather = {
  name: 'get_weather',
  description: 'Look up the weather of a city',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 2 } },
    required: ['city', 'days'],
  },
};
const order = {
  name: 'get_order',
  description: '查询订单状态',
  parameters: { type: 'object', properties: { id: { type: 'string', pattern: '^A\\d{3}$' } }, required: ['id'] },
};
const tools = [weather, order].map((definition) => ({ type: 'function', function: definition }));
const about = (content: string) => ({ messages: [{ role: 'user', content }] });

describe('a function', () => {
  test.each([
    ['What is the weather in Paris?', 'get_weather', '{"city":"placeholder","days":2}'],
    ['北京明天天气怎么样', 'get_weather', '{"city":"placeholder","days":2}'],
    ['我的订单到哪了', 'get_order', '{"id":"A000"}'],
  ])('that fits is called: %s', async (words, name, args) => {
    const { choice, usage } = await complete({ ...about(words), tools });
    expect(choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ type: 'function', function: { name, arguments: args } }] },
    });
    expect(choice?.message.tool_calls?.[0]?.id).toMatch(/^call-?_?\w+/);
    expect(choice?.message.content).toMatch(/placeholder|占位/);
    expect(usage?.completion_tokens).toBe(estimateTokens(choice?.message.content ?? '') + estimateTokens(name + args));
  });

  test('that does not fit is not: the question is answered', async () => {
    const { choice } = await complete({ tools });
    expect(choice).toMatchObject({
      finish_reason: 'stop',
      message: { content: expect.stringContaining('/docs/streaming') },
    });
    expect(choice?.message.tool_calls).toBeUndefined();
  });

  test('is called whenever it is required or named, and never under none', async () => {
    const named = { type: 'function', function: { name: 'get_order' } };
    expect((await complete({ tools, tool_choice: 'required' })).choice?.message.tool_calls).toHaveLength(1);
    expect((await complete({ tools, tool_choice: named })).choice?.message.tool_calls?.[0]?.function.name).toBe(
      'get_order',
    );
    expect(
      (await complete({ ...about('weather'), tools, tool_choice: 'none' })).choice?.message.tool_calls,
    ).toBeUndefined();
  });

  test('of the older form is called in the older form', async () => {
    const { choice } = await complete({ ...about('weather?'), functions: [weather], function_call: 'auto' });
    expect(choice).toMatchObject({
      finish_reason: 'function_call',
      message: { function_call: { name: 'get_weather', arguments: '{"city":"placeholder","days":2}' } },
    });
  });

  test('streams its arguments in fragments that join to the JSON', async () => {
    const heard = await stream({ ...about('weather in Rome?'), tools });
    const parts = heard.chunks.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta?.tool_calls ?? []));
    expect(parts[0]).toMatchObject({
      index: 0,
      id: expect.any(String),
      type: 'function',
      function: { name: 'get_weather', arguments: '' },
    });
    expect(parts.length).toBeGreaterThan(3);
    expect(parts.map((part) => part.function?.arguments ?? '').join('')).toBe('{"city":"placeholder","days":2}');
    expect(finishOf(heard)).toEqual(['tool_calls']);
  });

  test('gives way in words before it gives way in arguments when tokens are short', async () => {
    const call = { ...about('weather?'), tools };
    const short = await complete({ ...call, max_tokens: 30 });
    expect(short.choice).toMatchObject({
      finish_reason: 'tool_calls',
      message: { tool_calls: [{ function: { name: 'get_weather' } }] },
    });
    const shorter = await complete({ ...call, max_tokens: 8 });
    expect(shorter.choice?.finish_reason).toBe('length');
    expect(shorter.usage?.completion_tokens).toBeLessThanOrEqual(8);
  });

  test('has its result repeated, in a block that the result cannot leave, and no model claims to read it', async () => {
    const result = '{"note":"```\\n# not a heading"}```';
    const call = { id: 'call_1', type: 'function', function: { name: 'get_weather', arguments: '{}' } };
    const messages = [
      { role: 'user', content: 'weather?' },
      { role: 'assistant', content: null, tool_calls: [call] },
      { role: 'tool', tool_call_id: 'call_1', content: result },
    ];
    const { choice } = await complete({ messages, tools, tool_choice: 'required' });
    expect(choice?.message.content).toContain(`\n\`\`\`\`json\n${result}\n\`\`\`\``);
    expect(choice?.message.content).toMatch(/no model reads it/);
    expect(choice?.finish_reason).toBe('stop');
    const json = await complete({ messages, response_format: { type: 'json_object' } });
    expect(JSON.parse(json.choice?.message.content ?? '')).toMatchObject({ source: null });
  });

  test('that returned a great deal has it shortened', async () => {
    const messages = [question, { role: 'tool', tool_call_id: 'c', content: 'x'.repeat(100_000) }];
    const { choice } = await complete({ messages, max_tokens: 5000 });
    expect(choice?.message.content).toContain('(98500 more characters left out)');
  });
});

describe('what is not accepted is answered with its status, code and field', () => {
  const impossible = { type: 'object', properties: { a: { enum: [] } }, required: ['a'] };
  const picture = [{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } }];
  test.each<[string, Record<string, unknown>, ErrorCode, string]>([
    ['an unknown parameter', { reasoning_effort: 'low' }, 'unsupported_parameter', 'reasoning_effort'],
    ['storing', { store: true }, 'unsupported_parameter', 'store'],
    [
      'an unknown stream option',
      { stream: true, stream_options: { x: 1 } },
      'unsupported_parameter',
      'stream_options.x',
    ],
    ['logprobs', { logprobs: true }, 'unsupported_parameter', 'logprobs'],
    ['top_logprobs', { top_logprobs: 0 }, 'unsupported_parameter', 'top_logprobs'],
    ['an unknown model', { model: 'gpt-9' }, 'model_not_found', 'model'],
    ['a model for something else', { model: 'ruijing-embedding' }, 'invalid_parameter', 'model'],
    [
      'a picture for a model that takes none',
      { model: 'ruijing-gpt-lite', messages: [{ role: 'user', content: picture }] },
      'invalid_parameter',
      'messages',
    ],
    [
      'a kind of content that nobody knows',
      { messages: [{ role: 'user', content: [{ type: 'smell' }] }] },
      'invalid_parameter',
      'messages.0.content.0.type',
    ],
    [
      'an answer longer than the context',
      { model: 'ruijing-gpt-lite', max_tokens: 8192 },
      'context_length_exceeded',
      'messages',
    ],
    [
      'a prompt longer than the context',
      { model: 'ruijing-gpt-lite', messages: [{ role: 'user', content: '长'.repeat(6000) }] },
      'context_length_exceeded',
      'messages',
    ],
    ['tools and functions at once', { tools, functions: [weather] }, 'invalid_parameter', 'functions'],
    ['a choice without tools', { tool_choice: 'required' }, 'invalid_parameter', 'tool_choice'],
    [
      'a tool that is not there',
      { tools, tool_choice: { type: 'function', function: { name: 'x' } } },
      'invalid_parameter',
      'tool_choice',
    ],
    [
      'arguments that nothing satisfies',
      { tools: [{ type: 'function', function: { name: 'f', parameters: impossible } }], tool_choice: 'required' },
      'invalid_parameter',
      'tools',
    ],
    [
      'a schema that nothing satisfies',
      { response_format: { type: 'json_schema', json_schema: { name: 's', schema: impossible } } },
      'invalid_parameter',
      'response_format.json_schema.schema',
    ],
  ])('%s', async (_name, body, code, param) => {
    const { status, type } = ERRORS[code];
    expect(await failure(body)).toMatchObject({ status, type, code, param, headers: { 'x-ruijing-sandbox': '1' } });
  });

  test('tool definitions are part of the prompt', async () => {
    const plain = await complete({});
    const armed = await complete({ tools, tool_choice: 'none' });
    expect(armed.usage?.prompt_tokens).toBeGreaterThan((plain.usage?.prompt_tokens ?? 0) + 40);
  });
});

describe('the pace', () => {
  test('is the set one, measured from the start: late timers do not add up', async () => {
    for (const lateMs of [0, 15]) {
      clock = new FakeClock();
      clock.lateMs = lateMs;
      const heard = await stream({}, { tokensPerSecond: 60 });
      const tokens = estimateTokens(heard.contentOf(0));
      const wholeMs = (tokens / 60) * 1000;
      expect(clock.nowMs).toBeGreaterThanOrEqual(wholeMs - 5);
      expect(clock.nowMs).toBeLessThanOrEqual(wholeMs + 20);
    }
  });

  test('never sets a timer for less than four milliseconds, however fast', async () => {
    await stream({}, { tokensPerSecond: 2000 });
    expect(Math.min(...clock.sleptMs)).toBeGreaterThanOrEqual(4);
    expect(clock.sleptMs.length).toBeGreaterThan(10);
  });

  test('does not hold back an answer that is not streamed', async () => {
    await complete();
    expect(clock.sleptMs).toEqual([]);
  });

  test('ends at once when the caller leaves', async () => {
    const leaving = new AbortController();
    const answer = await send({ stream: true }, { signal: leaving.signal });
    const iterator = answer.body[Symbol.asyncIterator]();
    for (let count = 0; count < 5; count += 1) await iterator.next();
    const atMs = clock.nowMs;
    leaving.abort(new Error('gone'));
    await expect(iterator.next()).rejects.toThrow('gone');
    expect(clock.nowMs).toBe(atMs);
  });

  test('ends without a sound when the stream is read no further', async () => {
    const answer = await send({ stream: true });
    const iterator = answer.body[Symbol.asyncIterator]();
    await iterator.next();
    await iterator.return?.();
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });
});

describe('the models that rehearse faults', () => {
  test.each<[string, ErrorCode]>([
    ['sandbox-401', 'invalid_api_key'],
    ['sandbox-403', 'model_not_allowed'],
    ['sandbox-404', 'model_not_found'],
    ['sandbox-429', 'rate_limit_exceeded'],
    ['sandbox-500', 'internal_error'],
    ['sandbox-503', 'overloaded'],
  ])('%s', async (model, code) => {
    for (const streams of [false, true]) {
      expect(await failure({ model, stream: streams })).toMatchObject({ ...ERRORS[code], code });
    }
  });

  test('sandbox-429 tells how long to wait, in every form there is', async () => {
    const { headers } = await failure({ model: 'sandbox-429' });
    expect(headers).toMatchObject({ 'retry-after': '2', 'retry-after-ms': '2000', 'x-ratelimit-remaining': '0' });
    expect(Number(headers['x-ratelimit-reset'])).toBeGreaterThan(Date.now() / 1000);
    for (const what of ['requests', 'tokens']) {
      expect(headers[`x-ratelimit-limit-${what}`]).toMatch(/^\d+$/);
      expect(headers[`x-ratelimit-remaining-${what}`]).toMatch(/^\d+$/);
      expect(headers[`x-ratelimit-reset-${what}`]).toMatch(/^(?:\d+h)?(?:\d+m)?\d+s$/);
    }
    expect(headers['ratelimit-policy']).toMatch(/^"rpm";q=\d+;w=60, "tpd";q=\d+;w=86400$/);
    expect(headers.ratelimit).toMatch(/^"rpm";r=0;t=2, "tpd";r=\d+;t=\d+$/);
  });

  test('sandbox-slow sends the whole answer, an event a second', async () => {
    const { choice } = await complete();
    const heard = await stream({ model: 'sandbox-slow' });
    expect(heard.contentOf(0)).toBe(choice?.message.content);
    expect(new Set(clock.sleptMs)).toEqual(new Set([1_000]));
    expect(clock.nowMs).toBeGreaterThanOrEqual(5_000);
    expect(heard.done).toBe(true);
  });

  test('sandbox-hang never answers, until the caller gives up', async () => {
    const leaving = new AbortController();
    const pending = send({ model: 'sandbox-hang' }, { signal: leaving.signal });
    await expect(Promise.race([pending, new Promise((resolve) => setImmediate(resolve, 'nothing'))])).resolves.toBe(
      'nothing',
    );
    leaving.abort(new Error('enough'));
    await expect(pending).rejects.toThrow('enough');
  });

  test.each([{}, { max_tokens: 3 }])(
    'sandbox-reset-midstream breaks the connection after some events: %j',
    async (more) => {
      const heard = await stream({ model: 'sandbox-reset-midstream', ...more });
      expect(heard.chunks.length).toBeGreaterThan(1);
      expect(heard.thrown).toBeInstanceOf(ApiError);
      expect(heard.thrown).toMatchObject({ code: 'upstream_reset' });
      expect(finishOf(heard)).toEqual([]);
      await expect(send({ model: 'sandbox-reset-midstream' })).rejects.toMatchObject({ code: 'upstream_reset' });
    },
  );

  test.each([{}, { max_tokens: 3 }])('sandbox-truncated ends in the middle of an event: %j', async (more) => {
    const text = await textOf(await send({ model: 'sandbox-truncated', stream: true, ...more }));
    expect(text.endsWith('\n\n')).toBe(false);
    expect(text.split('\n\n').length).toBeGreaterThan(2);
    expect(text).not.toMatch(/\[DONE\]|"finish_reason":"/);
    expect(isJson(await textOf(await send({ model: 'sandbox-truncated' })))).toBe(false);
  });

  test('sandbox-malformed sends the whole answer, with what a client must skip or put up with in between', async () => {
    const { choice } = await complete();
    const raw = await textOf(await send({ model: 'sandbox-malformed', stream: true }));
    expect(raw).toMatch(/^data:\{/m);
    expect(raw).toMatch(/^: /m);
    expect(raw).toMatch(/\r(?!\n)/);
    expect(raw).toMatch(/^data: \{\ndata: "id"/m);
    const heard = await stream({ model: 'sandbox-malformed' });
    expect(heard.contentOf(0)).toBe(choice?.message.content);
    expect(heard.events.filter(({ data }) => data !== '[DONE]' && !isJson(data)).length).toBeGreaterThanOrEqual(2);
    expect(heard.done).toBe(true);
    expect(isJson(await textOf(await send({ model: 'sandbox-malformed' })))).toBe(false);
  });

  test('sandbox-no-done and sandbox-no-usage leave out just that', async () => {
    const { choice } = await complete();
    for (const [model, done] of [
      ['sandbox-no-done', false],
      ['sandbox-no-usage', true],
    ] as const) {
      const heard = await stream({ model, stream_options: { include_usage: true } });
      expect(heard.contentOf(0)).toBe(choice?.message.content);
      expect(finishOf(heard)).toEqual(['stop']);
      expect(heard.done).toBe(done);
      expect(heard.chunks.some(({ usage }) => usage)).toBe(false);
      expect((await complete({ model })).usage).toBeUndefined();
    }
  });

  test('sandbox-huge sends more than any cap, a block at a time', async () => {
    for (const streams of [true, false]) {
      const answer = await send({ model: 'sandbox-huge', stream: streams });
      let bytes = 0;
      let largest = 0;
      for await (const block of answer.body) {
        bytes += block.length;
        largest = Math.max(largest, block.length);
      }
      expect(bytes).toBeGreaterThan(10 * 1024 * 1024);
      expect(largest).toBeLessThanOrEqual(64 * 1024);
    }
  });
});

test('a message of nothing but marks does not hold the process up', async () => {
  const content = `a${'\u0301\u0323'.repeat(100_000)}`;
  const startMs = performance.now();
  const { signal } = new AbortController();
  const body = { model: 'ruijing-gpt-2.0', messages: [{ role: 'user', content }] };
  const call = { endpoint: 'chat.completions', modelId: '', body, streams: false, requestId: 'r', signal } as const;
  await createSandbox({ docs: loadDocs(), tokensPerSecond: 1e6, slowMs: 1, ...testEyes() }).send(call);
  // Without care it takes half a minute.
  expect(performance.now() - startMs).toBeLessThan(3_000);
});
