import OpenAI from 'openai';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { FORBIDDEN_HOSTS, FORBIDDEN_SHAPES, OTHER_SCHEMES } from '#e2e/support/forbidden-addresses.ts';
import { type GatewayServer, startGateway } from '#e2e/support/gateway-server.ts';
import {
  type Canary,
  type PictureServer,
  resolverOf,
  startCanary,
  startPictureServer,
} from '#e2e/support/picture-server.ts';
import { pngOf } from '#e2e/support/pictures.ts';
import { visionAnalysisSchema } from '#lib/contract/vision.ts';
import { loadDocs } from '#lib/server/docs.ts';
import { createSandbox } from '#lib/server/upstream/sandbox/sandbox.ts';

const PATIENT = { visionStartMs: 60_000, visionDecodeMs: 30_000, visionAnalyseMs: 60_000, firstByteMs: 120_000 };
const PNG = pngOf(40, 30);
const png = PNG.toString('base64');

let server: PictureServer;
let canary: Canary;
let gateway: GatewayServer;
let guarded: GatewayServer;
let busy: GatewayServer;
const cleanups: (() => unknown)[] = [];

beforeAll(async () => {
  canary = await startCanary();
  server = await startPictureServer((_, response) => response.end(PNG));
  const open = async (remote: Parameters<typeof testEyes>[0]) => {
    const eyes = testEyes({ ...remote, limits: { ...PATIENT, ...remote?.limits } });
    cleanups.push(eyes.vision.close, eyes.pictures.close);
    const upstream = createSandbox({ docs: loadDocs(), tokensPerSecond: 1e6, slowMs: 1, ...eyes });
    return await startGateway({ upstream, limits: PATIENT });
  };
  gateway = await open(server.options);
  guarded = await open({ port: canary.port, lookup: resolverOf({}) });
  busy = await open({
    ...{ script: ['e2e', 'support', 'faulty-child.ts'] },
    limits: { visionWaiting: 1, visionDecodeMs: 1_000 },
  });
});
afterAll(async () => {
  await gateway.close();
  await guarded.close();
  await busy.close();
  await server.close();
  await canary.close();
  for (const cleanup of cleanups) await cleanup();
});

async function ask(body: Record<string, unknown>, { origin }: Pick<GatewayServer, 'origin'> = gateway) {
  const response = await fetch(`${origin}/v1/vision/analyze`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const json = await response.json();
  return { status: response.status, headers: response.headers, json, error: json.error };
}

test('an answer is that of the specification, and says where it comes from', async () => {
  const { status, headers, json } = await ask({ image: png, features: ['colors', 'labels'] });
  expect(status).toBe(200);
  expect(headers.get('x-ruijing-sandbox')).toBe('1');
  expect(json).toEqual({
    object: 'vision.analysis',
    model: 'ruijing-vision',
    image: { width: 40, height: 30 },
    labels: [],
    colors: [{ hex: '#0080ff', ratio: 1 }],
    usage: { total_tokens: 0 },
  });
  expect(visionAnalysisSchema.parse(json)).toEqual(json);
}, 60_000);

test('text is read, and its boxes are pixels of the picture as displayed', async () => {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="900" height="300"><rect width="900" height="300" fill="#fff"/>
    <text x="100" y="180" font-family="DejaVu Sans, Arial, sans-serif" font-size="90" fill="#000">RUIJING</text></svg>`;
  const image = (await sharp(Buffer.from(svg)).jpeg({ quality: 95 }).toBuffer()).toString('base64');
  const { json } = await ask({ image: `data:image/jpeg;base64,${image}`, features: ['text'] });
  expect(json.text.content).toContain('RUIJING');
  const [line] = json.text.lines;
  expect(line.box.x).toBeGreaterThan(80);
  expect(line.box.x).toBeLessThan(130);
  expect(line.box.y + line.box.height).toBeLessThan(220);
  expect(Object.keys(json).sort()).toEqual(['image', 'model', 'object', 'text', 'usage']);
}, 60_000);

test('a picture at an https address is loaded, by either name of the field', async () => {
  for (const field of ['image', 'image_url']) {
    const { json } = await ask({ [field]: `${server.origin}/a.png`, features: ['colors'] });
    expect(json.image).toEqual({ width: 40, height: 30 });
  }
});

test('the vendor’s way of asking: the model may be left out, null, or named', async () => {
  for (const model of [{}, { model: null }, { model: 'ruijing-vision' }]) {
    expect((await ask({ image: png, features: ['colors'], ...model })).json.model).toBe('ruijing-vision');
  }
});

test('the list of models has the one that sees', async () => {
  const client = new OpenAI({ baseURL: `${gateway.origin}/v1`, apiKey: 'none' });
  expect(await client.models.retrieve('ruijing-vision')).toMatchObject({ type: 'vision', owned_by: 'sandbox' });
});

test('where too many wait, the answer says when to come again; the others keep their turn', async () => {
  const image = Buffer.concat([PNG, Buffer.from('!decode:hang')]).toString('base64');
  const answers = await Promise.all([0, 1, 2, 3].map(() => ask({ image, features: ['colors'] }, busy)));
  const refused = answers.filter(({ status }) => status === 503);
  expect(refused.length).toBeGreaterThanOrEqual(1);
  for (const { error, headers } of refused) {
    expect([error.code, headers.get('retry-after'), headers.get('retry-after-ms')]).toEqual([
      'overloaded',
      '2',
      '2000',
    ]);
  }
  const kept = answers.filter(({ status }) => status !== 503);
  expect(kept.map(({ status, error }) => [status, error.param])).toEqual(kept.map(() => [415, 'image']));
}, 60_000);

describe('refused, with the field', () => {
  test.each([
    [{ model: 'sandbox-401' }, 502, 'upstream_auth', undefined],
    [{ model: 'nobody' }, 404, 'model_not_found', 'model'],
    [{ model: 'ruijing-embedding' }, 400, 'invalid_parameter', 'model'],
    [{ detail: 'high' }, 400, 'unsupported_parameter', 'detail'],
    [{ features: ['smiles'] }, 400, 'invalid_parameter', 'features.0'],
    [{ image: 'AAAA'.repeat(10) }, 415, 'unsupported_media', 'image'],
    [{ image: png.slice(0, 60) }, 415, 'unsupported_media', 'image'],
    [
      { image: `data:image/svg+xml;base64,${Buffer.from('<svg onload="alert(1)"/>').toString('base64')}` },
      415,
      'unsupported_media',
      'image',
    ],
  ])('%j', async (body, status, code, param) => {
    const answer = await ask({ image: png, features: ['colors'], ...body });
    if (param === undefined) expect(answer.status).toBeGreaterThanOrEqual(400);
    else expect([answer.status, answer.error.code, answer.error.param]).toEqual([status, code, param]);
    expect(answer.headers.get('x-ruijing-sandbox') ?? '1').toBe('1');
  });

  test('a magic model answers as it does for chat', async () => {
    const { status, headers } = await ask({ image: png, features: ['colors'], model: 'sandbox-429' });
    expect([status, headers.get('retry-after')]).toEqual([429, '2']);
  });
});

test('T-SSRF-04 whatever is not of the public internet is refused, and nobody inside hears of it', async () => {
  for (const image of [...FORBIDDEN_HOSTS, ...FORBIDDEN_SHAPES, ...OTHER_SCHEMES, 'https://inside.example/a.png']) {
    const { status, error } = await ask({ image, features: ['colors'] }, guarded);
    expect([status, error.code, error.param], image).toEqual([400, 'url_not_allowed', 'image']);
  }
  expect(canary.hits()).toBe(0);
}, 60_000);
