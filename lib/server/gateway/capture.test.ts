import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import {
  delta,
  type FakeUpstream,
  openStream,
  sendJson,
  sse,
  startFakeUpstream,
  USAGE,
} from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { callLogQuerySchema } from '#lib/contract/call-log.ts';
import type { CaptureHours } from '#lib/contract/keys.ts';
import { MAX_KEPT_BYTES } from './capture.ts';

const UPSTREAM_SECRET = 'an-upstreams-own-secret-0123456789';

let fake: FakeUpstream;
let server: GatewayServer;
beforeEach(async () => {
  fake = await startFakeUpstream();
  server = await startGateway({ upstream: remoteTo(fake.url, UPSTREAM_SECRET) });
});
afterEach(async () => {
  await server.close();
  await fake.close();
});

async function newKey(captureHours: CaptureHours | null = 1) {
  const { keys } = server.services;
  const { id, key } = await keys.create({ name: 'app', plan: 'unlimited' }, LOCAL_DOER);
  if (captureHours !== null) await keys.update(id, { captureHours }, LOCAL_DOER);
  return { id, key };
}

const ask = (key: string, body: unknown, init: RequestInit = {}) =>
  fetch(`${server.origin}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${key}`, 'user-agent': 'tests/1.0' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
    ...init,
  });

const question = (fields: object = {}) => ({
  model: 'fake-large',
  messages: [{ role: 'user', content: '你好，世界' }],
  ...fields,
});

const idOf = (response: Response) => response.headers.get('x-request-id') ?? '';
/** Bodies are written after the answer has gone out. */
const payloadOf = (requestId: string) =>
  vi.waitFor(() => server.services.callDetails.read(requestId, LOCAL_DOER), { timeout: 10_000, interval: 20 });
const nothingIsKept = async (requestId: string) => {
  await server.storage.ledger.flush();
  const { payload } = await server.services.callDetails.get(requestId, LOCAL_DOER);
  expect(payload).toBeNull();
  await expect(server.services.callDetails.read(requestId, LOCAL_DOER)).rejects.toMatchObject({ code: 'not_found' });
};

test('both bodies of a call are kept as they went over the wire, and the answer’s headers', async () => {
  const { key } = await newKey();
  const asked = JSON.stringify(question({ temperature: 0.25, made_up: [1, 2] }), null, 1);
  const response = await ask(key, asked);
  const answered = await response.text();
  const payload = await payloadOf(idOf(response));
  expect(payload.request).toEqual({
    ...{ type: 'application/json', text: asked, bytes: Buffer.byteLength(asked), isCut: false },
  });
  expect(payload.answer).toMatchObject({ type: 'application/json', text: answered, isCut: false });
  expect(payload.answerHeaders).toContainEqual({ name: 'x-request-id', value: idOf(response) });
});

test('of a stream every event is kept, also of one that its caller left', async () => {
  const { key } = await newKey();
  const whole = await ask(key, question({ stream: true }));
  const events = await whole.text();
  expect((await payloadOf(idOf(whole))).answer).toMatchObject({ text: events, bytes: Buffer.byteLength(events) });

  fake.script('fake-slow', (response) => {
    openStream(response);
    response.write(sse(delta({ content: 'the beginning' })));
  });
  const leaving = new AbortController();
  const left = await ask(key, question({ model: 'fake-slow', stream: true }), { signal: leaving.signal });
  const { value } = (await left.body?.getReader().read()) ?? {};
  leaving.abort();
  const { answer } = await payloadOf(idOf(left));
  expect(answer.text).toBe(new TextDecoder().decode(value));
});

test('what was refused is kept as well: it is what somebody looks for', async () => {
  const { key } = await newKey();
  for (const body of ['{"model": ', JSON.stringify({ model: 'fake-large', messages: 'none' })]) {
    const response = await ask(key, body);
    const told = await response.text();
    expect(response.status).toBe(400);
    const payload = await payloadOf(idOf(response));
    expect([payload.request.text, payload.answer.text]).toEqual([body, told]);
  }
});

test('nothing is kept of a key that is not to keep it, of one whose time is over, and of calls without a key', async () => {
  const { key } = await newKey(null);
  const first = await ask(key, question());
  await first.text();
  await nothingIsKept(idOf(first));

  const over = await newKey(1);
  await server.services.keys.update(over.id, { captureHours: null }, LOCAL_DOER);
  const second = await ask(over.key, question());
  await second.text();
  await nothingIsKept(idOf(second));

  const third = await ask('none', question(), { headers: { 'content-type': 'application/json' } });
  await third.text();
  await nothingIsKept(idOf(third));
});

test('T-KEY-01 no secret is kept: not the caller’s key, not the upstream’s, not one in a body', async () => {
  const { key } = await newKey();
  fake.script('fake-echo', (answer) =>
    sendJson(answer, {
      choices: [{ index: 0, message: { role: 'assistant', content: `I have ${UPSTREAM_SECRET} and ${key}` } }],
      usage: USAGE,
    }),
  );
  const secrets = ['sk-live-0123456789abcdefghij', 'hunter2-hunter2', 'ghp_0123456789012345678901234567'];
  const body = question({
    model: 'fake-echo',
    metadata: { password: secrets[1], note: `${secrets[0]} ${key} Bearer abcdefghijklmnop ${secrets[2]}` },
  });
  const response = await ask(key, body);
  await response.text();
  const kept = JSON.stringify(await payloadOf(idOf(response)));
  for (const secret of [key, UPSTREAM_SECRET, 'abcdefghijklmnop', ...secrets]) expect(kept).not.toContain(secret);
  expect(kept).toContain('[redacted]');
  const { headers } = await server.services.callDetails.get(idOf(response), LOCAL_DOER);
  expect(headers).toContainEqual({ name: 'user-agent', value: 'tests/1.0' });
  expect(headers).toContainEqual({ name: 'authorization', value: null });
  expect(JSON.stringify(headers)).not.toContain(key);
});

test('of long bodies the beginning is kept, at no character’s cost, and that is said', async () => {
  const { key } = await newKey();
  const secret = 'sk-0123456789012345678901234567890123456789';
  const long = '漢'.repeat(100_000);
  // Where the cut would go through it.
  const before = MAX_KEPT_BYTES - Buffer.byteLength('{"model":"fake-large","user":"') - 20;
  const body = `{"model":"fake-large","user":"${'x'.repeat(before)} ${secret}","messages":[{"role":"user","content":"${long}"}]}`;
  const response = await ask(key, body);
  await response.text();
  const { request, answer } = await payloadOf(idOf(response));
  expect(request).toMatchObject({ bytes: Buffer.byteLength(body), isCut: true });
  expect(Buffer.byteLength(request.text ?? '')).toBeLessThanOrEqual(MAX_KEPT_BYTES);
  expect(body.startsWith(request.text?.slice(0, before) ?? '?')).toBe(true);
  expect(request.text?.includes('sk-0123')).toBe(false);
  expect(answer.isCut).toBe(true);
  expect(answer.text?.includes('�')).toBe(false);
});

test('of a file that was sent only name, type and size are kept, with the fields around it', async () => {
  const { key } = await newKey();
  const form = new FormData();
  form.set('model', 'fake-whisper');
  form.set(
    'file',
    new File(['RIFF\u0000\u0000\u0000\u0000WAVEfmt ', new Uint8Array(4_984)], 'meeting.wav', { type: 'audio/wav' }),
  );
  const response = await fetch(`${server.origin}/v1/audio/transcriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}` },
    body: form,
  });
  await response.text();
  const { request } = await payloadOf(idOf(response));
  expect(request).toMatchObject({ type: 'multipart/form-data', bytes: 5_000 });
  expect(JSON.parse(request.text ?? '')).toEqual({
    fields: [['model', 'fake-whisper']],
    file: { name: 'meeting.wav', type: 'audio/wav', sizeBytes: 5_000 },
  });
});

test('what is kept of a key goes when that is asked, and is remembered to have gone', async () => {
  const { id, key } = await newKey();
  const responses = [await ask(key, question()), await ask(key, question())];
  for (const response of responses) {
    await response.text();
    await payloadOf(idOf(response));
  }
  const { callDetails } = server.services;
  expect(await callDetails.countOfKey(id, LOCAL_DOER)).toMatchObject({ count: 2 });
  expect(await callDetails.removeOfKey(id, LOCAL_DOER)).toMatchObject({ count: 2 });
  expect(await callDetails.countOfKey(id, LOCAL_DOER)).toMatchObject({ count: 0 });
  for (const response of responses) await nothingIsKept(idOf(response));
  const acts = (await server.storage.audit.page({ target: id, limit: 9 })).map(({ action }) => action);
  expect(acts).toEqual(['payload.removed', 'key.capture_started', 'key.created']);
  // The calls themselves stay.
  expect((await server.services.callLogs.page(callLogQuerySchema.parse({ key: id }), LOCAL_DOER)).data).toHaveLength(2);
});

test('capture is switched on for a time, told of with the key, and not handed on with it', async () => {
  const { keys } = server.services;
  const { id } = await newKey(24);
  const until = Date.parse((await keys.get(id, LOCAL_DOER)).captureUntil ?? '');
  expect(until - Date.now()).toBeGreaterThan(23.9 * 3_600_000);
  expect(until - Date.now()).toBeLessThanOrEqual(24 * 3_600_000);
  expect((await keys.rotate(id, { overlapMinutes: 60 }, LOCAL_DOER)).captureUntil).toBeNull();
  expect((await keys.update(id, { owner: 'somebody else' }, LOCAL_DOER)).captureUntil).toBeNull();
});
