import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { places } from '#e2e/support/places.ts';
import {
  type Change,
  MAX_TEXT_UNITS,
  type MessageNode,
  type NewMessage,
  type WholeConversation,
} from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { newConversation } from '#lib/domain/chat/changes.ts';
import { createLog } from '#lib/server/log.ts';
import type { Storage } from './storage.ts';

// What is said is kept the same on every storage.

const T0 = Date.parse('2026-11-26T08:00:00Z');
const SETTINGS = { model: 'm', system: '说中文。', parameters: { temperature: 0.5 } };
const ANSWER: NonNullable<MessageNode['answer']> = {
  ...{ model: 'm', sandbox: true, reasoning: '想', toolCalls: [], status: 'done', timings: { totalMs: 5 } },
};
const question = (id: string, parentId: string | null, text = `问 ${id}`): NewMessage => ({
  ...{ id, parentId, role: 'user', text },
});
const answer = (id: string, parentId: string | null, text = `答 ${id}`): NewMessage => ({
  ...{ id, parentId, role: 'assistant', text, answer: ANSWER },
});
const options = {
  log: createLog('silent', () => undefined),
  timeZone: 'Asia/Shanghai',
  interrupted: () => {
    throw new Error('No call is made here');
  },
};

async function failureOf(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
  } catch (error) {
    return error instanceof ApiError ? { code: error.code, param: error.param } : error;
  }
  return undefined;
}

for (const [name, newPlace] of places()) {
  describe(`conversations on ${name}`, () => {
    let storage: Storage;
    let close: () => Promise<void>;
    let run: (text: string) => Promise<unknown[]>;
    beforeEach(async () => {
      const place = await newPlace();
      storage = await place.open(options);
      run = place.run;
      close = async () => {
        await storage.close();
        await place.remove();
      };
    });
    afterEach(() => close());

    const mine = { owner: 'alice', id: 'conversation-1' };
    const create = (owner = mine.owner, id = mine.id, messages: NewMessage[] = [], nowMs = T0) =>
      storage.conversations.create(
        owner,
        newConversation({ id, settings: SETTINGS, messages, headId: messages.at(-1)?.id ?? null }, nowMs),
      );
    const change = (since: number, ...changes: Change[]) =>
      storage.conversations.change(mine, { since, changes, nowMs: T0 + 1_000 });
    const find = async (asked = mine): Promise<WholeConversation> => {
      const found = await storage.conversations.find(asked);
      if (found === undefined) throw new Error('There is no conversation');
      return found;
    };
    const textsOf = async () => (await find()).messages.map(({ text }) => text);
    const found = async (query: string, owner = mine.owner) =>
      (await storage.conversations.search(owner, { query, limit: 10 })).data.map(
        ({ messageId, conversationId }) => messageId ?? conversationId,
      );

    test('what was made is there, and made twice it is there once', async () => {
      const messages = [question('question-1', null), answer('answer-01', 'question-1')];
      expect(await create('alice', mine.id, messages)).toBe(true);
      expect(await create('alice', mine.id, [question('another-1', null)])).toBe(true);
      expect(await create('bob', mine.id)).toBe(false);
      expect(await find()).toEqual({
        ...{ id: mine.id, title: '问 question-1', pinned: false, createdAtMs: T0 - 1, updatedAtMs: T0, version: 1 },
        ...{ settings: SETTINGS, headId: 'answer-01' },
        messages: [
          { ...messages[0], createdAtMs: T0 - 1, editedAtMs: null, version: 1, removed: false },
          { ...messages[1], createdAtMs: T0, editedAtMs: null, version: 1, removed: false },
        ],
      });
    });

    test('a large one is written in pieces, is not there before it is whole, and is finished by who sends it again', async () => {
      const messages = Array.from({ length: 1_200 }, (_, at) =>
        question(`message-${at}`, at === 0 ? null : `message-${at - 1}`),
      );
      expect(await create('alice', mine.id, messages)).toBe(true);
      const whole = await find();
      expect(whole.messages.map(({ id }) => id)).toEqual(messages.map(({ id }) => id));
      // As a process leaves it that dies on the way.
      await run(`DELETE FROM ${name === 'SQLite' ? 'message_words WHERE rowid' : 'message_grams WHERE number'} > 700`);
      await run('DELETE FROM message WHERE number > 700');
      await run('UPDATE conversation SET version = 0, removed_at_ms = 1');
      expect(await storage.conversations.find(mine)).toBeUndefined();
      expect(await storage.conversations.restore(mine)).toBeUndefined();
      expect(await create('bob', mine.id, messages)).toBe(false);
      expect(await create('alice', mine.id, messages)).toBe(true);
      expect(await find()).toEqual(whole);
      expect(await found('1199')).toEqual(['message-1199']);
    });

    test('a large one that was said long ago is not purged while it is made', async () => {
      const messages = Array.from({ length: 3_000 }, (_, at) => question(`message-${at}`, null));
      let isMade = false;
      const making = create('alice', mine.id, messages, Date.parse('2020-01-01T00:00:00Z')).finally(() => {
        isMade = true;
      });
      let purged = 0;
      while (!isMade) purged += await storage.conversations.purge(Date.now() - 60_000);
      expect(await making).toBe(true);
      expect(purged).toBe(0);
      expect((await find()).messages).toHaveLength(messages.length);
    });

    test('1,000 messages are read in less than 50 ms', async () => {
      const text = '对 max_tokens 的说明：an answer is cut there.\n'.repeat(20);
      const messages = Array.from({ length: 1_000 }, (_, at) => {
        const [id, parentId] = [`message-${at}`, at === 0 ? null : `message-${at - 1}`];
        return at % 2 === 0 ? question(id, parentId, text) : answer(id, parentId, text);
      });
      await create('alice', mine.id, messages);
      // Of the processor, in this process and its threads: what else the machine does meanwhile is no part of it.
      const times: number[] = [];
      for (let round = 0; round < 9; round++) {
        const before = process.cpuUsage();
        const sent = JSON.stringify(await find());
        const { user, system } = process.cpuUsage(before);
        times.push((user + system) / 1_000);
        expect(sent.length).toBeGreaterThan(1_000_000);
      }
      expect(Math.min(...times)).toBeLessThan(50);
    });

    test('nobody but the owner has anything to do with it', async () => {
      await create('alice', mine.id, [question('question-1', null, '秘密')]);
      const theirs = { owner: 'bob', id: mine.id };
      const { conversations } = storage;
      expect(await conversations.find(theirs)).toBeUndefined();
      const pin: Change = { type: 'pin', pinned: true };
      expect(await conversations.change(theirs, { since: 0, changes: [pin], nowMs: T0 })).toBeUndefined();
      expect(await conversations.remove(theirs, T0)).toBe(false);
      expect(await conversations.restore(theirs)).toBeUndefined();
      expect(await conversations.share(theirs)).toBeUndefined();
      expect(await conversations.list('bob', { after: undefined, limit: 10 })).toEqual({ data: [], next: null });
      expect(await found('秘密', 'bob')).toEqual([]);
      const begin = {
        ...{ owner: 'bob', conversationId: mine.id, messageId: 'answer-01', parentId: 'question-1' },
        ...{ model: 'm', runId: 'run-00001', nowMs: T0 },
      };
      expect(await failureOf(() => conversations.beginAnswer(begin))).toEqual({
        ...{ code: 'not_found', param: 'conversationId' },
      });
      expect((await find()).version).toBe(1);
    });

    test('changes are made together or not at all, and tell what came after the version that is known', async () => {
      await create('alice', mine.id, [question('question-1', null)]);
      const first = await change(
        1,
        { type: 'add', message: answer('answer-01', 'question-1') },
        { type: 'show', headId: 'answer-01' },
      );
      expect(first).toMatchObject({ version: 2, headId: 'answer-01', updatedAtMs: T0 + 1_000 });
      expect(first?.messages.map(({ id }) => id)).toEqual(['answer-01']);
      const wrong = () => change(2, { type: 'pin', pinned: true }, { type: 'remove', id: 'nowhere-1' });
      expect(await failureOf(wrong)).toEqual({ code: 'not_found', param: 'changes.1.id' });
      expect(await find()).toMatchObject({ pinned: false, version: 2 });
      // To another who knows the first version only.
      const later = await change(1, { type: 'remove', id: 'question-1' });
      expect(later?.messages.map(({ id, removed, parentId }) => [id, removed, parentId])).toEqual([
        ['question-1', true, null],
        ['answer-01', false, null],
      ]);
      expect((await find()).messages.map(({ id }) => id)).toEqual(['answer-01']);
      const back = await change(3, { type: 'restore', id: 'question-1', adopt: ['answer-01'] });
      expect(back?.messages.map(({ id, parentId }) => [id, parentId])).toEqual([
        ['question-1', null],
        ['answer-01', 'question-1'],
      ]);
      expect(await change(4, { type: 'pin', pinned: false })).toMatchObject({ version: 4, messages: [] });
    });

    test('a stale edit stands beside what it was made to', async () => {
      await create('alice', mine.id, [question('question-1', null), answer('answer-01', 'question-1')]);
      const edit = (text: string, elseId: string): Change => ({
        ...{ type: 'edit', id: 'answer-01', version: 1, text, elseId },
      });
      await change(1, edit('甲', 'else-0001'));
      await change(1, edit('乙', 'else-0002'));
      await change(1, edit('乙', 'else-0002'));
      expect(await textsOf()).toEqual(['问 question-1', '甲', '乙']);
      expect((await find()).messages.at(-1)).toMatchObject({ parentId: 'question-1', answer: { model: 'm' } });
      expect(await found('甲')).toEqual(['answer-01']);
      expect(await found('乙')).toEqual(['else-0002']);
      expect(await found('答')).toEqual([]);
    });

    test('the title is what a person gave, else the first line of the first question that is shown', async () => {
      await create();
      const titleAfter = async (...changes: Change[]) => {
        await change(0, ...changes);
        return (await find()).title;
      };
      expect((await find()).title).toBeNull();
      const add = (id: string, text: string): Change[] => [
        ...([
          { type: 'add', message: question(id, null, text) },
          { type: 'show', headId: id },
        ] satisfies Change[]),
      ];
      expect(await titleAfter(...add('first-001', `  ${'长'.repeat(100)}\n二`))).toBe('长'.repeat(80));
      expect(await titleAfter(...add('second-01', '另一个'))).toBe('另一个');
      expect(await titleAfter({ type: 'show', headId: 'first-001' })).toBe('长'.repeat(80));
      const edit: Change = { type: 'edit', id: 'first-001', version: 2, text: '改了', elseId: 'else-0001' };
      expect(await titleAfter(edit)).toBe('改了');
      expect(await titleAfter({ type: 'title', title: '我的' })).toBe('我的');
      expect(await titleAfter({ type: 'show', headId: 'second-01' })).toBe('我的');
      expect(await titleAfter({ type: 'title', title: null })).toBe('另一个');
      expect(await titleAfter({ type: 'show', headId: null })).toBeNull();
    });

    test('texts with halves of characters and NUL are kept whole, wherever they come from', async () => {
      const broken = 'a\ud800b\0c\udfff😀';
      const whole = 'a\ufffdb\ufffdc\ufffd😀';
      await create('alice', mine.id, [question('question-1', null, broken)]);
      await change(1, { type: 'add', message: answer('answer-01', 'question-1', broken) });
      await change(1, { type: 'edit', id: 'question-1', version: 1, text: `${broken}!`, elseId: 'else-0001' });
      const begin = { owner: 'alice', conversationId: mine.id, messageId: 'answer-02', parentId: 'question-1' };
      await storage.conversations.beginAnswer({ ...begin, model: 'm', runId: 'run-00001', nowMs: T0 });
      const made = { ...ANSWER, reasoning: broken };
      const end = { conversationId: mine.id, messageId: 'answer-02', runId: 'run-00001', nowMs: T0 };
      expect(await storage.conversations.endAnswer({ ...end, text: broken, answer: made })).toBe(true);
      expect(await textsOf()).toEqual([`${whole}!`, whole, whole]);
      expect(await found('b')).toEqual(['answer-02', 'answer-01', 'question-1']);
    });

    test('the list is in pages, newest first, all that are pinned on the first', async () => {
      for (let index = 0; index < 7; index++) {
        await create('alice', `conversation-${index}`, [], T0 + (index >> 1));
      }
      for (const id of ['conversation-0', 'conversation-3']) {
        const pin: Change = { type: 'pin', pinned: true };
        await storage.conversations.change({ owner: 'alice', id }, { since: 1, changes: [pin], nowMs: T0 + 99 });
      }
      await storage.conversations.remove({ owner: 'alice', id: 'conversation-5' }, T0);
      const pages: string[][] = [];
      let after: Awaited<ReturnType<Storage['conversations']['list']>>['next'] | undefined;
      while (after !== null) {
        const { data, next } = await storage.conversations.list('alice', { after, limit: 2 });
        pages.push(data.map(({ id }) => id.at(-1) ?? ''));
        after = next;
      }
      expect(pages).toEqual([
        ['3', '0', '6', '4'],
        ['2', '1'],
      ]);
    });

    test('the list says where an answer is being made, and nobody else’s list does', async () => {
      await create('alice', mine.id, []);
      await create('bob', 'bobs-0001', []);
      const answering = async (owner: string) => {
        const { data } = await storage.conversations.list(owner, { after: undefined, limit: 9 });
        return data.map((line) => line.answering);
      };
      expect(await answering('alice')).toEqual([false]);
      await storage.runs.insert({
        ...{ id: 'run-00001', owner: 'alice', model: 'm', status: 'running', createdAtMs: T0 },
        ...{ answer: { conversationId: mine.id, messageId: 'answer-01' }, durationMs: null, bill: null },
      });
      expect([await answering('alice'), await answering('bob')]).toEqual([[true], [false]]);
      await storage.runs.end('run-00001', { status: 'done', durationMs: 1, bill: null });
      expect(await answering('alice')).toEqual([false]);
    });

    test('what was removed can be brought back, until it is purged', async () => {
      await create('alice', mine.id, [question('question-1', null, '可搜索')]);
      expect(await storage.conversations.remove(mine, T0)).toBe(true);
      expect(await storage.conversations.remove(mine, T0)).toBe(false);
      expect(await storage.conversations.find(mine)).toBeUndefined();
      expect(await found('可搜索')).toEqual([]);
      expect(await create()).toBe(false);
      expect(await storage.conversations.purge(T0)).toBe(0);
      expect(await storage.conversations.restore(mine)).toMatchObject({ id: mine.id, title: '可搜索' });
      expect(await found('可搜索')).toEqual(['question-1']);
      const many = Array.from({ length: 1_200 }, (_, index) => question(`message-${index}`, null));
      await create('alice', 'conversation-2', many);
      await storage.conversations.remove({ ...mine, id: 'conversation-2' }, T0);
      expect(await storage.conversations.purge(T0 + 1)).toBe(1);
      expect(await storage.conversations.restore({ ...mine, id: 'conversation-2' })).toBeUndefined();
      expect((await run('SELECT count(*) FROM message')).map(Number)).toEqual([1]);
      const words = name === 'SQLite' ? 'message_words' : 'message_grams';
      expect((await run(`SELECT count(*) FROM ${words}`)).map(Number)).toEqual([1]);
      expect(await found('可搜索')).toEqual(['question-1']);
    });

    test('who inherits has it all, and finds it, and what they say later', async () => {
      await create('local', mine.id, [question('question-1', null, '从前')]);
      await storage.conversations.inherit('local', 'alice');
      expect(await textsOf()).toEqual(['从前']);
      await create('alice', 'conversation-2', [question('question-2', null, '以后 从前')]);
      expect(await found('从前')).toEqual(['question-2', 'question-1']);
      expect(await found('从前', 'local')).toEqual([]);
      expect(await storage.conversations.find({ ...mine, owner: 'local' })).toBeUndefined();
    });

    describe('an answer of a run', () => {
      const begin = (messageId: string, runId: string, parentId: string | null = 'question-1') =>
        storage.conversations.beginAnswer({
          ...{ owner: 'alice', conversationId: mine.id, messageId, parentId, model: 'new', runId, nowMs: T0 + 1 },
        });
      const end = (messageId: string, runId: string, text: string) =>
        storage.conversations.endAnswer({
          ...{ conversationId: mine.id, messageId, runId, text, nowMs: T0 + 2 },
          answer: { ...ANSWER, model: 'new', finishReason: 'stop' },
        });
      beforeEach(async () => {
        await create('alice', mine.id, [question('question-1', null), answer('answer-01', 'question-1', '旧')]);
      });

      test('is a new message, the head, and streaming; then it is what was made', async () => {
        const made = await begin('answer-02', 'run-00001');
        expect(made).toEqual({
          text: '',
          answer: {
            ...{ model: 'new', sandbox: false, reasoning: '', toolCalls: [], status: 'streaming', timings: {} },
            ...{ runId: 'run-00001' },
          },
        });
        expect(await find()).toMatchObject({ headId: 'answer-02', version: 2, updatedAtMs: T0 + 1 });
        expect(await end('answer-02', 'run-00001', '新的回答')).toBe(true);
        const after = await storage.conversations.find(mine, 2);
        expect(after).toMatchObject({ version: 3, updatedAtMs: T0 + 2 });
        expect(after?.messages).toMatchObject([
          { id: 'answer-02', text: '新的回答', version: 3, answer: { status: 'done', runId: 'run-00001' } },
        ]);
        expect(await found('新的回答')).toEqual(['answer-02']);
      });

      test('goes on where one has ended, and not while one is being made', async () => {
        expect(await begin('answer-01', 'run-00001')).toMatchObject({
          ...{ text: '旧', answer: { status: 'streaming', reasoning: '想', model: 'new', timings: {} } },
        });
        const again = { code: 'conflict', param: 'messageId' };
        expect(await failureOf(() => begin('answer-01', 'run-00002'))).toEqual(again);
        expect(await failureOf(() => begin('question-1', 'run-00002'))).toEqual(again);
        expect(await end('answer-01', 'run-00002', '别人的')).toBe(false);
        expect(await end('answer-01', 'run-00001', '旧的和新的')).toBe(true);
        expect(await textsOf()).toEqual(['问 question-1', '旧的和新的']);
      });

      test('needs a message before it that is there', async () => {
        expect(await failureOf(() => begin('answer-02', 'run-00001', 'nowhere-1'))).toEqual({
          ...{ code: 'not_found', param: 'parentId' },
        });
        await change(0, { type: 'remove', id: 'question-1' });
        expect(await failureOf(() => begin('answer-02', 'run-00001'))).toEqual({
          ...{ code: 'conflict', param: 'parentId' },
        });
        await change(0, { type: 'remove', id: 'answer-01' });
        expect(await failureOf(() => begin('answer-01', 'run-00001'))).toEqual({
          ...{ code: 'not_found', param: 'messageId' },
        });
      });

      test('is kept when its message or its conversation was removed meanwhile', async () => {
        await begin('answer-02', 'run-00001');
        await change(0, { type: 'remove', id: 'answer-02' });
        await storage.conversations.remove(mine, T0);
        expect(await end('answer-02', 'run-00001', '还在')).toBe(true);
        await storage.conversations.restore(mine);
        expect(await found('还在')).toEqual([]);
        await change(0, { type: 'restore', id: 'answer-02', adopt: [] });
        expect(await found('还在')).toEqual(['answer-02']);
        expect(await end('answer-99', 'run-00001', '')).toBe(false);
      });
    });

    test('an answer that is longer than any can be is cut, and can be read', async () => {
      await create('alice', mine.id, [question('question-1', null)]);
      const about = { conversationId: mine.id, messageId: 'answer-01', runId: 'run-00001', nowMs: T0 };
      const begin = { owner: 'alice', parentId: 'question-1', model: 'm' };
      await storage.conversations.beginAnswer({ ...about, ...begin });
      const long = '长'.repeat(MAX_TEXT_UNITS + 1);
      const call = { id: 'i'.repeat(5_000), name: 'n', arguments: long };
      const failure = { status: 500, type: 't'.repeat(5_000), code: 'c', message: long };
      const made = { ...ANSWER, reasoning: long, toolCalls: [call], failure };
      await storage.conversations.endAnswer({ ...about, text: long, answer: made });
      const [, { text = '', answer: kept } = {}] = (await find()).messages;
      expect(text).toHaveLength(MAX_TEXT_UNITS);
      expect(kept?.reasoning).toHaveLength(MAX_TEXT_UNITS);
      expect(kept).toMatchObject({ toolCalls: [{ name: 'n' }], failure: { code: 'c' } });
    });

    test('a share is a copy of what was shown, under one id, and gone with its conversation', async () => {
      await create('alice', mine.id, [question('question-1', null)]);
      const { conversations } = storage;
      expect(await conversations.share(mine)).toBeNull();
      const content = { title: '题', system: '', messages: (await find()).messages };
      const share = await conversations.setShare(mine, { id: 'share-000001', createdAtMs: T0 }, content);
      await change(0, { type: 'edit', id: 'question-1', version: 1, text: '以后', elseId: 'else-0001' });
      expect(await conversations.findShared(share.id)).toEqual({ ...share, ...content, owner: 'alice' });
      const renewed = { id: 'share-000002', createdAtMs: T0 + 1 };
      expect(await conversations.setShare(mine, renewed, { ...content, title: null })).toEqual({
        ...{ id: share.id, createdAtMs: T0 + 1 },
      });
      expect(await conversations.findShared(share.id)).toMatchObject({ title: null });
      await conversations.remove(mine, T0);
      expect(await conversations.findShared(share.id)).toBeUndefined();
      await conversations.restore(mine);
      await conversations.removeShare({ ...mine, owner: 'bob' });
      expect(await conversations.share(mine)).toEqual({ id: share.id, createdAtMs: T0 + 1 });
      await conversations.removeShare(mine);
      expect(await conversations.findShared(share.id)).toBeUndefined();
    });
  });
}
