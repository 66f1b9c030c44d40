import OpenAI, { APIError, RateLimitError } from 'openai';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { type GatewayServer, startGateway } from '#e2e/support/gateway-server.ts';
import { ERRORS, type ErrorCode } from '#lib/contract/errors.ts';
import { loadDocs } from '#lib/server/docs.ts';
import { createSandbox } from '#lib/server/upstream/sandbox/sandbox.ts';

/** The official client, pointed at the gateway on the sandbox: what any program of a user's would see. */
let gateway: GatewayServer;
let client: OpenAI;

beforeAll(async () => {
  gateway = await startGateway({
    upstream: createSandbox({ docs: loadDocs(), tokensPerSecond: 3_000, slowMs: 20, ...testEyes() }),
  });
  client = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'anything', maxRetries: 0 });
});
afterAll(() => gateway.close());

const messages = [{ role: 'user' as const, content: '如何使用流式响应？' }];
const ask = (model: string) => client.chat.completions.create({ model, messages });
const stream = (model: string) =>
  client.chat.completions.create({ model, messages, stream: true, stream_options: { include_usage: true } });

interface Heard {
  text: string;
  finish: string | null;
  usage: OpenAI.CompletionUsage | null | undefined;
  error: unknown;
}

async function listen(model: string): Promise<Heard> {
  const heard: Heard = { text: '', finish: null, usage: undefined, error: undefined };
  try {
    for await (const chunk of await stream(model)) {
      heard.text += chunk.choices[0]?.delta.content ?? '';
      heard.finish = chunk.choices[0]?.finish_reason ?? heard.finish;
      heard.usage = chunk.usage ?? heard.usage;
    }
  } catch (error) {
    heard.error = error;
  }
  return heard;
}

const codeOf = (error: unknown) => (error instanceof APIError ? error.code : String(error));

test('it lists the models and finds one', async () => {
  const ids = (await client.models.list()).data.map(({ id }) => id);
  expect(ids).toContain('ruijing-gpt-2.0');
  expect(ids.filter((id) => id.startsWith('sandbox-'))).toHaveLength(14);
  expect(await client.models.retrieve('ruijing-gpt-lite')).toMatchObject({
    id: 'ruijing-gpt-lite',
    owned_by: 'sandbox',
  });
  await expect(client.models.retrieve('nothing')).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
});

test('it completes', async () => {
  const completion = await ask('ruijing-gpt-2.0');
  expect(completion.choices[0]?.message.content).toContain('/docs/streaming#');
  expect(completion).toMatchObject({
    object: 'chat.completion',
    model: 'ruijing-gpt-2.0',
    system_fingerprint: 'sandbox',
  });
  const usage = completion.usage;
  expect(usage?.total_tokens).toBe((usage?.prompt_tokens ?? 0) + (usage?.completion_tokens ?? 0));
});

test('it streams the same answer, with the same usage', async () => {
  const whole = await ask('ruijing-gpt-2.0');
  const heard = await listen('ruijing-gpt-2.0');
  expect(heard).toMatchObject({ text: whole.choices[0]?.message.content, finish: 'stop', error: undefined });
  expect(heard.usage).toEqual(whole.usage);
});

test('it aborts, and the call is over', async () => {
  const answer = await stream('sandbox-slow');
  for await (const _ of answer) {
    answer.controller.abort();
    break;
  }
  await expect.poll(() => gateway.lines.some((line) => line.includes('client_closed_request'))).toBe(true);
});

test('it gets n answers, max_tokens, stop and JSON as asked', async () => {
  const create = (rest: object) => client.chat.completions.create({ model: 'ruijing-gpt-2.0', messages, ...rest });
  expect((await create({ n: 3 })).choices.map(({ index }) => index)).toEqual([0, 1, 2]);
  const short = await create({ max_tokens: 20 });
  expect(short.choices[0]?.finish_reason).toBe('length');
  expect(short.usage?.completion_tokens).toBeLessThanOrEqual(20);
  const whole = (await create({})).choices[0]?.message.content ?? '';
  const stopped = await create({ stop: ['stream'] });
  expect(stopped.choices[0]).toMatchObject({
    finish_reason: 'stop',
    message: { content: whole.slice(0, whole.indexOf('stream')) },
  });
  const json = await create({ response_format: { type: 'json_object' } });
  expect(JSON.parse(json.choices[0]?.message.content ?? '')).toMatchObject({ sandbox: true });
});

const WEATHER = {
  name: 'get_weather',
  description: '查询某个城市的天气',
  parameters: {
    type: 'object',
    properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1 } },
    required: ['city', 'days'],
  },
};
const TIME = { name: 'get_time', description: 'Tells what time it is', parameters: { type: 'object', properties: {} } };

test('it calls the tool that fits, with placeholders, whole and streamed', async () => {
  const tools = [TIME, WEATHER].map((definition) => ({ type: 'function' as const, function: definition }));
  const asked = [{ role: 'user' as const, content: '北京天气怎么样？' }];
  const whole = await client.chat.completions.create({ model: 'ruijing-gpt-2.0', messages: asked, tools });
  const [call] = whole.choices[0]?.message.tool_calls ?? [];
  expect(whole.choices[0]?.finish_reason).toBe('tool_calls');
  expect(whole.choices[0]?.message.content).toContain('占位');
  if (call?.type !== 'function') throw new Error('no function call');
  expect(call.function.name).toBe('get_weather');
  expect(JSON.parse(call.function.arguments)).toEqual({ city: 'placeholder', days: 1 });

  let name = '';
  let args = '';
  for await (const chunk of await client.chat.completions.create({
    model: 'ruijing-gpt-2.0',
    messages: asked,
    tools,
    stream: true,
  })) {
    const piece = chunk.choices[0]?.delta.tool_calls?.[0]?.function;
    name += piece?.name ?? '';
    args += piece?.arguments ?? '';
  }
  expect([name, JSON.parse(args)]).toEqual(['get_weather', { city: 'placeholder', days: 1 }]);

  const none = await client.chat.completions.create({
    model: 'ruijing-gpt-2.0',
    messages: asked,
    tools,
    tool_choice: 'none',
  });
  expect(none.choices[0]?.message.tool_calls).toBeUndefined();
  const forced = await client.chat.completions.create({
    model: 'ruijing-gpt-2.0',
    messages: asked,
    tools,
    tool_choice: { type: 'function', function: { name: 'get_time' } },
  });
  expect(forced.choices[0]?.message.tool_calls?.[0]).toMatchObject({ function: { name: 'get_time' } });
  const old = await client.chat.completions.create({ model: 'ruijing-gpt-2.0', messages: asked, functions: [WEATHER] });
  expect(old.choices[0]).toMatchObject({
    finish_reason: 'function_call',
    message: { function_call: { name: 'get_weather' } },
  });
});

test.each([
  ['an unknown parameter', { zork: 1 }, 'unsupported_parameter', 'zork'],
  ['logprobs', { logprobs: true }, 'unsupported_parameter', 'logprobs'],
  ['an embedding model', { model: 'ruijing-embedding' }, 'invalid_parameter', 'model'],
  ['an unknown model', { model: 'gpt-9' }, 'model_not_found', 'model'],
  ['more than the context', { model: 'ruijing-gpt-lite', max_tokens: 9_000 }, 'context_length_exceeded', 'messages'],
] as const)('%s is refused with the field named', async (_, rest, code, param) => {
  const refused = client.chat.completions.create({ model: 'ruijing-gpt-2.0', messages, ...rest });
  await expect(refused).rejects.toMatchObject({ status: ERRORS[code].status, code, param });
});

describe('what each magic model makes the client see', () => {
  test.each<[string, ErrorCode]>([
    ['sandbox-401', 'invalid_api_key'],
    ['sandbox-403', 'model_not_allowed'],
    ['sandbox-404', 'model_not_found'],
    ['sandbox-500', 'internal_error'],
    ['sandbox-503', 'overloaded'],
    ['sandbox-hang', 'upstream_timeout'],
  ])('%s: its status, type and code', async (model, code) => {
    const { status, type } = ERRORS[code];
    await expect(ask(model)).rejects.toMatchObject({ status, code, type, requestID: expect.stringMatching(/^req_/) });
    await expect(stream(model)).rejects.toMatchObject({ status, code });
  });

  test('sandbox-429: Retry-After of two seconds and every limit header', async () => {
    const error: unknown = await ask('sandbox-429').catch((thrown: unknown) => thrown);
    if (!(error instanceof RateLimitError)) throw new Error('no rate limit error');
    expect(error.code).toBe('rate_limit_exceeded');
    const names = ['limit', 'remaining', 'reset'].flatMap((name) => [
      `x-ratelimit-${name}`,
      `x-ratelimit-${name}-requests`,
      `x-ratelimit-${name}-tokens`,
    ]);
    for (const name of [...names, 'ratelimit', 'ratelimit-policy', 'retry-after-ms'])
      expect(error.headers.get(name), name).toBeTruthy();
    expect(error.headers.get('retry-after')).toBe('2');
  });

  test.each(['sandbox-slow', 'sandbox-malformed', 'sandbox-no-done', 'sandbox-no-usage'])(
    '%s: a whole answer',
    async (model) => {
      const whole = await listen('ruijing-gpt-2.0');
      const heard = await listen(model);
      expect(heard).toMatchObject({ text: whole.text, finish: 'stop', error: undefined });
      expect(heard.usage?.total_tokens).toBeGreaterThan(0);
      const estimated = model === 'sandbox-no-done' || model === 'sandbox-no-usage';
      expect(heard.usage).toMatchObject(estimated ? { estimated: true } : { total_tokens: whole.usage?.total_tokens });
    },
  );

  test('sandbox-malformed: the broken events were counted', async () => {
    await listen('sandbox-malformed');
    expect(JSON.parse(gateway.lines.at(-1) ?? '{}').malformedEvents).toBeGreaterThan(0);
  });

  test.each<[string, ErrorCode]>([
    ['sandbox-reset-midstream', 'upstream_reset'],
    ['sandbox-truncated', 'upstream_truncated'],
    ['sandbox-huge', 'event_too_large'],
  ])('%s: some words, then the error', async (model, code) => {
    const heard = await listen(model);
    expect(heard.text.length).toBeGreaterThan(5);
    expect(heard.finish).toBeNull();
    expect(codeOf(heard.error)).toBe(code);
  });

  test.each<[string, ErrorCode]>([
    ['sandbox-reset-midstream', 'upstream_reset'],
    ['sandbox-truncated', 'upstream_invalid'],
    ['sandbox-malformed', 'upstream_invalid'],
    ['sandbox-huge', 'event_too_large'],
  ])('%s without a stream: 502', async (model, code) => {
    await expect(ask(model)).rejects.toMatchObject({ status: 502, code });
  });

  test('none of them ends the process', async () => {
    expect((await ask('ruijing-gpt-2.0')).choices).toHaveLength(1);
  });
});
