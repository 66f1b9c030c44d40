import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { sendJson } from '#e2e/support/fake-upstream.ts';
import { remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { connectionSchema, connectionTestSchema } from '#lib/contract/connection.ts';
import { KINDS } from '#lib/contract/endpoints.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { readConfig } from './config.ts';
import { describeConnection, testConnection } from './connection.ts';

const KEY = 'sk-sentinel-0123456789';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

interface Answer {
  readonly status?: number;
  readonly json: unknown;
}

const COMPLETION = { id: 'c', model: 'm', choices: [{ index: 0, message: { role: 'assistant', content: 'H' } }] };

interface Server {
  readonly models: Answer;
  readonly chat?: (body: Record<string, unknown>) => Answer;
}

/** The report on a server that answers as told. */
async function report({ models, chat = () => ({ json: COMPLETION }) }: Server, model?: string) {
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    const body: unknown = parts.length === 0 ? {} : JSON.parse(Buffer.concat(parts).toString());
    const { status, json } = request.method === 'GET' ? models : chat(isRecord(body) ? body : {});
    sendJson(response, json, status);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  );
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const gateway = await startGateway({ upstream: remoteTo(`http://127.0.0.1:${port}/v1`, KEY) });
  cleanups.push(() => gateway.close());
  const { steps } = connectionTestSchema.parse(await testConnection(gateway.services.fetch, { model }));
  return steps.map(({ latencyMs: _, ...step }) => step);
}

const listOf = (...ids: string[]): Answer => ({ json: { data: ids.map((id) => ({ id })) } });

test('what is told of the connection: the address and whether there is a key, never the key', async () => {
  const env = { RUIJING_BASE_URL: 'https://api.example.com/v1', RUIJING_API_KEY: KEY };
  const upstreams = [{ upstream: remoteTo(env.RUIJING_BASE_URL, KEY), kinds: KINDS, models: undefined }];
  const access = { isTeam: () => Promise.resolve(true) };
  const services = () => Promise.resolve({ access });
  const told = await describeConnection({ config: readConfig(env), upstreams, services });
  expect(connectionSchema.parse(told)).toEqual({
    kind: 'remote',
    name: 'api.example.com',
    baseUrl: 'https://api.example.com/v1',
    keySet: true,
  });
  expect(JSON.stringify(told)).not.toContain(KEY);
});

describe('the test of the connection', () => {
  test('lists the models, and sends one token to the first', async () => {
    const asked: unknown[] = [];
    const chat = (body: Record<string, unknown>) => {
      asked.push(body);
      return { json: COMPLETION };
    };
    expect(await report({ models: listOf('a', 'b'), chat })).toEqual([
      { step: 'models', outcome: 'ok', modelCount: 2 },
      { step: 'chat', outcome: 'ok', model: 'a' },
    ]);
    expect(asked).toEqual([{ model: 'a', messages: [{ role: 'user', content: 'Hi' }], max_tokens: 1 }]);
  });

  test('does not ask a model to chat whose name says that it does something else', async () => {
    const steps = await report({ models: listOf('text-embedding-3', 'whisper-1', 'gpt-x') });
    expect(steps[1]).toMatchObject({ outcome: 'ok', model: 'gpt-x' });
  });

  test('asks the model that it was given, also where models cannot be listed', async () => {
    expect(await report({ models: { status: 404, json: { error: 'no such route' } } }, 'mine')).toEqual([
      { step: 'models', outcome: 'failed', error: { code: 'upstream_rejected', message: expect.any(String) } },
      { step: 'chat', outcome: 'ok', model: 'mine' },
    ]);
  });

  test('a server whose models only know max_completion_tokens is no failure', async () => {
    const chat = (body: Record<string, unknown>) =>
      'max_tokens' in body
        ? { status: 400, json: { error: { message: "Use 'max_completion_tokens' instead.", param: 'max_tokens' } } }
        : { json: COMPLETION };
    expect((await report({ models: listOf('o9'), chat }))[1]).toEqual({ step: 'chat', outcome: 'ok', model: 'o9' });
  });

  test.each<[string, Server, string, string | undefined]>([
    ['the key', { models: { status: 401, json: { error: `bad key ${KEY}` } } }, 'upstream_auth', undefined],
    ['what is no API', { models: { json: { hello: 'world' } } }, 'upstream_invalid', undefined],
    ['no model', { models: listOf() }, '', undefined],
    [
      'a model that fails',
      { models: listOf('a'), chat: () => ({ status: 500, json: { error: 'boom' } }) },
      '',
      'upstream_error',
    ],
    ['an answer that is none', { models: listOf('a'), chat: () => ({ json: { a: 1 } }) }, '', 'upstream_invalid'],
  ])('names what failed: %s', async (_, server, listCode, chatCode) => {
    const [list, chat] = await report(server);
    expect(list?.error?.code ?? '').toBe(listCode);
    expect(chat?.outcome).toBe(chatCode === undefined ? 'skipped' : 'failed');
    expect(chat?.error?.code).toBe(chatCode);
    expect(JSON.stringify([list, chat])).not.toContain(KEY);
  });
});
