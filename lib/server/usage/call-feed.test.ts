import { afterEach, describe, expect, test, vi } from 'vitest';
import { aRow } from '#e2e/support/ledger-rows.ts';
import { testRedisPrefix, testRedisUrl } from '#e2e/support/services.ts';
import { startProxy } from '#e2e/support/tcp-proxy.ts';
import { createLog } from '#lib/server/log.ts';
import { createFeedRelay } from '#lib/server/storage/redis/feed-relay.ts';
import { type CallFeed, createCallFeed, type FeedNews, type FeedRelay } from './call-feed.ts';

const PATIENT = { timeout: 15_000, interval: 20 };

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

function keep(feed: CallFeed): CallFeed {
  closing.push(() => feed.close());
  return feed;
}

/** Listens, and gathers what it is told. */
function listen(feed: CallFeed) {
  const heard: FeedNews[] = [];
  const stop = feed.listen((news) => heard.push(news));
  return {
    ids: () => heard.flatMap(({ rows }) => rows.map(({ requestId }) => requestId)),
    gaps: () => heard.filter(({ gap }) => gap).length,
    stop,
  };
}

const add = (feed: CallFeed, ...ids: string[]) => {
  for (const requestId of ids) feed.add(aRow({ requestId }));
};

test('whoever listens is told of every call booked from then on, in its order, and of none afterwards', async () => {
  const feed = keep(createCallFeed({ isAlone: true }));
  add(feed, 'before');
  const listener = listen(feed);
  add(feed, 'a', 'b');
  await vi.waitFor(() => expect(listener.ids()).toEqual(['a', 'b']), PATIENT);
  add(feed, 'c');
  await vi.waitFor(() => expect(listener.ids()).toEqual(['a', 'b', 'c']), PATIENT);
  listener.stop();
  const other = listen(feed);
  add(feed, 'd');
  await vi.waitFor(() => expect(other.ids()).toEqual(['d']), PATIENT);
  expect(listener.ids()).toEqual(['a', 'b', 'c']);
});

test('more calls than one batch holds are told as a gap, not kept', async () => {
  const feed = keep(createCallFeed({ isAlone: true }));
  const listener = listen(feed);
  for (let call = 0; call < 10_000; call++) add(feed, `req_${call}`);
  await vi.waitFor(() => expect(listener.gaps()).toBe(1), PATIENT);
  expect(listener.ids()).toHaveLength(4_000);
});

test('while no other process listens none is sent a call, only asked; who begins to hears of the last ones, too', async () => {
  const sent: FeedNews[] = [];
  let heard = 0;
  const relay: FeedRelay = {
    send(news) {
      sent.push(news);
      return Promise.resolve(heard);
    },
    receive: () => () => undefined,
    close: () => Promise.resolve(),
  };
  const feed = keep(createCallFeed({ relay, isAlone: false }));
  let call = 0;
  await vi.waitFor(() => {
    add(feed, `req_${call++}`);
    expect(sent.length).toBeGreaterThan(2);
  }, PATIENT);
  expect(sent.flatMap(({ rows }) => rows)).toEqual([]);
  heard = 1;
  add(feed, 'last');
  const told = () => sent.flatMap(({ rows }) => rows.map(({ requestId }) => requestId));
  await vi.waitFor(() => expect(told().at(-1)).toBe('last'), PATIENT);
  expect(new Set(told()).size).toBe(told().length);
  // From here on there is no question any more.
  const questions = sent.filter(({ rows }) => rows.length === 0).length;
  add(feed, 'next');
  await vi.waitFor(() => expect(told().at(-1)).toBe('next'), PATIENT);
  expect(sent.filter(({ rows }) => rows.length === 0)).toHaveLength(questions);
});

const redisUrl = testRedisUrl();
if (redisUrl !== undefined) {
  describe('processes that share a Redis', () => {
    const log = createLog('silent', () => undefined);
    const open = (prefix: string, url = redisUrl) =>
      keep(createCallFeed({ relay: createFeedRelay({ url, prefix, log }), isAlone: false }));

    test('hear of each other’s calls, of each once, and of nobody else’s', async () => {
      const prefix = testRedisPrefix();
      const [first, second, stranger] = [open(prefix), open(prefix), open(testRedisPrefix())];
      const listener = listen(first);
      const other = listen(stranger);
      let call = 0;
      // Until the subscription stands.
      await vi.waitFor(() => {
        add(second, `early_${call++}`);
        expect(listener.ids()).not.toEqual([]);
      }, PATIENT);
      add(first, 'own');
      add(second, 'others');
      await vi.waitFor(() => expect(listener.ids()).toEqual(expect.arrayContaining(['own', 'others'])), PATIENT);
      expect(new Set(listener.ids()).size).toBe(listener.ids().length);
      expect(other.ids()).toEqual([]);
    });

    test('are told of a gap when their connection was lost, and hear on', async () => {
      const prefix = testRedisPrefix();
      const proxy = await startProxy(redisUrl);
      closing.push(() => proxy.close());
      const [watching, calling] = [open(prefix, proxy.url), open(prefix)];
      const listener = listen(watching);
      let call = 0;
      const hears = () =>
        vi.waitFor(() => {
          const id = `req_${call++}`;
          add(calling, id);
          expect(listener.ids().length).toBeGreaterThan(before);
        }, PATIENT);
      let before = 0;
      await hears();
      expect(listener.gaps()).toBe(0);
      proxy.cut();
      proxy.mend();
      await vi.waitFor(() => expect(listener.gaps()).toBe(1), PATIENT);
      before = listener.ids().length;
      await hears();
    });
  });
}
