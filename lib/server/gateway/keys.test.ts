import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { createAccess } from '#lib/server/access.ts';
import { createLog } from '#lib/server/log.ts';

let fake: FakeUpstream;
let gateway: GatewayServer;

beforeAll(async () => {
  fake = await startFakeUpstream();
  gateway = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream') });
});
afterAll(async () => {
  await gateway.close();
  await fake.close();
});

const issue = (fields = {}) =>
  gateway.services.keys.create({ name: 'a key', plan: 'enterprise', ...fields }, LOCAL_DOER);

function call(headers: Record<string, string>, path = '/v1/chat/completions', model = 'fake-large') {
  const body = JSON.stringify({ model, messages: [{ role: 'user', content: 'hi' }] });
  const method = path.startsWith('/v1/models') ? 'GET' : 'POST';
  return fetch(gateway.origin + path, {
    method,
    headers: { 'content-type': 'application/json', ...headers },
    body: method === 'GET' ? null : body,
  });
}

const bearer = (key: string) => ({ authorization: `Bearer ${key}` });
const told = async (response: Response) => ({ status: response.status, code: (await response.json()).error?.code });

/** A request as written, since `fetch` would not send it; the answer's status and body. */
async function raw(lines: readonly string[]): Promise<{ status: number; text: string }> {
  const { hostname, port } = new URL(gateway.origin);
  const socket = connect(Number(port), hostname);
  const body = JSON.stringify({ model: 'fake-large', messages: [{ role: 'user', content: 'hi' }] });
  const head = ['POST /v1/chat/completions HTTP/1.1', `Host: ${hostname}`, 'Content-Type: application/json', ...lines];
  socket.end(
    `${[...head, `Content-Length: ${body.length}`, 'Connection: close'].join('\r\n')}\r\n\r\n${body}`,
    'latin1',
  );
  let text = '';
  for await (const chunk of socket) text += chunk;
  return { status: Number(text.split(' ')[1]), text };
}

describe('a key', () => {
  test('opens the gateway, and the upstream never sees it', async () => {
    const { key } = await issue();
    expect((await call(bearer(key))).status).toBe(200);
    expect(fake.seen.at(-1)?.headers.authorization).toBe('Bearer sk-upstream');
    expect(JSON.stringify(fake.seen)).not.toContain(key);
  });

  test('is shown once: nothing that is listed afterwards holds it', async () => {
    const { key, ...shown } = await issue({ name: 'shown once' });
    expect(key).toBe(`${shown.prefix}-${key.slice(-32)}`);
    expect(shown.lastFour).toBe(key.slice(-4));
    expect(await gateway.services.keys.get(shown.id, LOCAL_DOER)).toEqual(shown);
    expect(JSON.stringify(await gateway.services.keys.list(LOCAL_DOER))).not.toContain(key.slice(-32));
  });

  test('that was revoked, has expired, or was never issued: 401, each with its code', async () => {
    const revoked = await issue();
    await gateway.services.keys.revoke(revoked.id, LOCAL_DOER);
    const expired = await issue({ expiresAt: new Date(Date.now() - 1).toISOString() });
    const soon = await issue({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    expect(await told(await call(bearer(revoked.key)))).toEqual({ status: 401, code: 'revoked_api_key' });
    expect(await told(await call(bearer(expired.key)))).toEqual({ status: 401, code: 'expired_api_key' });
    expect((await call(bearer(soon.key))).status).toBe(200);
    const { key } = await issue();
    for (const wrong of [
      key.slice(0, -1),
      `${key}0`,
      `${key.slice(0, -1)}${key.endsWith('0') ? '1' : '0'}`,
      key.toUpperCase(),
    ]) {
      const answer = await call(bearer(wrong));
      expect(wrong.startsWith('rj-') ? await told(answer) : answer.status).toEqual(
        wrong.startsWith('rj-') ? { status: 401, code: 'invalid_api_key' } : 200,
      );
    }
  });

  test('rotated: the new one has what the old one had, and both are valid until the overlap ends', async () => {
    const expiresAt = new Date(Date.now() + 3 * 3_600_000).toISOString();
    const rights = { models: ['fake-small'], routes: ['chat.completions' as const], owner: 'ann' };
    const old = await issue({ ...rights, expiresAt, limits: { requestsPerMinute: 9 } });
    const { key, ...renewed } = await gateway.services.keys.rotate(old.id, { overlapMinutes: 60 }, LOCAL_DOER);
    expect(renewed).toMatchObject({ ...rights, name: old.name, plan: old.plan, limits: old.limits, expiresAt });
    expect(renewed.id).not.toBe(old.id);
    for (const one of [old.key, key]) expect((await call(bearer(one), undefined, 'fake-small')).status).toBe(200);
    const left = Date.parse((await gateway.services.keys.get(old.id, LOCAL_DOER)).expiresAt ?? '') - Date.now();
    expect(left).toBeGreaterThan(59 * 60_000);
    expect(left).toBeLessThanOrEqual(60 * 60_000);
    // An overlap prolongs nothing.
    const soon = await issue({ expiresAt: new Date(Date.now() + 60_000).toISOString() });
    await gateway.services.keys.rotate(soon.id, { overlapMinutes: 60 }, LOCAL_DOER);
    expect((await gateway.services.keys.get(soon.id, LOCAL_DOER)).expiresAt).toBe(soon.expiresAt);
  });

  test('rotated without an overlap is refused at once; one that is not valid any more cannot be rotated', async () => {
    const leaked = await issue();
    const { key } = await gateway.services.keys.rotate(leaked.id, { overlapMinutes: 0 }, LOCAL_DOER);
    expect(await told(await call(bearer(leaked.key)))).toEqual({ status: 401, code: 'revoked_api_key' });
    expect((await call(bearer(key))).status).toBe(200);
    const expired = await issue({ expiresAt: new Date(Date.now() - 1).toISOString() });
    const keysBefore = (await gateway.services.keys.list(LOCAL_DOER)).length;
    for (const { id } of [leaked, expired]) {
      await expect(gateway.services.keys.rotate(id, { overlapMinutes: 0 }, LOCAL_DOER)).rejects.toMatchObject({
        code: 'conflict',
      });
    }
    await expect(gateway.services.keys.rotate('none', { overlapMinutes: 0 }, LOCAL_DOER)).rejects.toMatchObject({
      code: 'not_found',
    });
    expect(await gateway.services.keys.list(LOCAL_DOER)).toHaveLength(keysBefore);
  });

  test('T-AUTHZ-07 is for its models only, and sees only those', async () => {
    const { key } = await issue({ models: ['fake-small'] });
    expect((await call(bearer(key), undefined, 'fake-small')).status).toBe(200);
    expect(await told(await call(bearer(key)))).toEqual({ status: 403, code: 'model_not_allowed' });
    const { data } = await (await call(bearer(key), '/v1/models')).json();
    expect(data.map(({ id }: { id: string }) => id)).toEqual(['fake-small']);
    expect(await told(await call(bearer(key), '/v1/models/fake-large'))).toEqual({
      status: 403,
      code: 'model_not_allowed',
    });
  });

  test('is for its routes only; what it may not call it cannot make the upstream do', async () => {
    const { key } = await issue({ routes: ['embeddings'] });
    const calls = fake.seen.length;
    expect(await told(await call(bearer(key)))).toEqual({ status: 403, code: 'route_not_allowed' });
    expect(fake.seen.length).toBe(calls);
    expect((await call(bearer(key), '/v1/models')).status).toBe(200);
  });

  test('revoked in one process is refused in another one within a second', async () => {
    const { key, id } = await issue();
    const { storage } = gateway;
    const sessions = { find: () => Promise.resolve(undefined) };
    const log = createLog('silent', () => undefined);
    // What a second process on the same database has: an access of its own, that nobody tells of changes.
    const other = createAccess({ storage, sessions, secret: 'x'.repeat(32), localPlan: 'unlimited', log });
    expect(other.hash(key)).not.toBe(gateway.services.access.hash(key));
    const same = createAccess({ storage, sessions, secret: readSecret(), localPlan: 'unlimited', log });
    const identify = () =>
      same.identify({
        target: '/v1/models',
        header: (name) => (name === 'authorization' ? `Bearer ${key}` : undefined),
        headerFields: ['Authorization', `Bearer ${key}`],
      });
    expect((await identify()).keyId).toBe(id);
    await gateway.services.keys.revoke(id, LOCAL_DOER);
    const revokedMs = performance.now();
    await expect
      .poll(
        () =>
          identify().then(
            () => 'let in',
            (error) => error.code,
          ),
        { timeout: 1_000, interval: 20 },
      )
      .toBe('revoked_api_key');
    expect(performance.now() - revokedMs).toBeLessThan(1_000);
  });
});

const readSecret = () => readFileSync(join(gateway.dataDir, 'secret'), 'utf8');

describe('T-KEY-05 T-KEY-06 T-KEY-07 what is no key, or in the wrong place', () => {
  test.each([
    ['a quote', `rj-"'; DROP TABLE api_key; --`],
    ['a short one', 'rj-'],
    ['another alphabet', 'rj-iiiiiiiiiiii-llllllllllllllllllllllllllllllll'],
    ['a path', 'rj-../../etc/passwd'],
    ['16 KiB', `rj-${'a'.repeat(16 * 1024)}`],
  ])('%s: 401', async (_, key) => {
    expect(await told(await call(bearer(key)))).toEqual({ status: 401, code: 'invalid_api_key' });
  });

  test.each([
    ['bytes beyond ASCII', 'Authorization: Bearer rj-\xe9\xff'],
    ['in another form', 'Authorization: Basic rj-abc'],
    ['in another case, with more spaces', 'AUTHORIZATION: bearer    rj-abc'],
    ['in another header', 'X-Api-Key: rj-abc'],
  ])('%s: 401', async (_, line) => {
    const { status, text } = await raw([line]);
    expect(status).toBe(401);
    expect(text).toContain('invalid_api_key');
  });

  test.each([
    ['a NUL', 'rj-\0abc', 400, 'invalid_parameter'],
    ['32 KiB', `rj-${'a'.repeat(32 * 1024)}`, 413, 'payload_too_large'],
  ])('%s is no HTTP that is let in, and the answer has the API’s form', async (_, key, status, code) => {
    const answer = await raw([`Authorization: Bearer ${key}`]);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/x-request-id: req_/);
    expect(JSON.parse(answer.text.split('\r\n\r\n')[1] ?? '').error.code).toBe(code);
  });

  test('two headers at once: nobody can tell which is meant, so 401, whichever comes first', async () => {
    const { key } = await issue();
    const [good, bad] = [`Authorization: Bearer ${key}`, 'Authorization: Bearer sk-other'];
    for (const lines of [
      [good, bad],
      [bad, good],
      [good, good],
    ])
      expect((await raw(lines)).status).toBe(401);
  });

  test.each([
    ['X-Api-Key', ''],
    ['X-Api-Key', 'Bearer '],
    ['x-api-key', 'bearer  '],
    ['Api-Key', ''],
    ['X-Auth-Token', ''],
    ['X-Authorization', 'Bearer '],
    ['Proxy-Authorization', 'Bearer '],
    ['Cookie', 'session=1; key='],
    ['X-Anything', 'key="'],
  ])('in the header %s as %j: 401 through both mounts, alone and beside a good one', async (name, before) => {
    const { key } = await issue();
    const { key: good } = await issue();
    const line = `${name}: ${before}${key}`;
    for (const lines of [[line], [line, `Authorization: Bearer ${good}`], [`Authorization: Bearer ${good}`, line]]) {
      const { status, text } = await raw(lines);
      expect(status).toBe(401);
      expect(text).toContain('invalid_api_key');
      expect(text).not.toContain(key);
    }
    const headers = { host: new URL(gateway.origin).host, [name]: `${before}${key}` };
    const answer = await gateway.services.fetch(new Request(`${gateway.origin}/v1/models`, { headers }));
    expect(await told(answer)).toEqual({ status: 401, code: 'invalid_api_key' });
  });

  test('what only resembles one, in another header, is nobody’s key', async () => {
    expect((await call({ 'x-request-name': 'rj-45 socket', 'x-api-key': 'sk-abc' })).status).toBe(200);
  });

  test('in the query: 400, whatever the parameter’s name', async () => {
    const { key } = await issue();
    for (const name of ['key', 'api_key', 'token', 'anything']) {
      const answer = await call({}, `/v1/chat/completions?${name}=${key}`);
      expect(await told(answer)).toEqual({ status: 400, code: 'key_in_url' });
    }
  });

  test('T-KEY-09 headers that claim to be somebody change nothing', async () => {
    const calls = fake.seen.length;
    await call({ 'x-user-id': 'admin', 'x-admin': '1', 'x-forwarded-user': 'root' });
    expect(
      fake.seen
        .slice(calls)
        .flatMap(({ headers }) => Object.keys(headers))
        .filter((name) => name.startsWith('x-')),
    ).toEqual([]);
  });

  test('T-SSRF-01 fields that name another target are refused, and nothing goes out', async () => {
    const calls = fake.seen.length;
    for (const field of ['base_url', 'api_base', 'baseURL', 'endpoint', 'custom_host', 'url', 'api_key']) {
      const body = { model: 'fake-large', messages: [{ role: 'user', content: 'hi' }], [field]: 'http://127.0.0.1:1' };
      const answer = await fetch(`${gateway.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect((await answer.json()).error).toMatchObject({ code: 'unsupported_parameter', param: field });
    }
    expect(fake.seen.length).toBe(calls);
  });
});

test('T-KEY-01 T-KEY-04 neither the log nor any file of the data folder holds a key’s secret', async () => {
  const { key } = await issue({ name: 'sentinel' });
  await call(bearer(key));
  await call(bearer(`${key}x`));
  await call({}, `/v1/chat/completions?key=${key}`);
  await call({ 'x-api-key': key });
  await gateway.storage.ledger.flush();
  const secret = key.split('-')[2] ?? key;
  const files = readdirSync(gateway.dataDir, { withFileTypes: true }).filter((entry) => entry.isFile());
  expect(files.map(({ name }) => name)).toContain('ruijing.db');
  for (const { name } of files) expect(readFileSync(join(gateway.dataDir, name)).includes(secret), name).toBe(false);
  expect(gateway.lines.join('\n')).not.toContain(secret);
  expect(gateway.lines.join('\n')).not.toContain('sk-upstream');
});
