import { usageSchema } from '#lib/contract/usage.ts';
import { callEveryEndpoint, checkHeaders, issueKeyOverHttp } from './support/every-endpoint.ts';
import { type FakeUpstream, startFakeUpstream } from './support/fake-upstream.ts';
import { startNextAlone } from './support/next-alone.ts';
import { pngOf } from './support/pictures.ts';
import { storages } from './support/shared-storage.ts';
import { expect, test } from './support/test.ts';

let fake: FakeUpstream;
test.beforeAll(async () => {
  fake = await startFakeUpstream(0, { vision: true });
});
test.afterAll(() => fake.close());

/** Four of five transcripts do not say how long the sound was: its file has been looked into, in a thread. */
async function expectHeardSeconds(origin: string): Promise<void> {
  const { totals } = usageSchema.parse(await (await fetch(`${origin}/api/usage`)).json());
  expect(totals.audioMs).toBeGreaterThan(4_000);
}

for (const { name: storage, open } of storages()) {
  test(`server.ts on ${storage}: every endpoint in every form, with the headers of the specification`, async ({
    startConsole,
  }) => {
    const place = await open();
    const { url, stop } = await startConsole({ RUIJING_BASE_URL: fake.url, ...place.env });
    try {
      checkHeaders(await callEveryEndpoint(url, await issueKeyOverHttp(url)));
      await expectHeardSeconds(url);
    } finally {
      await stop();
      await place.remove();
    }
  });

  test(`next start alone on ${storage}: the same`, async () => {
    const place = await open();
    const next = await startNextAlone({ RUIJING_BASE_URL: fake.url, ...place.env });
    try {
      checkHeaders(await callEveryEndpoint(next.url, await issueKeyOverHttp(next.url)));
      await expectHeardSeconds(next.url);
    } finally {
      await next.stop();
      await place.remove();
    }
  });
}

/** As the sandbox analyses a picture, in a process of its own; and a picture inside our network, for the API and for the page. */
async function expectSight(origin: string): Promise<void> {
  const post = (path: string, body: unknown) =>
    fetch(`${origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
  const image = pngOf(40, 30).toString('base64');
  const seen = await post('/v1/vision/analyze', { image, features: ['objects', 'labels', 'text', 'faces', 'colors'] });
  expect(seen.headers.get('x-ruijing-sandbox')).toBe('1');
  expect(await seen.json()).toMatchObject({
    image: { width: 40, height: 30 },
    colors: [{ hex: '#0080ff', ratio: 1 }],
    text: { content: '' },
    usage: { total_tokens: 0 },
  });
  const inside = 'https://169.254.169.254/latest';
  for (const answer of [
    await post('/v1/vision/analyze', { image: inside, features: ['colors'] }),
    await post('/api/pictures/remote', { url: inside }),
  ]) {
    expect([answer.status, (await answer.json()).error.code]).toEqual([400, 'url_not_allowed']);
  }
}

test('the sandbox analyses a picture, behind server.ts and under next start alone', { tag: '@full' }, async ({
  startConsole,
}) => {
  // With the timers that it is started with: what sees is loaded with the first picture.
  const { url, stop } = await startConsole({ RUIJING_TIMEOUTS: '{}' });
  await expectSight(url);
  await stop();
  const next = await startNextAlone({});
  await expectSight(next.url);
  await next.stop();
});

test('an admin makes a plan and a key, changes both, and takes the key back, by the console’s own API', async ({
  request,
  startConsole,
}) => {
  const { url, logs } = await startConsole({ RUIJING_BASE_URL: fake.url });
  const plan = { id: 'team', name: '团队', limits: { requestsPerMinute: 5, tokens: 1_000, tokenWindow: 'month' } };
  expect(await (await request.post(`${url}/api/plans`, { data: plan })).json()).toMatchObject({
    ...plan,
    builtIn: false,
  });
  expect((await request.post(`${url}/api/plans`, { data: plan })).status()).toBe(409);

  const made = await request.post(`${url}/api/keys`, {
    data: { name: 'App', plan: 'team', owner: 'alice', models: ['fake-large'] },
  });
  const { key, id } = await made.json();
  const chat = async (): Promise<number> => {
    const data = { model: 'fake-large', messages: [{ role: 'user', content: 'hi' }] };
    return (
      await request.post(`${url}/v1/chat/completions`, { data, headers: { authorization: `Bearer ${key}` } })
    ).status();
  };
  expect(await chat()).toBe(200);
  const { data: keys } = await (await request.get(`${url}/api/keys`)).json();
  expect(keys).toMatchObject([
    { id, name: 'App', owner: 'alice', plan: 'team', lastFour: key.slice(-4), revokedAt: null },
  ]);

  expect((await request.delete(`${url}/api/plans/team`)).status()).toBe(409);
  expect(
    await (await request.patch(`${url}/api/keys/${id}`, { data: { models: ['fake-small'] } })).json(),
  ).toMatchObject({ models: ['fake-small'] });
  expect(await chat()).toBe(403);
  await request.patch(`${url}/api/keys/${id}`, { data: { models: null, plan: 'enterprise' } });
  expect(await chat()).toBe(200);
  expect((await request.delete(`${url}/api/keys/${id}`)).status()).toBe(200);
  expect(await chat()).toBe(401);
  expect((await request.delete(`${url}/api/plans/team`)).status()).toBe(204);
  expect((await request.get(`${url}/api/keys/nobody`)).status()).toBe(404);
  expect(JSON.stringify(keys) + logs()).not.toContain(key);
});

test('an admin reads what was used today, in the zone of the limits; the sandbox counts only when asked for', {
  tag: '@full',
}, async ({ request, startConsole }) => {
  const usage = async (at: string, query = '') => await (await request.get(`${at}/api/usage${query}`)).json();
  const chat = (at: string, model: string) =>
    request.post(`${at}/v1/chat/completions`, { data: { model, messages: [{ role: 'user', content: 'hi' }] } });

  const { url } = await startConsole({ RUIJING_BASE_URL: fake.url, RUIJING_TIME_ZONE: 'Asia/Kathmandu' });
  const answer = await (await chat(url, 'fake-large')).json();
  await request.get(`${url}/v1/models`);
  const today = await usage(url);
  expect(today).toMatchObject({ window: 'day', timeZone: 'Asia/Kathmandu', currency: 'CNY', sandbox: false });
  expect(today.startsAt).toMatch(/T18:15:00\.000Z$/);
  const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = answer.usage;
  expect(today.totals).toMatchObject({ requests: 2, promptTokens, completionTokens, costMicros: 0, unpriced: 1 });
  expect((await usage(url, '?window=month')).totals).toEqual(today.totals);

  const { url: sandboxUrl } = await startConsole({});
  await chat(sandboxUrl, 'ruijing-gpt-lite');
  expect((await usage(sandboxUrl)).totals).toMatchObject({ requests: 0, promptTokens: 0 });
  expect((await usage(sandboxUrl, '?sandbox=true')).totals).toMatchObject({ requests: 1, costMicros: 0, unpriced: 0 });

  for (const [query, param] of [
    ['?window=year', 'window'],
    ['?sandbox=1', 'sandbox'],
    ['?zone=UTC', undefined],
  ]) {
    const refused = await request.get(`${url}/api/usage${query}`);
    expect([refused.status(), (await refused.json()).error.param]).toEqual([400, param]);
  }
});

test('bad input to keys and plans names the field, and changes nothing', { tag: '@full' }, async ({
  request,
  startConsole,
}) => {
  const { url } = await startConsole({});
  const cases = [
    ['/api/keys', { plan: 'free' }, 'name'],
    ['/api/keys', { name: 'x', plan: 'no-such' }, 'plan'],
    ['/api/keys', { name: 'x', plan: 'free', routes: ['everything'] }, 'routes.0'],
    ['/api/keys', { name: 'x', plan: 'free', expiresAt: 'tomorrow' }, 'expiresAt'],
    ['/api/keys', { name: 'x', plan: 'free', limits: { spendMicrosPerMonth: 1.5 } }, 'limits.spendMicrosPerMonth'],
    ['/api/keys', { name: 'x', plan: 'free', hash: 'f' }, undefined],
    ['/api/plans', { id: 'Team A', name: 'x' }, 'id'],
    ['/api/plans', { id: 'a', name: 'x', limits: { requestsPerMinute: -1 } }, 'limits.requestsPerMinute'],
    ['/api/plans', { id: 'a', name: 'x', builtIn: true }, undefined],
  ] as const;
  for (const [path, data, param] of cases) {
    const answer = await request.post(url + path, { data });
    expect(answer.status(), JSON.stringify(data)).toBe(400);
    expect((await answer.json()).error.param, JSON.stringify(data)).toBe(param);
  }
  expect((await (await request.get(`${url}/api/keys`)).json()).data).toEqual([]);
  expect((await (await request.get(`${url}/api/plans`)).json()).data).toHaveLength(4);
});
