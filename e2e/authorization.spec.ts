import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { keyCreatedSchema, keySchema } from '#lib/contract/keys.ts';
import { isPage, METHODS, PAGES, POLICY, type Role } from '#lib/server/policy.ts';
import { storages } from './support/shared-storage.ts';
import { type CallInit, callAs, foundTeam, inviteMember, type Member } from './support/team.ts';
import { expect, test } from './support/test.ts';

const full = process.env.FULL === '1';

const ROOT = join(import.meta.dirname, '..');

/** Everything that the build serves: addresses of pages and of route handlers. */
function builtRoutes(): { pages: string[]; handlers: string[] } {
  const manifest = z
    .record(z.string(), z.string())
    .parse(JSON.parse(readFileSync(join(ROOT, '.next', 'app-path-routes-manifest.json'), 'utf8')));
  const of = (kind: string) =>
    Object.entries(manifest)
      .filter(([file, address]) => file.endsWith(kind) && !address.startsWith('/_'))
      .map(([, address]) => address);
  // Next makes a handler of the icon, which is a file.
  return { pages: of('/page'), handlers: of('/route').filter((address) => address !== '/icon.svg') };
}

interface Caller {
  readonly name: string;
  readonly role: Role;
  readonly call: (path: string, init?: CallInit) => Promise<Response>;
}

const rolesOf = (table: object, ...path: string[]): readonly Role[] => {
  let found: unknown = table;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  return Array.isArray(found) ? found : [];
};

/** An address of a route, with ids that nothing has. */
const addressOf = (route: string): string =>
  route
    .replace('/[[...slug]]', '')
    .replace('[...path]', 'models')
    .replaceAll(/\[\w+\]/g, 'nothing');

for (const { name: storage, open } of storages()) {
  test(`T-AUTHZ-01 T-AUTHZ-02 T-AUTHZ-05 who may do what: every route and method, for everybody, on ${storage}`, async ({
    startConsole,
  }) => {
    test.setTimeout(120_000);
    const place = await open();
    const { url, stop } = await startConsole({ RUIJING_SANDBOX: '1', ...place.env });
    const admin = await foundTeam(url);
    const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
    const [alice, bob] = await Promise.all(
      ['Alice', 'Bob'].map((name) => inviteMember(url, admin, { role: 'developer', name, plan: 'unlimited' })),
    );
    if (alice === undefined || bob === undefined) throw new Error('Nobody came in');
    const newKey = (by: Member, body: object) =>
      by.api('/api/keys', keyCreatedSchema, { body: { name: 'k', ...body } });
    const [own, embedding, revoked] = await Promise.all([
      newKey(alice, {}),
      newKey(admin, { plan: 'unlimited', routes: ['embeddings'] }),
      newKey(admin, { plan: 'unlimited' }),
    ]);
    await admin.fetch(`/api/keys/${revoked.id}`, { method: 'DELETE' });

    const byKey =
      (key: string): Caller['call'] =>
      (path, init) =>
        callAs(url, undefined, path, { ...init, headers: { ...init?.headers, authorization: `Bearer ${key}` } });
    const callers: Caller[] = [
      { name: 'nobody', role: 'anonymous', call: (path, init) => callAs(url, undefined, path, init) },
      {
        name: 'a forged session',
        role: 'anonymous',
        call: (path, init) => callAs(url, `${alice.cookie}x`, path, init),
      },
      { name: 'a revoked key', role: 'anonymous', call: byKey(revoked.key) },
      { name: 'a foreign key', role: 'anonymous', call: byKey('sk-something') },
      { name: 'a developer’s key', role: 'key', call: byKey(own.key) },
      { name: 'a key for one route', role: 'key', call: byKey(embedding.key) },
      ...[viewer, alice, bob, admin].map(({ role, email, fetch: call }): Caller => ({ name: email, role, call })),
    ];

    // There is nothing in front that could be the lock.
    for (const file of ['proxy.ts', 'middleware.ts', 'lib/proxy.ts']) expect(existsSync(join(ROOT, file))).toBe(false);
    const { pages, handlers } = builtRoutes();
    expect(pages.toSorted()).toEqual(Object.keys(PAGES).toSorted());
    expect(handlers.toSorted()).toEqual(Object.keys(POLICY).toSorted());

    const wrong: string[] = [];
    const cases: (() => Promise<void>)[] = [];
    for (const route of handlers) {
      for (const method of METHODS) {
        // Next answers HEAD by what it does for GET.
        const named = rolesOf(POLICY, route, method);
        const roles = method === 'HEAD' && named.length === 0 ? rolesOf(POLICY, route, 'GET') : named;
        for (const { name, role, call } of callers) {
          cases.push(async () => {
            // What would end the very session that the other rows are tried with has a test of its own.
            if (route === '/api/session' && method === 'DELETE') return;
            const body = method === 'GET' || method === 'HEAD' || method === 'OPTIONS' ? {} : { body: {} };
            const { status } = await call(addressOf(route), { method, ...body });
            const isGateway = route.startsWith('/v1/');
            const served = roles.length > 0;
            // A key opens the gateway, and is nothing to the console's own API.
            const asWhom = role === 'key' && !isGateway ? 'anonymous' : role;
            const good = !served
              ? status === 405 || status === 403
              : roles.includes(asWhom)
                ? status !== 401 && status !== 403
                : status === (asWhom === 'anonymous' ? 401 : 403);
            if (!good) wrong.push(`${name}: ${method} ${route} answered ${status}`);
          });
        }
      }
    }
    for (const page of pages) {
      const roles = isPage(page) ? PAGES[page] : [];
      for (const { name, role, call } of callers) {
        cases.push(async () => {
          const response = await call(addressOf(page));
          const asWhom: Role = role === 'key' ? 'anonymous' : role;
          const allowed = rolesOf({ roles }, 'roles').includes(asWhom);
          const leads = response.headers.get('location') ?? '';
          const good = allowed
            ? response.status === 200 ||
              (response.status === 307 && !leads.includes('/sign-in')) ||
              // Of a thing that is not there.
              (page.includes('[id]') && response.status === 404)
            : asWhom === 'anonymous'
              ? response.status === 307 && leads.includes('/sign-in')
              : response.status === 403;
          if (!good) wrong.push(`${name}: the page ${page} answered ${response.status} ${leads}`);
        });
      }
    }
    // Who may do what does not depend on the storage: where time is short, every case on the first, a third on another.
    const due = full || storage === 'SQLite' ? cases : cases.filter((_, index) => index % 3 === 0);
    // Sixteen at a time.
    for (let index = 0; index < due.length; index += 16) {
      await Promise.all(due.slice(index, index + 16).map((run) => run()));
    }
    expect(wrong).toEqual([]);
    expect(cases.length).toBeGreaterThan(1_000);
    await stop();
    await place.remove();
  });
}

test('T-AUTHZ-04 another’s key is not there, whatever is done to it', async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
  const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
  const { id, key: _, ...shown } = await alice.api('/api/keys', keyCreatedSchema, { body: { name: 'alice’s' } });
  for (const route of Object.keys(POLICY).filter((candidate) => candidate.startsWith('/api/keys/[id]'))) {
    for (const method of METHODS) {
      if (rolesOf(POLICY, route, method).length === 0) continue;
      const body = method === 'GET' || method === 'DELETE' ? {} : { body: { name: 'bob’s', overlapMinutes: 0 } };
      const answers = await Promise.all(
        // A key of somebody else and one that does not exist are the same to bob.
        [id, 'zzzzzzzzzzzz'].map(async (which) => {
          const strict =
            method === 'PATCH'
              ? { body: { name: 'bob’s' } }
              : method === 'POST'
                ? { body: { overlapMinutes: 0 } }
                : body;
          const response = await bob.fetch(route.replace('[id]', which), { method, ...strict });
          return { status: response.status, text: await response.text() };
        }),
      );
      expect(answers[0], `${method} ${route}`).toEqual(answers[1]);
      expect(answers[0]?.status, `${method} ${route}`).toBe(404);
    }
  }
  expect(await alice.api(`/api/keys/${id}`, keySchema)).toMatchObject({ name: shown.name, revokedAt: null });
  expect(await bob.api('/api/keys', z.object({ data: z.array(keySchema) }))).toEqual({ data: [] });
});

test('T-AUTHZ-03 no spelling of an address, and no header of the framework’s, opens a page', async ({
  startConsole,
}) => {
  test.setTimeout(60_000);
  // What stands on pages for people who are in, and nowhere else.
  const { url } = await startConsole({
    RUIJING_SANDBOX: '1',
    RUIJING_TIME_ZONE: 'Pacific/Chatham',
    RUIJING_CURRENCY: 'XAF',
  });
  const admin = await foundTeam(url);
  const inside = await (await admin.fetch('/plans')).text();
  for (const marker of ['Pacific/Chatham', 'XAF', 'Ada']) expect(inside).toContain(marker);
  const locked = Object.keys(PAGES).filter((page) => !rolesOf(PAGES, page).includes('anonymous') && page !== '/');
  const headers: Readonly<Record<string, string>>[] = [
    {},
    { rsc: '1' },
    { rsc: '1', 'next-router-prefetch': '1' },
    { rsc: '1', 'next-router-segment-prefetch': '/_tree' },
    { rsc: '1', 'next-router-segment-prefetch': '/__PAGE__' },
    { 'x-middleware-subrequest': 'middleware:middleware:middleware:middleware:middleware' },
    { 'x-middleware-rewrite': '/plans' },
    { 'x-nextjs-data': '1' },
    { 'x-matched-path': '/plans' },
    { 'x-invoke-path': '/plans' },
    { 'next-resume': '1' },
    { 'next-action': 'x' },
  ];
  for (const page of locked) {
    const path = addressOf(page);
    const spellings = [
      path,
      `${path}.rsc`,
      `${path}?_rsc=abc`,
      `${path}/`,
      `/${path}`,
      path.replace('/', '/%2F'),
      path.toUpperCase(),
    ];
    const more = [
      `/en${path}`,
      `/zh${path}`,
      `/_next/data/build${path}.json`,
      `${path}.segments/_tree.segment.rsc`,
      `/x/..${path}`,
    ];
    for (const address of [...spellings, ...more]) {
      for (const header of address === path ? headers : headers.slice(0, 2)) {
        const response = await callAs(url, undefined, address, { headers: header });
        const text = await response.text();
        const what = `${address} ${JSON.stringify(header)}`;
        for (const secret of ['Pacific/Chatham', 'XAF', 'Ada', 'ada@example.com', admin.id])
          expect(text, what).not.toContain(secret);
        const leads = response.headers.get('location');
        if (leads !== null) expect(new URL(leads, url).origin, what).toBe(url);
      }
    }
  }
});

test('T-AUTHZ-06 signed out, demoted or disabled: the next request is refused', async ({ startConsole }) => {
  const { url } = await startConsole({ RUIJING_SANDBOX: '1' });
  const admin = await foundTeam(url);
  const acts: [string, (member: Member) => Promise<unknown>][] = [
    ['signed out', (member) => member.fetch('/api/session', { method: 'DELETE' })],
    ['signed out by an admin', ({ id }) => admin.fetch(`/api/people/${id}/sessions`, { method: 'DELETE' })],
    ['demoted', ({ id }) => admin.fetch(`/api/people/${id}`, { method: 'PATCH', body: { role: 'viewer' } })],
    ['disabled', ({ id }) => admin.fetch(`/api/people/${id}`, { method: 'PATCH', body: { disabled: true } })],
  ];
  for (const [index, [what, act]] of acts.entries()) {
    const member = await inviteMember(url, admin, { role: 'developer', name: `M${index}` });
    expect((await member.fetch('/api/keys')).status, what).toBe(200);
    expect((await member.fetch('/v1/models')).status, what).toBe(200);
    await act(member);
    expect((await member.fetch('/api/keys')).status, what).toBe(401);
    expect((await member.fetch('/v1/models')).status, what).toBe(401);
    expect((await member.fetch('/chat')).headers.get('location'), what).toContain('/sign-in');
  }
});
