import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { delta, type FakeUpstream, openStream, sse, startFakeUpstream, USAGE } from '#e2e/support/fake-upstream.ts';
import { type GatewayServer, remoteTo, startGateway } from '#e2e/support/gateway-server.ts';
import { testDatabaseUrl, testRedisUrl } from '#e2e/support/services.ts';
import { openShared, type Shared } from '#e2e/support/shared-storage.ts';
import type { Run, RunEvent } from '#lib/contract/runs.ts';
import { AnswerReader } from '#lib/domain/chat/answer-reader.ts';
import { emptyAnswer } from '#lib/domain/chat/message.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import type { RunNews } from './runs.ts';

const closing: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

/** Two gateways: on Postgres and Redis two processes' worth of them, on SQLite the one that there may be. */
interface World {
  readonly fake: FakeUpstream;
  readonly here: GatewayServer;
  readonly there: GatewayServer;
}

const hasServices = testDatabaseUrl() !== undefined && testRedisUrl() !== undefined;

async function openWorld(shared: boolean): Promise<World> {
  const fake = await startFakeUpstream();
  closing.push(() => fake.close());
  const place: Shared | undefined = shared ? await openShared() : undefined;
  if (place !== undefined) closing.push(() => place.remove());
  const start = async () => {
    const gateway = await startGateway({
      upstream: remoteTo(fake.url),
      ...(place === undefined ? {} : { open: place.open }),
    });
    closing.push(() => gateway.close());
    return gateway;
  };
  const here = await start();
  return { fake, here, there: place === undefined ? here : await start() };
}

const HEADERS = new Map([
  ['host', '127.0.0.1'],
  ['content-type', 'application/json'],
]);
const request = (model = 'fake-large') => ({
  model,
  messages: [{ role: 'user', content: '你好 👩‍💻 world, a few words more' }],
  stream: true,
  stream_options: { include_usage: true },
});

let lastId = 0;
const newId = () => `run-of-test-${++lastId}`;

async function begin({ here }: World, model?: string): Promise<string> {
  const id = newId();
  await here.services.runs.create({ id, request: request(model) }, LOCAL_ADMIN, HEADERS);
  return id;
}

interface Told {
  readonly events: readonly RunEvent[];
  readonly run: Run | undefined;
}

/** Reads until the end, or so many events. */
async function read(gateway: GatewayServer, id: string, { after = 0, most = Infinity } = {}): Promise<Told> {
  const events: RunEvent[] = [];
  let run: Run | undefined;
  const news: AsyncGenerator<RunNews> = await gateway.services.runs.follow(id, LOCAL_ADMIN, after);
  for await (const next of news) {
    if ('end' in next) run = next.end;
    else events.push(next.event);
    if (events.length >= most) break;
  }
  return { events, run };
}

const rawOf = (events: readonly RunEvent[]) => events.map((event) => (event.type === 'raw' ? event.raw : '')).join('');

function textOf({ events, run }: Told): string {
  const reader = new AnswerReader(emptyAnswer({ id: 'answer', model: 'fake-large', sandbox: false }));
  for (const event of events) reader.push(event);
  return run === undefined ? reader.answer.text : reader.end(run).text;
}

/** A stream that goes on until its caller leaves. */
function endless(response: ServerResponse): void {
  openStream(response);
  const timer = setInterval(() => response.write(sse(delta({ content: '字' }))), 10);
  response.on('close', () => clearInterval(timer));
}

const SETTINGS = { model: 'fake-large', system: '', parameters: {} };

/** A conversation with a question, and where its answer is to be. */
async function questionIn({ here }: World) {
  const [conversationId, parentId] = [`conversation-${newId()}`, `question-${newId()}`];
  const question = { id: parentId, parentId: null, role: 'user', text: '问' } as const;
  const wish = { id: conversationId, settings: SETTINGS, messages: [question], headId: parentId };
  await here.services.conversations.create(wish, { principal: LOCAL_ADMIN });
  return { conversationId, messageId: `answer-${newId()}`, parentId };
}

type Place = Awaited<ReturnType<typeof questionIn>>;

async function answerAt({ here }: World, { conversationId, messageId }: Place) {
  const { messages } = await here.services.conversations.get(conversationId, undefined, { principal: LOCAL_ADMIN });
  return messages.find(({ id }) => id === messageId);
}

/** An answer that comes to its end when the database has begun to refuse messages. */
async function answerOfOutage(world: World) {
  const place = await questionIn(world);
  let end: () => void = () => undefined;
  world.fake.script('fake-large', (response) => {
    openStream(response);
    response.write(sse(delta({ content: '一' })));
    end = () => void response.end(sse(delta({}, 'stop')) + sse('[DONE]'));
  });
  const id = newId();
  await world.here.services.runs.create({ id, request: request(), answer: place }, LOCAL_ADMIN, HEADERS);
  await read(world.here, id, { most: 2 });
  const { schema } = world.here.storage.signIn;
  return {
    ...{ place, id },
    async fail() {
      await schema.alterTable('message').renameTo('elsewhere').execute();
      end();
    },
    mend: () => schema.alterTable('elsewhere').renameTo('message').execute(),
  };
}

describe.each([...(hasServices ? [['Postgres, two processes', true] as const] : []), ['SQLite', false] as const])(
  'on %s',
  (_, shared) => {
    test('the log holds the very bytes that another client of the gateway gets', async () => {
      const world = await openWorld(shared);
      const id = await begin(world);
      const { events, run } = await read(world.there, id);
      const response = await fetch(`${world.here.origin}/v1/chat/completions`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(request()),
      });
      expect(rawOf(events)).toBe(await response.text());
      expect(events.map(({ n }) => n)).toEqual(events.map((__, index) => index + 1));
      expect(events[0]).toMatchObject({ type: 'head', head: { status: 200, streams: true, sandbox: false } });
      // One event each, whole.
      for (const event of events.slice(1))
        expect(event).toMatchObject({ raw: expect.stringMatching(/^data: .*\n\n$/) });
      expect(events.map(({ atMs }) => atMs)).toEqual(events.map(({ atMs }) => atMs).sort((a, b) => a - b));
      const { prompt_tokens: promptTokens, completion_tokens: completionTokens } = USAGE;
      expect(run).toMatchObject({ status: 'done', bill: { promptTokens, completionTokens, estimated: false } });
    });

    test('whoever comes back gets what came after, wherever they were cut off, and leaving ends nothing', async () => {
      const world = await openWorld(shared);
      const id = await begin(world);
      const pieces: RunEvent[] = [];
      // Leaves after each event, and comes back to this process and the other by turns.
      for (let turn = 0; ; turn++) {
        const gateway = turn % 2 === 0 ? world.there : world.here;
        const { events, run } = await read(gateway, id, { after: pieces.length, most: 1 });
        pieces.push(...events);
        if (run !== undefined) break;
      }
      const whole = await read(world.here, id);
      expect(pieces).toEqual(whole.events);
      expect(textOf({ events: pieces, run: whole.run })).toContain('You said: **你好 👩‍💻 world, a few words more**');
    });

    test('a stop closes the upstream within 200 ms, keeps what came and says what it cost', async () => {
      const world = await openWorld(shared);
      const closedAtMs = new Promise<number>((resolve) => {
        world.fake.script('fake-large', (response) => {
          response.on('close', () => resolve(performance.now()));
          endless(response);
        });
      });
      const id = await begin(world);
      await read(world.there, id, { most: 8 });
      const stoppedAtMs = performance.now();
      const run = await world.there.services.runs.stop(id, LOCAL_ADMIN);
      expect((await closedAtMs) - stoppedAtMs).toBeLessThanOrEqual(200);
      expect(run.status).toBe('stopped');
      expect(run.bill?.estimated).toBe(true);
      expect(run.bill?.completionTokens).toBeGreaterThan(0);
      const told = await read(world.here, id);
      expect(textOf(told).length).toBeGreaterThanOrEqual(7);
      expect(told.run).toEqual(run);
      // Once more changes nothing.
      expect(await world.here.services.runs.stop(id, LOCAL_ADMIN)).toEqual(run);
    });

    test('a stop before the first byte ends the call too', async () => {
      const world = await openWorld(shared);
      const closed = new Promise<void>((resolve) => {
        world.fake.script('fake-large', (response) => void once(response, 'close').then(() => resolve()));
      });
      const id = await begin(world);
      await expect.poll(() => world.fake.seen.length).toBe(1);
      const run = await world.there.services.runs.stop(id, LOCAL_ADMIN);
      await closed;
      expect(run.status).toBe('stopped');
    });

    test('the same request sent twice is one run, and another’s is none', async () => {
      const world = await openWorld(shared);
      const id = newId();
      const wish = { id, request: request() };
      await Promise.all(
        [world.here, world.there].map(({ services }) => services.runs.create(wish, LOCAL_ADMIN, HEADERS)),
      );
      await read(world.here, id);
      expect(world.fake.seen).toHaveLength(1);
      const stranger = { ...LOCAL_ADMIN, id: 'somebody-else' };
      const { runs } = world.there.services;
      await expect(runs.get(id, stranger)).rejects.toMatchObject({ code: 'not_found' });
      await expect(runs.follow(id, stranger, 0)).rejects.toMatchObject({ code: 'not_found' });
      await expect(runs.stop(id, stranger)).rejects.toMatchObject({ code: 'not_found' });
      await expect(runs.create(wish, stranger, HEADERS)).rejects.toMatchObject({ code: 'conflict' });
    });

    test('a refusal and a failure in mid-stream are the run’s ends, with what came before', async () => {
      const world = await openWorld(shared);
      world.fake.script('fake-large', (response) => {
        response.writeHead(400, { 'content-type': 'application/json' });
        response.end(JSON.stringify({ error: { message: 'no such thing', type: 'invalid_request_error' } }));
      });
      const refused = await read(world.there, await begin(world));
      expect(refused.run).toMatchObject({ status: 'failed' });
      expect(rawOf(refused.events)).toContain('upstream_rejected');

      world.fake.script('fake-small', (response) => {
        openStream(response);
        response.write(sse(delta({ content: '半句' })), () => response.destroy());
      });
      const cut = await read(world.there, await begin(world, 'fake-small'));
      expect(cut.run?.status).toBe('failed');
      expect(textOf(cut)).toBe('半句');
      expect(rawOf(cut.events)).toContain('upstream_');
    });

    test('an answer that is no stream is kept whole', async () => {
      const world = await openWorld(shared);
      const id = newId();
      const wish = { id, request: { ...request(), stream: false, stream_options: undefined } };
      await world.here.services.runs.create(wish, LOCAL_ADMIN, HEADERS);
      const told = await read(world.there, id);
      expect(told.run?.status).toBe('done');
      expect(textOf(told)).toContain('You said');
    });

    test('a run whose process died is closed with all that had come', async () => {
      const world = await openWorld(shared);
      const { runs: store } = world.here.storage;
      const stored = { owner: 'local', model: 'm', status: 'running', createdAtMs: 1, durationMs: null } as const;
      const id = newId();
      await store.insert({ ...stored, id, bill: null, answer: null });
      const head = { status: 200, streams: true, sandbox: false, requestId: null, retryAtMs: null };
      await store.append([
        { runId: id, event: { type: 'head', n: 1, atMs: 1, head } },
        { runId: id, event: { type: 'raw', n: 2, atMs: 2, raw: sse(delta({ content: '说到这里' })) } },
      ]);
      // Its own process knows better.
      await world.here.services.runs.heal();
      expect(await store.find(id)).toMatchObject({ status: 'running' });
      await world.here.storage.signIn.updateTable('run').set({ instance_id: 'gone' }).execute();
      await world.there.services.runs.heal();
      const told = await read(world.there, id);
      expect(told.run?.status).toBe('interrupted');
      expect(textOf(told)).toBe('说到这里');
    });

    test('an answer of a process that died ends in a conversation that was removed, and comes back with it', async () => {
      const world = await openWorld(shared);
      const { storage, services } = world.here;
      const place = await questionIn(world);
      const by = { principal: LOCAL_ADMIN };
      const id = newId();
      const stored = {
        owner: LOCAL_ADMIN.id,
        model: 'm',
        status: 'running',
        createdAtMs: 1,
        durationMs: null,
      } as const;
      await storage.runs.insert({ ...stored, id, bill: null, answer: place });
      const wish = { ...place, owner: LOCAL_ADMIN.id, model: 'm', runId: id, nowMs: Date.now() };
      await storage.conversations.beginAnswer(wish);
      await storage.signIn.updateTable('run').set({ instance_id: 'gone' }).execute();
      await services.conversations.remove(place.conversationId, by);
      await world.there.services.runs.heal();
      await services.conversations.restore(place.conversationId, by);
      expect(await answerAt(world, place)).toMatchObject({ answer: { status: 'interrupted' } });
    });

    test('as many events as an outage leaves are written at once, and written again they are there once', async () => {
      const { runs: store } = (await openWorld(shared)).here.storage;
      const [id, count] = [newId(), 20_000];
      const stored = { owner: 'local', model: 'm', status: 'running', createdAtMs: 1, durationMs: null } as const;
      await store.insert({ ...stored, id, bill: null, answer: null });
      const events = Array.from({ length: count }, (__, index) => ({
        runId: id,
        event: { type: 'raw', n: index + 1, atMs: index, raw: `data: ${index}\n\n` } as const,
      }));
      await store.append(events);
      await store.append(events);
      const kept = await store.events(id, 0, 2 * count);
      expect(kept).toEqual(events.map(({ event }) => event));
    });

    test('an answer that ends while the database refuses is closed as soon as that works again', async () => {
      const world = await openWorld(shared);
      const { place, id, fail, mend } = await answerOfOutage(world);
      await fail();
      await expect.poll(() => world.here.lines.join('')).toContain('run not closed');
      await mend();
      await expect.poll(() => world.here.storage.runs.find(id), { timeout: 10_000 }).toMatchObject({ status: 'done' });
      expect(await answerAt(world, place)).toMatchObject({ text: '一', answer: { status: 'done' } });
    });

    test('a process that closes while the database refuses leaves the answer to the next one', async () => {
      const world = await openWorld(shared);
      const { place, id, fail, mend } = await answerOfOutage(world);
      await fail();
      await expect.poll(() => world.here.lines.join('')).toContain('run not closed');
      await world.here.services.runs.close();
      await mend();
      expect(await world.here.storage.runs.find(id)).toMatchObject({ status: 'running' });
      expect(await answerAt(world, place)).toMatchObject({ answer: { status: 'streaming' } });
    });

    test('a log that cannot be written holds nothing up, and is whole once it can be', async () => {
      const world = await openWorld(shared);
      const go: (() => void)[] = [];
      world.fake.script('fake-large', async (response) => {
        openStream(response);
        for (const word of ['一', '二', '三']) {
          response.write(sse(delta({ content: word })));
          await new Promise<void>((resolve) => go.push(resolve));
        }
        response.end(sse(delta({}, 'stop')) + sse('[DONE]'));
      });
      const id = await begin(world);
      const { signIn } = world.here.storage;
      await read(world.here, id, { most: 2 });
      await signIn.schema.alterTable('run_event').renameTo('elsewhere').execute();
      go.shift()?.();
      // Told by this process's memory alone.
      const told = await read(world.here, id, { after: 2, most: 1 });
      expect(rawOf(told.events)).toContain('二');
      await signIn.schema.alterTable('elsewhere').renameTo('run_event').execute();
      go.shift()?.();
      await expect.poll(() => go.length).toBe(1);
      go.shift()?.();
      const whole = await read(world.here, id);
      expect(textOf(whole)).toBe('一二三');
      await expect
        .poll(async () => (await world.here.storage.runs.events(id, 0, 100)).length)
        .toBe(whole.events.length);
    });
  },
);
