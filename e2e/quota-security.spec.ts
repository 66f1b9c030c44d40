import { keyCreatedSchema } from '#lib/contract/keys.ts';
import { SEARCHES_PER_MINUTE } from '#lib/server/search-limits.ts';
import { callAs, foundTeam } from './support/team.ts';
import { expect, test } from './support/test.ts';

const FAST = { RUIJING_SANDBOX: '1', RUIJING_SANDBOX_TOKENS_PER_SECOND: '6000' };
/** Of one peer for one account, in a minute. */
const SIGN_IN_TRIES = 10;

for (const { trusted, last } of [
  { trusted: false, last: 429 },
  { trusted: true, last: 401 },
]) {
  test(`T-Q-04 another X-Forwarded-For each time ${trusted ? 'counts where the peer is a trusted proxy' : 'resets no limit'}`, async ({
    startConsole,
  }) => {
    const { url } = await startConsole({ ...FAST, ...(trusted && { RUIJING_TRUSTED_PROXIES: '127.0.0.1' }) });
    await foundTeam(url);
    const statuses: number[] = [];
    for (let index = 0; index <= SIGN_IN_TRIES; index++) {
      const headers = { 'x-forwarded-for': `203.0.113.${index + 1}` };
      const body = { email: 'ada@example.com', password: 'a wrong guess' };
      statuses.push((await callAs(url, undefined, '/api/session', { body, headers })).status);
    }
    expect(statuses.slice(0, -1)).toEqual(Array.from({ length: SIGN_IN_TRIES }, () => 401));
    expect(statuses.at(-1)).toBe(last);
  });
}

test('T-Q-05 no name that a caller gives, in headers or in the body, is a way round a limit', async ({
  startConsole,
}) => {
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  const key = await admin.api('/api/keys', keyCreatedSchema, { body: { name: 'k', plan: 'free' } });
  const names: readonly { readonly headers?: Record<string, string>; readonly body?: object }[] = [
    {},
    { headers: { 'openai-organization': 'other', 'openai-project': 'other' } },
    { headers: { 'x-user-id': 'root', 'x-forwarded-user': 'root', 'x-real-ip': '203.0.113.9' } },
    { headers: { 'x-forwarded-for': '203.0.113.10' }, body: { user: 'somebody else' } },
    { body: { metadata: { user_id: 'other' }, safety_identifier: 'other', plan: 'unlimited' } },
    { headers: { 'x-litellm-customer-id': 'c', 'helicone-user-id': 'h', 'x-portkey-metadata': '{"_user":"p"}' } },
  ];
  const statuses: number[] = [];
  for (const { headers, body } of names) {
    const response = await callAs(url, undefined, '/v1/chat/completions', {
      headers: { authorization: `Bearer ${key.key}`, ...headers },
      body: { model: 'ruijing-gpt-lite', max_tokens: 5, messages: [{ role: 'user', content: 'hi' }], ...body },
    });
    await response.arrayBuffer();
    statuses.push(response.status);
  }
  expect(statuses).toEqual([200, 200, 200, 429, 429, 429]);
});

test('T-Q-06 what is searched for is letters and no pattern, has a cap, and is not asked without end', async ({
  startConsole,
}) => {
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  for (const { path, name, limit } of [
    { path: '/api/audit', name: 'text', limit: SEARCHES_PER_MINUTE.audit },
    { path: '/api/conversations/search', name: 'q', limit: SEARCHES_PER_MINUTE.conversations },
    { path: '/api/logs', name: 'errorText', limit: SEARCHES_PER_MINUTE.log },
  ]) {
    const search = (words: string) => admin.fetch(`${path}?${new URLSearchParams({ [name]: words })}`);
    // As patterns each of these would find everything.
    for (const words of ['%%%', '___', '\\%'])
      expect((await (await search(words)).json()).data, `${path} ${words}`).toEqual([]);
    const long = await search('x'.repeat(1_001));
    expect([long.status, (await long.json()).error.param], path).toEqual([400, name]);
    const statuses: number[] = [];
    for (let asked = 3; asked <= limit; asked++) statuses.push((await search('zzz')).status);
    expect([...new Set(statuses.slice(0, -1))], path).toEqual([200]);
    expect(statuses.at(-1), path).toBe(429);
    expect((await admin.fetch('/api/keys')).status).toBe(200);
  }
});

test('T-Q-08 no webhook comes in here: whatever is sent, signed or not, twice or not, books nothing', async ({
  startConsole,
}) => {
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  for (const path of ['/api/webhook', '/api/webhooks', '/api/billing/webhook', '/v1/webhooks']) {
    const body = { id: 'evt_1', type: 'invoice.paid', amount: 100 };
    for (const headers of [
      undefined,
      { 'webhook-id': '1', 'webhook-signature': 'v1,AAAA', 'stripe-signature': 't=1' },
    ]) {
      const { status } = await callAs(url, undefined, path, { body, ...(headers && { headers }) });
      expect([401, 404], `${path}: ${status}`).toContain(status);
    }
  }
  expect(await (await admin.fetch('/api/usage')).json()).toMatchObject({ totals: { requests: 0, costMicros: 0 } });
});

test('T-Q-09 limits are whole numbers above zero, money in millionths: anything else is refused by its name', async ({
  startConsole,
}) => {
  const { url } = await startConsole(FAST);
  const admin = await foundTeam(url);
  for (const field of ['requestsPerMinute', 'tokens', 'spendMicrosPerMonth']) {
    for (const value of ['-1', '0', '0.5', '"5"', '1e309', 'NaN', 'true', '1e17']) {
      const response = await fetch(`${url}/api/plans`, {
        method: 'POST',
        headers: { cookie: admin.cookie, 'content-type': 'application/json' },
        body: `{"id":"p","name":"P","limits":{"${field}":${value}}}`,
      });
      expect(response.status, `${field} ${value}`).toBe(400);
      const { error } = await response.json();
      // NaN is no JSON at all.
      if (value !== 'NaN') expect(error.param, `${field} ${value}`).toBe(`limits.${field}`);
    }
  }
  expect((await (await admin.fetch('/api/plans')).json()).data.map(({ id }: { id: string }) => id)).not.toContain('p');
});
