import assert from 'node:assert/strict';
import OpenAI, { toFile } from 'openai';
import * as z from 'zod/mini';
import { TRANSCRIPT_FORMATS } from '#lib/contract/audio.ts';
import type { EndpointId } from '#lib/contract/endpoints.ts';
import { keyCreatedSchema } from '#lib/contract/keys.ts';
import { visionAnalysisSchema } from '#lib/contract/vision.ts';

/**
 * All endpoints as a foreign client sees them: through the official `openai` package, and through plain `fetch` where
 * that has no word for one. The upstream behind the gateway is the fake one, with vision.
 */

export const LIMITS = { requestsPerMinute: 1_000, tokens: 1_000_000 };

/** One call, and the head of its answer. */
export interface Made {
  readonly endpoint: EndpointId;
  readonly what: string;
  readonly headers: Headers;
}

type Step = (client: OpenAI, fetcher: typeof fetch, origin: string) => Promise<void>;

const MESSAGES = [{ role: 'user' as const, content: 'hello' }];
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==';

/** A second of silence: 8,000 samples of 8 bits. */
export function silence(): Uint8Array {
  const samples = 8_000;
  const wav = Buffer.alloc(44 + samples, 0x80);
  wav.write('RIFF', 0, 'latin1');
  wav.writeUInt32LE(36 + samples, 4);
  wav.write('WAVEfmt ', 8, 'latin1');
  wav.writeUInt32LE(16, 16);
  wav.writeUInt16LE(1, 20);
  wav.writeUInt16LE(1, 22);
  wav.writeUInt32LE(8_000, 24);
  wav.writeUInt32LE(8_000, 28);
  wav.writeUInt16LE(1, 32);
  wav.writeUInt16LE(8, 34);
  wav.write('data', 36, 'latin1');
  wav.writeUInt32LE(samples, 40);
  return wav;
}

async function analyze(fetcher: typeof fetch, origin: string, fields: object): Promise<void> {
  const response = await fetcher(`${origin}/v1/vision/analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ features: ['labels', 'colors'], ...fields }),
  });
  const json: unknown = await response.json();
  assert.equal(response.status, 200, JSON.stringify(json));
  assert.ok(visionAnalysisSchema.safeParse(json).success);
}

/** By endpoint, what is called; complete, so that an endpoint is not added without. */
const STEPS: Readonly<Record<EndpointId, Readonly<Record<string, Step>>>> = {
  'chat.completions': {
    json: async (client) => {
      const { choices, usage } = await client.chat.completions.create({ model: 'fake-large', messages: MESSAGES });
      assert.match(choices[0]?.message.content ?? '', /hello/);
      assert.ok(usage !== undefined && usage.total_tokens > 0);
    },
    'a picture, tools and functions': async (client) => {
      const content = [
        { type: 'text' as const, text: 'hello' },
        { type: 'image_url' as const, image_url: { url: `data:image/png;base64,${PICTURE}` } },
      ];
      const parameters = { type: 'object', properties: { city: { type: 'string' } } };
      await client.chat.completions.create({
        model: 'fake-large',
        messages: [{ role: 'user', content }],
        tools: [{ type: 'function', function: { name: 'weather', parameters } }],
      });
      await client.chat.completions.create({
        model: 'fake-large',
        messages: MESSAGES,
        functions: [{ name: 'weather', parameters }],
      });
    },
    stream: async (client) => {
      const stream = await client.chat.completions.create({ model: 'fake-large', messages: MESSAGES, stream: true });
      let text = '';
      for await (const chunk of stream) {
        assert.notEqual(chunk.choices.length, 0, 'usage that nobody asked for');
        text += chunk.choices[0]?.delta.content ?? '';
      }
      assert.match(text, /hello/);
    },
    'stream with usage': async (client) => {
      const asked = { model: 'fake-large', messages: MESSAGES, stream_options: { include_usage: true } };
      const usages: unknown[] = [];
      for await (const { usage } of await client.chat.completions.create({ ...asked, stream: true })) {
        if (usage) usages.push(usage);
      }
      assert.equal(usages.length, 1);
    },
  },
  embeddings: {
    'base64, the client’s own wish': async (client) => {
      const { data, usage } = await client.embeddings.create({ model: 'fake-embedding', input: ['one', 'two'] });
      assert.equal(data.length, 2);
      assert.equal(typeof data[1]?.embedding[0], 'number');
      assert.ok(usage.prompt_tokens > 0);
    },
    float: async (client) => {
      const { data } = await client.embeddings.create({
        model: 'fake-embedding',
        input: 'one',
        encoding_format: 'float',
      });
      assert.equal(typeof data[0]?.embedding[0], 'number');
    },
    'lists of tokens': async (client) => {
      await client.embeddings.create({ model: 'fake-embedding', input: [[1, 2], [3]], encoding_format: 'float' });
    },
  },
  'vision.analyze': {
    'a data: URL': (_, fetcher, origin) => analyze(fetcher, origin, { image: `data:image/png;base64,${PICTURE}` }),
    base64: (_, fetcher, origin) => analyze(fetcher, origin, { image: PICTURE }),
    'an address, under the SDK’s name': (_, fetcher, origin) =>
      analyze(fetcher, origin, { image_url: 'https://example.com/a.png' }),
  },
  'audio.transcriptions': Object.fromEntries(
    TRANSCRIPT_FORMATS.map((format): [string, Step] => [
      format,
      async (client) => {
        const file = await toFile(silence(), 'silence.wav', { type: 'audio/wav' });
        const asked = { model: 'fake-whisper', file, response_format: format };
        const told: unknown = await client.audio.transcriptions.create(asked);
        const text = typeof told === 'string' ? told : z.looseObject({ text: z.string() }).parse(told).text;
        assert.notEqual(text, '');
        if (format === 'vtt') assert.match(text, /^WEBVTT/);
        if (format === 'srt') assert.match(text, /-->/);
      },
    ]),
  ),
  'audio.speech': Object.fromEntries(
    (['mp3', 'wav', 'pcm'] as const).map((format): [string, Step] => [
      format,
      async (client) => {
        const asked = { model: 'fake-tts', voice: 'alloy', input: 'say this', response_format: format };
        const bytes = await (await client.audio.speech.create(asked)).arrayBuffer();
        assert.ok(bytes.byteLength > 0);
      },
    ]),
  ),
  'models.list': {
    all: async (client) => {
      const ids = (await client.models.list()).data.map(({ id }) => id);
      assert.ok(ids.includes('fake-large'));
    },
  },
  'models.get': {
    one: async (client) => {
      assert.equal((await client.models.retrieve('fake-large')).id, 'fake-large');
    },
  },
};

/** Calls every endpoint in every form. @throws AssertionError for an answer that is not the specification's */
export async function callEveryEndpoint(origin: string, key: string): Promise<Made[]> {
  const made: Made[] = [];
  for (const [endpoint, steps] of entries(STEPS)) {
    for (const [what, step] of Object.entries(steps)) {
      const fetcher: typeof fetch = async (input, init) => {
        const headers = new Headers(init?.headers);
        headers.set('authorization', `Bearer ${key}`);
        const response = await fetch(input, { ...init, headers });
        // The package also asks a `data:` URL what this `fetch` can do.
        if (String(input).startsWith(origin)) made.push({ endpoint, what, headers: response.headers });
        return response;
      };
      const client = new OpenAI({ baseURL: `${origin}/v1`, apiKey: key, maxRetries: 0, fetch: fetcher });
      await step(client, fetcher, origin).catch((cause: unknown) => {
        throw new Error(`${endpoint}, ${what}: ${String(cause)}`, { cause });
      });
    }
  }
  return made;
}

/** Every answer has a request id and the headers of the limits, with the right numbers. @throws AssertionError */
export function checkHeaders(made: readonly Made[]): void {
  let requests = 0;
  let tokensLeft = LIMITS.tokens;
  for (const { endpoint, what, headers } of made) {
    const name = `${endpoint}, ${what}`;
    if (!endpoint.startsWith('models.')) requests++;
    assert.match(headers.get('x-request-id') ?? '', /^req_[0-9a-f]{32}$/, name);
    const left = LIMITS.requestsPerMinute - requests;
    assert.equal(headers.get('x-ratelimit-limit'), String(LIMITS.requestsPerMinute), name);
    assert.equal(headers.get('x-ratelimit-remaining'), String(left), name);
    assert.ok(Number(headers.get('x-ratelimit-reset')) * 1000 > Date.now() - 60_000, name);
    assert.equal(headers.get('x-ratelimit-limit-requests'), String(LIMITS.requestsPerMinute), name);
    assert.equal(headers.get('x-ratelimit-remaining-requests'), String(left), name);
    assert.match(headers.get('x-ratelimit-reset-requests') ?? '', /^\d+(\.\d+)?(ms|s)$|^1m0s$/, name);
    assert.equal(headers.get('x-ratelimit-limit-tokens'), String(LIMITS.tokens), name);
    assert.match(headers.get('x-ratelimit-reset-tokens') ?? '', /^(\d+h)?(\d+m)?[\d.]+s$/, name);
    assert.equal(
      headers.get('ratelimit-policy'),
      `"rpm";q=${LIMITS.requestsPerMinute};w=60, "tpd";q=${LIMITS.tokens};w=86400`,
      name,
    );
    assert.match(headers.get('ratelimit') ?? '', new RegExp(`^"rpm";r=${left};t=\\d+, "tpd";r=\\d+;t=\\d+$`), name);
    // A stream's head holds what is reserved for it, so only the heads of whole answers go steadily down.
    const remaining = Number(headers.get('x-ratelimit-remaining-tokens'));
    assert.ok(remaining > 0 && remaining <= LIMITS.tokens, name);
    if (endpoint === 'embeddings') {
      assert.ok(remaining < tokensLeft, name);
      tokensLeft = remaining;
    }
  }
}

/** A plan with {@link LIMITS} and a key on it, made as an admin makes them. */
export async function issueKeyOverHttp(origin: string): Promise<string> {
  const post = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(origin + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const json: unknown = await response.json();
    assert.equal(response.status, 200, JSON.stringify(json));
    return json;
  };
  await post('/api/plans', { id: 'everything', name: 'Everything', limits: LIMITS });
  return keyCreatedSchema.parse(await post('/api/keys', { name: 'Everything', plan: 'everything' })).key;
}

function entries<K extends string, V>(table: Readonly<Record<K, V>>): [K, V][] {
  return Object.entries<V>(table).filter((entry): entry is [K, V] => Object.hasOwn(table, entry[0]));
}
