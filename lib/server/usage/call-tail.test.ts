import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { LOCAL_DOER } from '#e2e/support/doer.ts';
import { type FakeUpstream, sendJson, startFakeUpstream } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { callLogQuerySchema, callTailQuerySchema, type TailNews } from '#lib/contract/call-log.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { LOCAL_ADMIN, type Principal } from '#lib/domain/people/actor.ts';
import { type CallFeed, createCallFeed } from './call-feed.ts';
import { createCallTails } from './call-tail.ts';

const PATIENT = { timeout: 15_000, interval: 20 };
const ALICE: Principal = {
  id: 'alice',
  name: 'Alice',
  email: 'a@b.c',
  role: 'developer',
  plan: 'free',
  sessionId: 's',
};

let fake: FakeUpstream;
let server: GatewayServer;
let feed: CallFeed;
beforeEach(async () => {
  fake = await startFakeUpstream();
  fake.script('m', (response) =>
    sendJson(response, { choices: [], usage: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 } }),
  );
  server = await startGateway({ upstream: remoteTo(fake.url, 'sk-upstream') });
  feed = createCallFeed({ isAlone: true });
});
afterEach(async () => {
  await server.close();
  await fake.close();
  await feed.close();
});

type Tail = AsyncIterator<TailNews, undefined, undefined>;

/** Reads a tail to its end. */
function read(tail: Tail) {
  const told: TailNews[] = [];
  const ended = (async () => {
    for (let next = await tail.next(); next.done !== true; next = await tail.next()) told.push(next.value);
  })();
  const calls = () => told.flatMap((news) => (news.type === 'calls' ? news.calls : []));
  return { told, ended, calls, ids: () => calls().map(({ requestId }) => requestId) };
}

const newTails = (drain = new AbortController(), stallMs = 60_000) =>
  createCallTails({ feed, storage: server.storage, currency: 'CNY', drain: drain.signal, stallMs });
const query = (fields: Record<string, string> = {}) => callTailQuerySchema.parse(fields);
const as = (principal: Principal) => ({ principal, mayLook: () => Promise.resolve(true) });

test('a call of the gateway is told of as the log has it, once it has ended', async () => {
  const tail = await server.services.callTails.open(query({ model: 'm' }), as(LOCAL_ADMIN));
  const reader = read(tail);
  const key = await server.services.keys.create({ name: 'mine' }, LOCAL_DOER);
  for (const model of ['other', 'm']) {
    const response = await fetch(`${server.origin}/v1/chat/completions`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${key.key}` },
      body: JSON.stringify({ model, messages: [{ role: 'user', content: 'hello' }] }),
    });
    await response.text();
  }
  await vi.waitFor(() => expect(reader.ids()).toHaveLength(1), PATIENT);
  expect(reader.told[0]).toEqual({ type: 'begin', currency: 'CNY', isWhole: true });
  const log = await server.services.callLogs.page(callLogQuerySchema.parse({ model: 'm' }), LOCAL_DOER);
  expect(reader.calls()).toEqual(log.data);
  expect(reader.calls()).toMatchObject([{ keyName: 'mine', promptTokens: 3, status: 200 }]);
  await tail.return?.();
  await reader.ended;
});

test('a developer is told of their own calls only, and asks for nobody else’s', async () => {
  const tails = newTails();
  await expect(tails.open(query({ person: 'bob' }), as(ALICE))).rejects.toMatchObject({ status: 403 });
  const reader = read(await tails.open(query(), as(ALICE)));
  for (const owner of ['bob', 'alice', 'carol']) feed.add(aRow({ requestId: `req_${owner}`, owner }));
  await vi.waitFor(() => expect(reader.ids()).toEqual(['req_alice']), PATIENT);
});

test('whoever reads slowly is told the newest, and how many were left out', async () => {
  const tail = await newTails().open(query(), as(LOCAL_ADMIN));
  await tail.next();
  for (let call = 0; call < 1_000; call++) feed.add(aRow({ requestId: `req_${call}` }));
  const { value } = await tail.next();
  expect(value).toMatchObject({ type: 'calls', leftOut: 900, gap: false });
  expect(value?.type === 'calls' && value.calls.map(({ requestId }) => requestId)).toEqual(
    Array.from({ length: 100 }, (_, index) => `req_${900 + index}`),
  );
});

test('T-AUTHZ-06 who signs out, or is given another role, is told nothing more within seconds', async () => {
  let may = true;
  const reader = read(await newTails().open(query(), { principal: ALICE, mayLook: () => Promise.resolve(may) }));
  may = false;
  const beganMs = performance.now();
  await reader.ended;
  expect(performance.now() - beganMs).toBeLessThan(5_000);
  expect(reader.told.at(-1)).toEqual({ type: 'end', reason: 'access_ended' });
});

test('it goes on while nobody can tell who looks on', async () => {
  let asked = 0;
  const mayLook = () => {
    asked++;
    return Promise.reject(new ApiError('storage_unavailable', 'Not now.'));
  };
  const reader = read(await newTails().open(query(), { principal: ALICE, mayLook }));
  await vi.waitFor(() => expect(asked).toBeGreaterThan(0), PATIENT);
  feed.add(aRow({ requestId: 'req_late', owner: 'alice' }));
  await vi.waitFor(() => expect(reader.ids()).toEqual(['req_late']), PATIENT);
});

test('it ends with the process, and nothing new begins then', async () => {
  const drain = new AbortController();
  const tails = newTails(drain);
  const reader = read(await tails.open(query(), as(LOCAL_ADMIN)));
  drain.abort(new ApiError('draining', 'The server is restarting.'));
  await reader.ended;
  expect(reader.told.at(-1)).toEqual({ type: 'end', reason: 'draining' });
  await expect(tails.open(query(), as(LOCAL_ADMIN))).rejects.toMatchObject({ code: 'draining' });
});

test('whoever reads nothing is let go of, and so is whoever leaves: there is an end to how many look on', async () => {
  const tails = newTails(new AbortController(), 0);
  const idle = await tails.open(query(), as(LOCAL_ADMIN));
  const all = [idle];
  for (let tail = 1; tail < 200; tail++) all.push(await tails.open(query(), as(LOCAL_ADMIN)));
  await expect(tails.open(query(), as(LOCAL_ADMIN))).rejects.toMatchObject({ code: 'overloaded' });
  await all.at(-1)?.return?.();
  await tails.open(query(), as(LOCAL_ADMIN));
  // What nobody has read so far: that it begins.
  const room = () =>
    tails.open(query(), as(LOCAL_ADMIN)).then(
      () => true,
      () => false,
    );
  await vi.waitFor(async () => expect(await room()).toBe(true), PATIENT);
});
