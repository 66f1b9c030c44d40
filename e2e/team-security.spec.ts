import * as z from 'zod/mini';
import { keyCreatedSchema, keySchema } from '#lib/contract/keys.ts';
import { personSchema } from '#lib/contract/people.ts';
import { isPage, PAGES, POLICY } from '#lib/server/policy.ts';
import {
  browserCookies,
  callAs,
  cookieOf,
  foundTeam,
  inviteMember,
  PASSWORD,
  signInAs,
  statusOf,
} from './support/team.ts';
import { expect, test } from './support/test.ts';

const keysSchema = z.object({ data: z.array(keySchema) });
const peopleSchema = z.object({ data: z.array(personSchema) });

test('T-WEB-01 a cookie alone changes nothing: not from another site, not without a script', async ({
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const strangers: Readonly<Record<string, string>>[] = [
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { origin: url.replace('http:', 'https:').replace('127.0.0.1', '127.0.0.1.evil.example') },
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { 'sec-fetch-mode': 'no-cors' },
    { 'sec-fetch-mode': 'navigate' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/x-www-form-urlencoded' },
    { 'content-type': 'multipart/form-data; boundary=x' },
  ];
  const { cookie } = admin;
  for (const stranger of strangers) {
    const forged = { body: { name: 'forged' }, headers: { cookie, ...stranger } };
    expect(await statusOf(url, '/api/keys', forged), JSON.stringify(stranger)).toBe(403);
  }
  const own = { origin: url, 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' };
  expect((await admin.fetch('/api/keys', { body: { name: 'own' }, headers: own })).status).toBe(200);
  expect((await admin.api('/api/keys', keysSchema)).data.map(({ name }) => name)).toEqual(['own']);
});

test('T-WEB-01 nothing that is only asked for changes anything', async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'k' } });
  const state = async () => [await admin.api('/api/keys', keysSchema), await admin.api('/api/people', peopleSchema)];
  const before = await state();
  for (const [route, row] of Object.entries(POLICY)) {
    if (!Object.hasOwn(row, 'GET') || route.includes('[')) continue;
    for (const query of ['', '?_method=DELETE', '?role=viewer', '?format=json']) await admin.fetch(route + query);
  }
  expect(await state()).toEqual(before);
});

test('T-WEB-02 no answer lets another site read it', async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const { key } = await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'k' } });
  for (const origin of [undefined, 'https://evil.example', 'null', url]) {
    const headers = origin === undefined ? {} : { origin };
    for (const path of ['/api/keys', '/api/session', '/chat', '/v1/models']) {
      for (const method of ['GET', 'OPTIONS']) {
        const bearer = path.startsWith('/v1') ? { authorization: `Bearer ${key}` } : {};
        const response = await admin.fetch(path, { method, headers: { ...headers, ...bearer } });
        const cors = [...response.headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(cors, `${method} ${path} from ${origin}`).toEqual([]);
      }
    }
  }
});

test('T-WEB-09 where people use https, the cookie is this host’s alone', async ({ startConsole }) => {
  const { url } = await startConsole({
    RUIJING_SANDBOX: '1',
    RUIJING_ORIGIN: 'https://console.example',
    RUIJING_ADMIN_EMAIL: 'ada@example.com',
    RUIJING_ADMIN_PASSWORD: PASSWORD,
  });
  const headers = { origin: 'https://console.example' };
  const response = await callAs(url, undefined, '/api/session', {
    body: { email: 'ada@example.com', password: PASSWORD },
    headers,
  });
  const [cookie = '', ...more] = response.headers.getSetCookie();
  expect(more).toEqual([]);
  expect(cookie).toMatch(/^__Host-ruijing-session=[^;]+; Max-Age=604800; Path=\/; HttpOnly; Secure; SameSite=Lax$/);
  expect((await callAs(url, cookieOf(response), '/api/keys')).status).toBe(200);
  // Without its prefix it is nobody's.
  expect((await callAs(url, cookieOf(response).replace('__Host-', ''), '/api/keys')).status).toBe(401);
});

test('T-WEB-09 a session is another one after each sign-in, and dead on the server after signing out', async ({
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const first = await foundTeam(url);
  const second = await signInAs(url, first.email, first.cookie);
  expect(second.cookie).not.toBe(first.cookie);
  expect((await first.fetch('/api/keys')).status).toBe(401);
  const out = await second.fetch('/api/session', { method: 'DELETE' });
  expect(out.headers.getSetCookie()[0]).toMatch(/^ruijing-session=; Max-Age=0;/);
  expect((await second.fetch('/api/keys')).status).toBe(401);
});

test('T-WEB-11 signing in leads to this console, whatever the address says', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const { email } = await foundTeam(url);
  for (const [next, path] of [
    ['//evil.example', '/chat'],
    ['https://evil.example', '/chat'],
    ['/\\evil.example', '/chat'],
    ['javascript:alert(1)', '/chat'],
    ['/keys', '/keys'],
  ]) {
    await page.context().clearCookies();
    await page.goto(`${url}/sign-in?next=${encodeURIComponent(next ?? '')}`);
    await page.getByLabel('邮箱').fill(email);
    await page.getByLabel('密码', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: '登录' }).click();
    await page.waitForURL(`${url}${path}`);
  }
});

test('T-AUTHZ-06 streams under way end within five seconds', { tag: '@full' }, async ({ startConsole }) => {
  test.setTimeout(60_000);
  const { url } = await startConsole({ RUIJING_SANDBOX: '1', RUIJING_TIMEOUTS: '{"sandboxSlowMs":1200}' });
  const admin = await foundTeam(url);
  const newcomer = (name: string) => inviteMember(url, admin, { role: 'developer', name, plan: 'unlimited' });
  const body = {
    model: 'sandbox-slow',
    stream: true,
    messages: [{ role: 'user', content: 'How are errors answered? Tell all of it, at length.' }],
  };
  const change = (id: string, patch: object) => admin.fetch(`/api/people/${id}`, { method: 'PATCH', body: patch });
  const endings = await Promise.all(
    [
      async () => {
        const member = await newcomer('Dora');
        return {
          stream: await member.fetch('/v1/chat/completions', { body }),
          cut: () => change(member.id, { disabled: true }),
        };
      },
      async () => {
        const member = await newcomer('Demi');
        return {
          stream: await member.fetch('/v1/chat/completions', { body }),
          cut: () => change(member.id, { role: 'viewer' }),
        };
      },
      async () => {
        const member = await newcomer('Otto');
        const cut = () => member.fetch('/api/session', { method: 'DELETE' });
        return { stream: await member.fetch('/v1/chat/completions', { body }), cut };
      },
      async () => {
        const { key, id } = await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'k' } });
        const headers = { authorization: `Bearer ${key}` };
        const stream = await callAs(url, undefined, '/v1/chat/completions', { body, headers });
        return { stream, cut: () => admin.fetch(`/api/keys/${id}`, { method: 'DELETE' }) };
      },
      async () => {
        // Nothing happens to this one: it is still there when the others have ended.
        const member = await newcomer('Stella');
        return { stream: await member.fetch('/v1/chat/completions', { body }), cut: () => Promise.resolve() };
      },
    ].map(async (begin) => {
      const { stream, cut } = await begin();
      expect(stream.status).toBe(200);
      const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
      if (reader === undefined) throw new Error('There is no stream');
      await reader.read();
      await cut();
      const cutMs = performance.now();
      let text = '';
      while (performance.now() - cutMs < 5_000) {
        const { value, done } = await reader.read();
        if (done) break;
        text += value;
      }
      await reader.cancel();
      return { ms: performance.now() - cutMs, last: text.trimEnd().split('\n').at(-1) ?? '' };
    }),
  );
  const [disabled, demoted, signedOut, revoked, untouched] = endings;
  for (const ended of [disabled, demoted, signedOut, revoked]) expect(ended?.ms).toBeLessThan(5_000);
  for (const ended of [disabled, demoted, signedOut]) expect(ended?.last).toContain('"code":"sign_in_required"');
  expect(revoked?.last).toContain('"code":"revoked_api_key"');
  expect(untouched?.ms).toBeGreaterThanOrEqual(5_000);
});

test('T-AUTHZ-08 T-AUTHZ-09 T-AUTHZ-10 what is not asked for is refused, and pollutes nothing', {
  tag: '@full',
}, async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const developer = await inviteMember(url, admin, { role: 'developer', name: 'Dave' });
  const invitation = { name: 'X', email: 'x@example.com', password: PASSWORD };
  const tries: [string, string, object][] = [
    ...[null, '', [], {}, 'x', 1, ['x']].map((token): [string, string, object] => [
      'POST',
      '/api/invitations/accept',
      { ...invitation, token },
    ]),
    ['POST', '/api/invitations/open', {}],
    ['POST', '/api/keys', { name: 'k', createdAt: '2020-01-01T00:00:00Z' }],
    ['POST', '/api/keys', { name: 'k', owner: admin.id }],
    ['POST', '/api/keys', { name: 'k', plan: 'enterprise' }],
    ['POST', '/api/keys', { name: 'k', role: 'admin' }],
    ['POST', '/api/keys', { name: 'k', userId: admin.id }],
    ['PUT', '/api/account/password', { current: PASSWORD, next: PASSWORD, role: 'admin' }],
    ['POST', '/api/session', { email: developer.email, password: PASSWORD, role: 'admin' }],
    ['PUT', '/api/preferences', { role: 'admin' }],
  ];
  for (const [method, path, body] of tries) {
    const response = await developer.fetch(path, { method, body });
    expect(response.status, `${method} ${path} ${JSON.stringify(body)}`).toBe(400);
  }
  for (const [path, text] of [
    ['/api/keys', '{"name":"k","__proto__":{"polluted":true}}'],
    ['/api/keys', '{"name":"k","constructor":{"prototype":{"polluted":true}}}'],
    ['/api/session', '{"email":"a@example.com","password":"x","__proto__":{"polluted":true}}'],
  ] as const) {
    const response = await fetch(url + path, {
      method: 'POST',
      headers: { cookie: developer.cookie, 'content-type': 'application/json' },
      body: text,
    });
    expect(response.status, text).toBeLessThan(500);
  }
  expect(Reflect.get({}, 'polluted')).toBeUndefined();
  const people = await admin.api('/api/people', peopleSchema);
  expect(people.data.map(({ email, role }) => [email, role])).toEqual([
    [admin.email, 'admin'],
    [developer.email, 'developer'],
  ]);
});

test('a page of whoever was here before does not act as the one who signs in in another tab', { tag: '@full' }, async ({
  context,
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const developer = await inviteMember(url, admin, { role: 'developer', name: 'Dora' });
  await context.addCookies(browserCookies(url, admin));
  await page.goto(`${url}/keys`);
  await expect(page.getByRole('link', { name: 'Ada' })).toBeVisible();
  await context.addCookies(browserCookies(url, developer));
  const other = await context.newPage();
  await other.goto(`${url}/chat`);
  await expect(page.getByRole('link', { name: 'Dora' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Ada' })).toBeHidden();
});

test('a role without a page gets 403 in words, and the sections that are for it', { tag: '@full' }, async ({
  page,
  startConsole,
}) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
  const [name = '', value = ''] = viewer.cookie.split(/=(.*)/s);
  await page.context().addCookies([{ name, value, url }]);
  expect(isPage('/keys') && PAGES['/keys']).not.toContain('viewer');
  const response = await page.goto(`${url}/keys`);
  expect(response?.status()).toBe(403);
  await expect(page.getByRole('heading', { name: '这个页面不对你开放' })).toBeVisible();
  const sections = page.getByRole('navigation', { name: '主导航' });
  await expect(sections.getByRole('link', { name: '文档' })).toBeVisible();
  await expect(sections.getByRole('link', { name: '对话' })).toBeHidden();
  await page.getByRole('link', { name: '回到首页' }).click();
  await page.waitForURL(`${url}/models`);
});

test('a team without a model is told so, in words, and never answered by the sandbox', { tag: '@full' }, async ({
  startConsole,
}) => {
  const { url } = await startConsole({});
  const asked = { body: { model: 'ruijing-gpt-2.0', messages: [{ role: 'user', content: 'hi' }] } };
  expect((await callAs(url, undefined, '/v1/chat/completions', asked)).status).toBe(200);
  const admin = await foundTeam(url);
  const { key } = await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'k' } });
  const headers = { authorization: `Bearer ${key}` };
  for (const call of [
    () => admin.fetch('/v1/chat/completions', asked),
    () => callAs(url, undefined, '/v1/chat/completions', { ...asked, headers }),
    () => callAs(url, undefined, '/v1/models', { headers }),
  ]) {
    const response = await call();
    expect(response.status).toBe(503);
    expect(response.headers.get('x-ruijing-sandbox')).toBeNull();
    const { error } = z
      .object({ error: z.object({ code: z.string(), message: z.string() }) })
      .parse(await response.json());
    expect(error.code).toBe('no_upstream');
    expect(error.message).toContain('RUIJING_SANDBOX=1');
  }
  expect(await (await admin.fetch('/api/connection')).json()).toMatchObject({ kind: 'none' });
});
