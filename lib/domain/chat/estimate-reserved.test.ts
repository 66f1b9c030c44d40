import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { anyText, HOSTILE_TEXTS } from '#e2e/support/hostile-text.ts';
import { runSqliteSql } from '#e2e/support/sqlite-file.ts';
import { estimateRequest, type ModelFacts } from './estimate.ts';
import { PromptCounter, promptParts } from './estimate-prompt.ts';
import { emptyAnswer, type Message } from './message.ts';
import { type ChatSettings, toChatRequest } from './request.ts';

// What the page says before a request is sent, against what the gateway's books hold back for that very request.

const PRICES = {
  priced: { promptPerMillionTokens: 4.1, cachedPerMillionTokens: 0.3, completionPerMillionTokens: 12.7 },
  // Of a model that also hears: no part of a chat's cost.
  hearing: { promptPerMillionTokens: 2, completionPerMillionTokens: 3, perAudioMinute: 1, perImage: 5 },
};
type Priced = keyof typeof PRICES;

let fake: FakeUpstream;
let gateway: GatewayServer;
let arrived = Promise.withResolvers<void>();

beforeAll(async () => {
  fake = await startFakeUpstream();
  // Never answered: the call's reservation stands until the caller leaves.
  for (const model of Object.keys(PRICES)) fake.script(model, () => arrived.resolve());
  gateway = await startGateway({
    upstream: remoteTo(fake.url),
    config: { prices: PRICES },
    limits: { firstByteMs: 20_000 },
  });
  const limits = { tokens: 1_000_000_000, spendMicrosPerMonth: 1_000_000_000_000 };
  const { plans } = gateway.services;
  await plans.create({ id: 'capped', name: 'capped', limits }, LOCAL_DOER.actor);
  await plans.setLocal('capped', LOCAL_DOER.actor);
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

/** Prompt, reserved tokens and reserved millionths of the call with this body. */
async function reservedFor(body: object): Promise<unknown[]> {
  arrived = Promise.withResolvers<void>();
  const leave = new AbortController();
  const call = fetch(`${gateway.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    signal: leave.signal,
  }).then(
    (response) => Promise.reject(new Error(`It was answered with ${response.status}`)),
    (error: unknown) => error,
  );
  try {
    await Promise.race([arrived.promise, call.then((error) => Promise.reject(error))]);
    return runSqliteSql(gateway.dataDir, 'SELECT prompt_tokens, reserved_tokens, reserved_micros FROM reservation');
  } finally {
    leave.abort();
    await call;
    await expect.poll(() => runSqliteSql(gateway.dataDir, 'SELECT request_id FROM reservation')).toEqual([]);
  }
}

async function expectSame(model: Priced, { system, parameters, texts, draft }: Asked): Promise<void> {
  const settings: ChatSettings = { model, system, parameters };
  const messages = texts.map((text, index): Message => {
    if (index % 2 === 0) return { id: text, role: 'user', text };
    return { ...emptyAnswer({ id: text, model, sandbox: false }), text };
  });
  const facts: ModelFacts = { sandbox: false, contextTokens: null, price: PRICES[model] };
  const promptTokens = new PromptCounter().promptTokens(promptParts(settings, messages, { text: draft }));
  const { maxCompletionTokens, cost } = estimateRequest(promptTokens, settings, facts);
  const body = toChatRequest(settings, [...messages, { id: 'draft', role: 'user', text: draft }]);
  expect(await reservedFor(body)).toEqual([promptTokens, promptTokens + maxCompletionTokens, cost?.mostMicros]);
}

interface Asked {
  readonly system: string;
  readonly parameters: ChatSettings['parameters'];
  readonly texts: readonly string[];
  readonly draft: string;
}

test.each([
  ['priced', { system: '', parameters: {}, texts: [], draft: 'hello' }],
  ['hearing', { system: '简短回答。', parameters: { max_tokens: 7 }, texts: HOSTILE_TEXTS, draft: '再来一次 🙂' }],
] as const)('the estimate of a request to the model %s is what the gateway reserves for it', (model, asked) =>
  expectSame(model, asked),
);

test('it is for any conversation', async () => {
  const asked = fc.record({
    system: anyText,
    parameters: fc.oneof(fc.constant({}), fc.record({ max_tokens: fc.integer({ min: 1, max: 100_000 }) })),
    texts: fc.array(anyText, { maxLength: 8 }),
    draft: anyText.filter((text) => text.trim() !== ''),
  });
  const property = fc.asyncProperty(fc.constantFrom<Priced>('priced', 'hearing'), asked, expectSame);
  await fc.assert(property, { numRuns: process.env.FULL === '1' ? 200 : 20 });
}, 60_000);
