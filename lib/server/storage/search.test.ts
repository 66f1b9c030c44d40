import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { places } from '#e2e/support/places.ts';
import type { Change, NewMessage } from '#lib/contract/conversations.ts';
import { newConversation } from '#lib/domain/chat/changes.ts';
import { matches, parseQuery } from '#lib/domain/search/query.ts';
import { createLog } from '#lib/server/log.ts';
import type { Storage } from './storage.ts';

// What every storage finds is what `matches` says of each text.

const isFull = process.env.FULL === '1';
const RUNS = isFull ? 200 : 25;
/** Of some 1 KB each. */
const MESSAGES = isFull ? 20_000 : 1_500;
const MEDIAN_MS = 100;
const T0 = Date.parse('2026-11-26T08:00:00Z');
const SETTINGS = { model: 'm', system: '', parameters: {} };

const said = (id: string, parentId: string | null, text: string): NewMessage => ({ id, parentId, role: 'user', text });
const options = {
  log: createLog('silent', () => undefined),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

const pieces = fc.constantFrom(
  ...['限', '流', '限流', '我', '的', 'max_tokens', 'max', 'MAX', 'tok', 'foo.bar()', 'foo', ' ', ' ', '，', '\n', '"'],
  ...['ü', 'ＡＢ', 'ab', '🎉', '\ud800', '\0', "'", '*', ':', '(', 'OR', 'NEAR'],
);
const anyText = fc.array(pieces, { maxLength: 12 }).map((list) => list.join(''));
const anyQuery = fc.array(pieces, { minLength: 1, maxLength: 4 }).map((list) => list.join(''));

/** The same numbers each time. */
function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

const ROOT = join(import.meta.dirname, '..', '..', '..');
const linesOf = (folder: string, kind: RegExp): string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => kind.test(file))
    .flatMap((file) => readFileSync(join(ROOT, folder, file), 'utf8').split('\n'))
    .filter((line) => line.trim() !== '');

/** What people and models write: Chinese, English, code, and all of them together. */
function realTexts(count: number): string[] {
  const chance = createChance(11);
  const kinds = [
    linesOf('docs/api', /zh.*\.md$/),
    linesOf('docs/api', /en.*\.md$/),
    linesOf('lib/server', /(?<!test)\.ts$/),
  ];
  const anyLine = (lines: readonly string[]) => lines[chance(lines.length)] ?? '';
  return Array.from({ length: count }, () => {
    const kind = chance(kinds.length + 1);
    const lines: string[] = [];
    for (let bytes = 0; bytes < 1_000; ) {
      const line = anyLine(kinds[kind] ?? kinds[chance(kinds.length)] ?? []);
      lines.push(line);
      bytes += Buffer.byteLength(line);
    }
    return lines.join('\n');
  });
}

for (const [name, newPlace] of places()) {
  describe(`search on ${name}`, () => {
    let storage: Storage;
    let close: () => Promise<void>;
    beforeAll(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterAll(() => close());

    let conversations = 0;
    const create = async (owner: string, texts: readonly string[]): Promise<string> => {
      const id = `conversation-${++conversations}`;
      const messages = texts.map((text, index) => said(`${id}-${index}`, null, text));
      const headId = messages.at(-1)?.id ?? null;
      await storage.conversations.create(owner, newConversation({ id, settings: SETTINGS, messages, headId }, T0));
      return id;
    };

    test('what it finds is what the law says, newest first, whatever was changed', async () => {
      const plan = fc.record({
        texts: fc.array(anyText, { minLength: 1, maxLength: 12 }),
        edits: fc.array(fc.tuple(fc.nat(11), anyText), { maxLength: 3 }),
        removed: fc.array(fc.nat(11), { maxLength: 3 }),
        restored: fc.array(fc.nat(11), { maxLength: 2 }),
        queries: fc.array(anyQuery, { minLength: 1, maxLength: 4 }),
      });
      let owners = 0;
      await fc.assert(
        fc.asyncProperty(plan, async ({ texts, edits, removed, restored, queries }) => {
          const owner = `owner-${++owners}`;
          const id = await create(owner, texts);
          const message = (index: number) => `${id}-${index % texts.length}`;
          const changes: Change[] = [
            ...edits.map(([index, text], edit): Change => {
              const elseId = `${id}-else-${edit}`;
              return { ...{ type: 'edit', id: message(index), version: 1, text: text.toWellFormed(), elseId } };
            }),
            ...removed.map((index): Change => ({ type: 'remove', id: message(index) })),
            ...restored.map((index): Change => ({ type: 'restore', id: message(index), adopt: [] })),
          ];
          await storage.conversations.change({ owner, id }, { since: 0, changes, nowMs: T0 });
          const whole = await storage.conversations.find({ owner, id });
          for (const query of queries) {
            const parsed = parseQuery(query);
            const expected = whole?.messages.filter(({ text }) => matches(text, parsed)).map((node) => node.id);
            const { data, more } = await storage.conversations.search(owner, { query, limit: 100 });
            expect(data.map(({ messageId }) => messageId)).toEqual(expected?.toReversed());
            expect(more).toBe(false);
            const first = await storage.conversations.search(owner, { query, limit: 1 });
            expect(first).toEqual({ data: data.slice(0, 1), more: data.length > 1 });
          }
        }),
        { numRuns: RUNS },
      );
    }, 60_000);

    test('titles that were given are found, and stand first', async () => {
      const id = await create('titled', ['限流', 'other']);
      const title: Change = { type: 'title', title: '关于限流' };
      await storage.conversations.change({ owner: 'titled', id }, { since: 0, changes: [title], nowMs: T0 });
      const { data } = await storage.conversations.search('titled', { query: '限流', limit: 10 });
      expect(data).toMatchObject([
        { conversationId: id, messageId: null, role: null, excerpt: '关于限流', marks: [[2, 4]] },
        { conversationId: id, messageId: `${id}-0`, title: '关于限流', role: 'user', marks: [[0, 2]] },
      ]);
    });

    test(`an answer takes less than ${MEDIAN_MS} ms in ${MESSAGES} messages, whatever is looked for`, async () => {
      const texts = realTexts(MESSAGES);
      for (let index = 0; index < texts.length; index += 200) await create('reader', texts.slice(index, index + 200));
      const nowhere = ['龘', '囧囧', 'zzzzqq', 'the zzzzqq', '"undefined the of"'];
      const queries = [
        ...['的', '用', '流', '请求', '模型', '令牌桶', '错误 重试', 'the', 'a', 'e', 'error', 'max_tokens', 'max_tok'],
        ...['response.headers', 'await storage', '"of the"', '"return undefined"', 'the 请求', 'const 的'],
        ...nowhere,
      ];
      const times: number[] = [];
      let found = 0;
      for (const query of queries) {
        const startMs = performance.now();
        const { data } = await storage.conversations.search('reader', { query, limit: 30 });
        times.push(performance.now() - startMs);
        if (nowhere.includes(query)) expect(data).toEqual([]);
        found += data.length;
      }
      expect(found).toBeGreaterThan(300);
      times.sort((a, b) => a - b);
      expect(times[times.length >> 1]).toBeLessThan(MEDIAN_MS);
    }, 600_000);
  });
}
