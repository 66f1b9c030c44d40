import { afterEach, expect, test } from 'vitest';
import { delta, type FakeUpstream, openStream, sendJson, sse, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, type GatewayServerOptions, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { reservationsIn } from '#e2e/support/sqlite-file.ts';
import { estimatePromptTokens, estimateTokens } from '#lib/domain/metering/tokens.ts';
import type { LedgerRow } from '#lib/domain/usage/call.ts';
import { seededRandom } from '#lib/std/seeded-random.ts';

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

async function start(
  options: Partial<GatewayServerOptions> = {},
): Promise<{ fake: FakeUpstream; gateway: GatewayServer }> {
  const fake = await startFakeUpstream();
  cleanups.push(() => fake.close());
  const gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream'), ...options });
  cleanups.push(() => gateway.close());
  return { fake, gateway };
}

const MESSAGES = [{ role: 'user' as const, content: 'count me' }];

const chat = ({ origin }: GatewayServer, body: Record<string, unknown>, signal?: AbortSignal) =>
  fetch(`${origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ messages: MESSAGES, ...body }),
    signal: signal ?? null,
  });

async function rowsOf({ storage }: GatewayServer): Promise<LedgerRow[]> {
  await storage.ledger.flush();
  return await storage.ledger.rows('', 100_000);
}

const KINDS = ['json', 'stream', 'unreported', 'abort', 'error', 'reset', 'timeout', 'late error', 'nonsense'] as const;

test('of 1,000 calls that end in every way, the totals are what the upstream counted, to the token', async () => {
  const { fake, gateway } = await start({ limits: { firstByteMs: 2_000, streamIdleMs: 2_000 } });
  const random = seededRandom(20261123);
  const count = () => Math.floor(random() * 1_000);
  const reported = { prompt: 0, completion: 0, calls: 0 };
  const report = () => {
    const usage = { prompt_tokens: count(), completion_tokens: count() };
    reported.prompt += usage.prompt_tokens;
    reported.completion += usage.completion_tokens;
    reported.calls++;
    return { ...usage, total_tokens: usage.prompt_tokens + usage.completion_tokens };
  };
  const word = sse(delta({ content: 'word ' }));
  const stop = sse(delta({}, 'stop'));
  fake.script('json', (response) =>
    sendJson(response, { choices: [{ index: 0, message: { content: 'a' } }], usage: report() }),
  );
  fake.script('stream', (response) => {
    openStream(response);
    response.end(`${word}${word}${stop}${sse({ choices: [], usage: report() })}${sse('[DONE]')}`);
  });
  fake.script('unreported', (response) => {
    openStream(response);
    response.end(`${word}${stop}${sse('[DONE]')}`);
  });
  fake.script('abort', (response) => {
    openStream(response);
    response.write(word);
  });
  fake.script('error', (response) => sendJson(response, { error: { message: 'boom' } }, 500));
  fake.script('reset', (response) => {
    openStream(response);
    response.write(word, () => response.socket?.resetAndDestroy());
  });
  fake.script('timeout', () => undefined);
  fake.script('late error', (response) => {
    openStream(response);
    response.end(`${word}${sse({ error: { message: 'boom' } })}`);
  });
  fake.script('nonsense', (response) =>
    sendJson(response, {
      choices: [{ index: 0, message: { content: 'a' } }],
      usage: { prompt_tokens: -1, completion_tokens: 1e12, total_tokens: 0 },
    }),
  );

  const made: Record<string, number> = {};
  const one = async () => {
    const model = KINDS[Math.floor(random() * KINDS.length)] ?? 'json';
    made[model] = (made[model] ?? 0) + 1;
    const leaving = new AbortController();
    const response = await chat(
      gateway,
      { model, stream: !['json', 'error', 'nonsense'].includes(model) },
      leaving.signal,
    );
    if (model !== 'abort') return void (await response.text());
    const reader = response.body?.getReader();
    await reader?.read();
    leaving.abort();
    await reader?.read().catch(() => undefined);
  };
  const left = Array.from({ length: 1_000 }, () => one);
  const work = async () => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) await next();
  };
  await Promise.all(Array.from({ length: 60 }, work));
  await expect.poll(async () => (await rowsOf(gateway)).length, { timeout: 10_000 }).toBe(1_000);

  const rows = await rowsOf(gateway);
  const upstream = rows.filter(({ source }) => source === 'upstream');
  const sum = (pick: (row: LedgerRow) => number) => upstream.reduce((total, row) => total + pick(row), 0);
  expect(upstream).toHaveLength(reported.calls);
  expect([sum((row) => row.promptTokens), sum((row) => row.completionTokens)]).toEqual([
    reported.prompt,
    reported.completion,
  ]);

  const outcomes: Record<string, string> = {
    json: 'ok upstream',
    stream: 'ok upstream',
    unreported: 'ok estimated',
    abort: 'client_abort estimated',
    error: 'upstream_error none',
    reset: 'upstream_reset estimated',
    timeout: 'upstream_timeout none',
    'late error': 'upstream_error estimated',
    nonsense: 'ok estimated',
  };
  for (const kind of KINDS) {
    const ended = rows.filter(({ model }) => model === kind);
    expect(ended.length, kind).toBe(made[kind] ?? 0);
    expect([...new Set(ended.map(({ outcome, source }) => `${outcome} ${source}`))], kind).toEqual([outcomes[kind]]);
  }
  expect(reservationsIn(gateway.dataDir)).toEqual([]);
}, 60_000);

test('T-Q-02 an abort after any number of words settles the prompt and what was delivered, and closes the upstream at once', async () => {
  const { fake, gateway } = await start();
  for (const words of [0, 1, 2, 7, 40]) {
    const closed = Promise.withResolvers<number>();
    const model = `words-${words}`;
    fake.script(model, (upstream) => {
      upstream.on('close', () => closed.resolve(performance.now()));
      openStream(upstream);
      upstream.write(sse(delta({ role: 'assistant', content: '' })));
      for (let index = 0; index < words; index++) upstream.write(sse(delta({ content: 'word ' })));
    });
    const leaving = new AbortController();
    const response = await chat(gateway, { model, stream: true }, leaving.signal);
    const reader = response.body?.getReader();
    let text = '';
    while (text.split('word').length - 1 < words || !text.includes('assistant')) {
      text += new TextDecoder().decode((await reader?.read())?.value);
    }
    const leftMs = performance.now();
    leaving.abort();
    expect((await closed.promise) - leftMs).toBeLessThan(200);
    await expect
      .poll(async () => (await rowsOf(gateway)).find((row) => row.model === model))
      .toMatchObject({
        outcome: 'client_abort',
        status: 499,
        source: 'estimated',
        promptTokens: estimatePromptTokens(MESSAGES),
        completionTokens: Math.ceil(words * estimateTokens('word ')),
      });
  }
});

test('an abort before the answer’s head pays the prompt; T-Q-03 one with the last word in hand is no abort', async () => {
  const { fake, gateway } = await start();
  const arrived = Promise.withResolvers<void>();
  fake.script('silent', () => arrived.resolve());
  const leaving = new AbortController();
  const silent = chat(gateway, { model: 'silent', stream: true }, leaving.signal).catch(() => undefined);
  await arrived.promise;
  leaving.abort();
  await silent;
  await expect
    .poll(() => rowsOf(gateway))
    .toMatchObject([
      {
        outcome: 'client_abort',
        promptTokens: estimatePromptTokens(MESSAGES),
        completionTokens: 0,
        source: 'estimated',
      },
    ]);

  const leavingLate = new AbortController();
  fake.script('whole', (response) => {
    openStream(response);
    response.write(
      sse(delta({ content: 'a' }, 'stop')) +
        sse({ choices: [], usage: { prompt_tokens: 5, completion_tokens: 6, total_tokens: 11 } }),
    );
    response.write(sse('[DONE]'));
  });
  const whole = await chat(gateway, { model: 'whole', stream: true }, leavingLate.signal);
  const reader = whole.body?.getReader();
  let text = '';
  while (!text.includes('[DONE]')) text += new TextDecoder().decode((await reader?.read())?.value);
  leavingLate.abort();
  await expect
    .poll(async () => (await rowsOf(gateway)).find(({ model }) => model === 'whole'))
    .toMatchObject({
      outcome: 'ok',
      status: 200,
      promptTokens: 5,
      completionTokens: 6,
    });
});

test('cached and reasoning tokens are kept under OpenAI’s names and DeepSeek’s, and priced apart', async () => {
  const prices = { priced: { promptPerMillionTokens: 10, cachedPerMillionTokens: 1, completionPerMillionTokens: 100 } };
  const { fake, gateway } = await start({ config: { prices } });
  const usages = [
    { prompt_tokens_details: { cached_tokens: 40 }, completion_tokens_details: { reasoning_tokens: 5 } },
    { prompt_cache_hit_tokens: 40, completion_tokens_details: { reasoning_tokens: 5 } },
    {},
  ];
  for (const details of usages) {
    fake.script('priced', (response) =>
      sendJson(response, {
        choices: [],
        usage: { prompt_tokens: 100, completion_tokens: 10, total_tokens: 110, ...details },
      }),
    );
    await (await chat(gateway, { model: 'priced' })).text();
  }
  fake.script('unpriced', (response) =>
    sendJson(response, { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } }),
  );
  await (await chat(gateway, { model: 'unpriced' })).text();
  const cost = 60 * 10 + 40 * 1 + 10 * 100;
  await expect.poll(async () => (await rowsOf(gateway)).length).toBe(4);
  expect(await rowsOf(gateway)).toMatchObject([
    { cachedTokens: 40, reasoningTokens: 5, costMicros: cost },
    { cachedTokens: 40, reasoningTokens: 5, costMicros: cost },
    { cachedTokens: null, reasoningTokens: null, costMicros: 100 * 10 + 10 * 100 },
    { costMicros: null },
  ]);
});

test('F20 usage is asked of the upstream, and its event kept from a client that did not ask', async () => {
  const { fake, gateway } = await start();
  const usage = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };
  fake.script('m', (response) => {
    openStream(response);
    response.end(
      [
        delta({ content: 'a' }, 'stop'),
        { choices: [], usage: { ...usage, completion_tokens: 1 } },
        { choices: [], usage },
        '[DONE]',
      ]
        .map(sse)
        .join(''),
    );
  });
  expect(await (await chat(gateway, { model: 'm', stream: true })).text()).not.toContain('usage');
  expect(fake.seen.at(-1)?.body.stream_options).toEqual({ include_usage: true });
  const asked = await (
    await chat(gateway, { model: 'm', stream: true, stream_options: { include_usage: true } })
  ).text();
  expect(asked.match(/"usage"/g)).toHaveLength(1);
  expect(asked).toContain('"completion_tokens":4');
  expect(await rowsOf(gateway)).toMatchObject(
    [usage, usage].map(({ prompt_tokens, completion_tokens }) => ({
      promptTokens: prompt_tokens,
      completionTokens: completion_tokens,
      source: 'upstream',
    })),
  );
});
