import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type Change,
  changeSchema,
  MAX_MESSAGES,
  type MessageNode,
  type NewMessage,
  type WholeConversation,
} from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { applyChanges, newConversation } from './changes.ts';
import { leafBelow, siblingsOf, treeOf, wayTo } from './tree.ts';

const RUNS = process.env.FULL === '1' ? 1_500 : 150;
const T0 = 1_795_000_000_000;
const SETTINGS = { model: 'm', system: '', parameters: {} };

const ANSWER: NonNullable<NewMessage['answer']> = {
  ...{ model: 'm', sandbox: false, reasoning: '', toolCalls: [], status: 'done', timings: {} },
};
const said = (id: string, parentId: string | null, role: 'user' | 'assistant' = 'user'): NewMessage => ({
  ...{ id, parentId, role, text: `words of ${id}` },
  ...(role === 'assistant' ? { answer: ANSWER } : {}),
});

/** A question, two answers to it, and a question after the first of them. */
const created = () =>
  newConversation(
    {
      id: 'conversation',
      settings: SETTINGS,
      headId: 'second-1',
      messages: [
        said('question', null),
        said('answer-1', 'question', 'assistant'),
        said('answer-2', 'question', 'assistant'),
        said('second-1', 'answer-1'),
      ],
    },
    T0,
  );

const change = (conversation: WholeConversation, ...changes: Change[]): WholeConversation =>
  applyChanges(conversation, changes, { nowMs: T0 + 1_000 });
const nodeOf = ({ messages }: WholeConversation, id: string): MessageNode => {
  const node = messages.find((candidate) => candidate.id === id);
  if (node === undefined) throw new Error(`There is no ${id}`);
  return node;
};
const way = (conversation: WholeConversation, headId = conversation.headId) =>
  wayTo(treeOf(conversation.messages), headId).map(({ id }) => id);

function failureOf(work: () => unknown): unknown {
  try {
    work();
  } catch (error) {
    return error instanceof ApiError ? { code: error.code, param: error.param } : error;
  }
  return undefined;
}

describe('the tree', () => {
  test('the way to the head, and what else there is at each place, in the order of coming', () => {
    const conversation = created();
    expect(way(conversation)).toEqual(['question', 'answer-1', 'second-1']);
    const tree = treeOf(conversation.messages.toReversed());
    expect(siblingsOf(tree, 'answer-2').map(({ id }) => id)).toEqual(['answer-1', 'answer-2']);
    expect(siblingsOf(tree, 'nowhere')).toEqual([]);
    expect(wayTo(tree, null)).toEqual([]);
  });

  test('a sibling is shown by the newest way through it', () => {
    const more = change(
      created(),
      { type: 'add', message: said('other-22', 'answer-1') },
      { type: 'add', message: said('after-21', 'second-1', 'assistant') },
    );
    expect(leafBelow(treeOf(more.messages), 'answer-1')).toBe('after-21');
    expect(leafBelow(treeOf(more.messages), 'answer-2')).toBe('answer-2');
    expect(leafBelow(treeOf(more.messages), 'question')).toBe('after-21');
  });
});

describe('changes', () => {
  test('what is added between two messages stands between them', () => {
    const after = change(created(), {
      ...{ type: 'add', message: said('between1', 'question'), adopt: ['answer-1', 'second-1'] },
    });
    expect(way(after)).toEqual(['question', 'between1', 'answer-1', 'second-1']);
    expect(nodeOf(after, 'answer-2').parentId).toBe('question');
  });

  test('one may adopt as many as there can be, and no more are read', () => {
    const ids = Array.from({ length: MAX_MESSAGES }, (_, at) => `follower-${at}`);
    const root = said('the-root', null);
    const messages = [root, ...ids.slice(1).map((id) => said(id, root.id))];
    const before = newConversation({ id: 'conversation', settings: SETTINGS, headId: null, messages }, T0);
    const add = { type: 'add', message: said('between-1', root.id), adopt: ids } as const;
    // Of the processor: what else the machine does meanwhile is no part of it.
    const start = process.cpuUsage();
    const after = change(before, add);
    const { user, system } = process.cpuUsage(start);
    expect((user + system) / 1_000).toBeLessThan(400);
    expect(after.messages.filter(({ parentId }) => parentId === 'between-1')).toHaveLength(MAX_MESSAGES - 1);
    const tooMany = [...ids, 'one-more-'];
    for (const given of [add, { type: 'restore', id: root.id, adopt: ids }]) {
      expect(changeSchema.safeParse(given).success).toBe(true);
      expect(changeSchema.safeParse({ ...given, adopt: tooMany }).success).toBe(false);
    }
  });

  test('other words stand in the place of the old ones, or beside them when those have changed meanwhile', () => {
    const edit = (version: number, text: string, elseId: string): Change => ({
      ...{ type: 'edit', id: 'answer-1', version, text, elseId },
    });
    const first = change(created(), edit(1, 'mine', 'else-one'));
    expect(nodeOf(first, 'answer-1')).toMatchObject({ text: 'mine', editedAtMs: T0 + 1_000, version: 2 });
    const second = change(first, edit(1, 'yours', 'else-two'));
    expect(nodeOf(second, 'answer-1').text).toBe('mine');
    expect(nodeOf(second, 'else-two')).toMatchObject({ text: 'yours', parentId: 'question', role: 'assistant' });
    expect(way(second)).toEqual(way(first));
    // Once more, as after an answer that got lost.
    expect(change(second, edit(1, 'yours', 'else-two'))).toBe(second);
  });

  test('words for an answer that is being made stand beside it', () => {
    const whole = created();
    const messages = whole.messages.map(
      (node): MessageNode =>
        node.id === 'answer-1' ? { ...node, answer: { ...ANSWER, status: 'streaming', runId: 'run-of-it' } } : node,
    );
    const after = change(
      { ...whole, messages },
      { ...{ type: 'edit', id: 'answer-1', version: 1, text: 'mine', elseId: 'else-one' } },
    );
    expect(nodeOf(after, 'else-one')).toMatchObject({ text: 'mine', answer: { status: 'done' } });
    expect(nodeOf(after, 'else-one').answer).not.toHaveProperty('runId');
    expect(nodeOf(after, 'answer-1').text).toBe('words of answer-1');
  });

  test('a message that is raised stands before the one that it followed, and sent twice it moves once', () => {
    const raise: Change = { type: 'raise', id: 'second-1', parentId: 'answer-1' };
    const after = change(created(), raise, { type: 'show', headId: 'answer-1' });
    expect(way(after)).toEqual(['question', 'second-1', 'answer-1']);
    expect(change(after, raise)).toBe(after);
  });

  test('one that is taken out leaves the others together, and comes back to its place', () => {
    const without = change(created(), { type: 'remove', id: 'answer-1' });
    expect(way(without)).toEqual(['question', 'second-1']);
    const back = change(without, { type: 'restore', id: 'answer-1', adopt: ['second-1'] });
    expect(way(back)).toEqual(['question', 'answer-1', 'second-1']);
  });

  test('the head that is taken out gives its place to its parent, the last one to nothing', () => {
    const once = change(created(), { type: 'remove', id: 'second-1' });
    expect(once.headId).toBe('answer-1');
    const first = change(once, { type: 'show', headId: 'question' }, { type: 'remove', id: 'question' });
    expect(first.headId).toBe('answer-2');
    const none = change(first, { type: 'remove', id: 'answer-1' }, { type: 'remove', id: 'answer-2' });
    expect(none.headId).toBeNull();
  });

  test('what follows a message that somebody else has taken out follows what that one followed', () => {
    const without = change(created(), { type: 'remove', id: 'answer-1' }, { type: 'remove', id: 'second-1' });
    const after = change(
      without,
      { type: 'add', message: said('third-11', 'second-1') },
      { type: 'show', headId: 'second-1' },
    );
    expect(nodeOf(after, 'third-11').parentId).toBe('question');
    expect(after.headId).toBe('question');
  });

  test('an id that never was is an error that names the field, and nothing is changed', () => {
    const wrong: [Change, string][] = [
      [{ type: 'add', message: said('new-one1', 'nowhere1') }, 'message.parentId'],
      [{ type: 'edit', id: 'nowhere1', version: 1, text: '', elseId: 'else-one' }, 'id'],
      [{ type: 'raise', id: 'nowhere1', parentId: 'question' }, 'id'],
      [{ type: 'remove', id: 'nowhere1' }, 'id'],
      [{ type: 'restore', id: 'nowhere1', adopt: [] }, 'id'],
      [{ type: 'show', headId: 'nowhere1' }, 'headId'],
    ];
    for (const [each, field] of wrong) {
      const failure = failureOf(() => change(created(), { type: 'pin', pinned: true }, each));
      expect(failure).toEqual({ code: 'not_found', param: `changes.1.${field}` });
    }
    expect(
      failureOf(() =>
        change(created(), {
          ...{ type: 'edit', id: 'answer-1', version: 1, text: '', elseId: 'else-one', pictures: [] },
        }),
      ),
    ).toEqual({ code: 'invalid_parameter', param: 'changes.0.pictures' });
    const full = () =>
      applyChanges(created(), [{ type: 'add', message: said('new-one1', null) }], { nowMs: T0, maxMessages: 4 });
    expect(failureOf(full)).toEqual({ code: 'conflict', param: 'changes.0' });
  });

  test('messages keep the instants that they were said at, each behind the one before it and none in the future', () => {
    const instant = fc.option(
      fc.oneof(fc.integer({ min: 0, max: T0 + 50 }), fc.integer({ min: T0 - 20, max: T0 + 20 })),
    );
    fc.assert(
      fc.property(fc.array(instant, { minLength: 1, maxLength: 12 }), (instants) => {
        const messages = instants.map((saidAtMs, index) => ({
          ...said(`message-${index}`, index === 0 ? null : `message-${index - 1}`),
          ...(saidAtMs === null ? {} : { createdAtMs: saidAtMs }),
        }));
        const made = newConversation({ id: 'conversation', settings: SETTINGS, headId: null, messages }, T0);
        const times = made.messages.map(({ createdAtMs }) => createdAtMs);
        expect(new Set(times).size).toBe(times.length);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        expect(times.at(-1)).toBeLessThanOrEqual(T0);
        expect([made.createdAtMs, made.updatedAtMs]).toEqual([times[0], times.at(-1)]);
        if (instants.every((saidAtMs) => saidAtMs === null)) expect(made.updatedAtMs).toBe(T0);
        const inOrder = instants.every(
          (saidAtMs, index) =>
            saidAtMs !== null && saidAtMs <= T0 - instants.length && saidAtMs > (instants[index - 1] ?? -1),
        );
        if (inOrder) expect(times).toEqual(instants);
      }),
      { numRuns: RUNS },
    );
  });

  test('a conversation that does not hold together cannot be made', () => {
    const make = (messages: NewMessage[], headId: string | null = null) =>
      failureOf(() => newConversation({ id: 'conversation', settings: SETTINGS, headId, messages }, T0));
    const param = (name: string) => ({ code: 'invalid_parameter', param: name });
    expect(make([said('one-of-2', null), said('one-of-2', null)])).toEqual(param('messages.1.id'));
    expect(make([said('two-of-2', 'one-of-2'), said('one-of-2', null)])).toEqual(param('messages.0.parentId'));
    expect(make([said('one-of-2', null)], 'two-of-2')).toEqual(param('headId'));
  });
});

/** Every id that a test may speak of: those that are there, those that come, and never another one. */
const IDS = ['question', 'answer-1', 'answer-2', 'second-1'];
const NEW_IDS = Array.from({ length: 12 }, (_, index) => `message-${index}`);

/** Changes of one tab, which knows what it has added itself. */
function arbitraryChanges(tab: string): fc.Arbitrary<Change[]> {
  const own = NEW_IDS.map((id) => `${tab}-${id}`);
  const anyId = fc.nat().map((seed) => ({ seed }));
  const pick = (ids: readonly string[], { seed }: { seed: number }) => ids[seed % ids.length] ?? '';
  return fc
    .array(fc.record({ kind: fc.nat(8), a: anyId, b: anyId, c: anyId, version: fc.integer({ min: 1, max: 8 }) }), {
      maxLength: 14,
    })
    .map((plans) => {
      const known = [...IDS];
      let added = 0;
      return plans.map(({ kind, a, b, c, version }, index): Change => {
        const id = pick(known, a);
        switch (kind) {
          case 0:
          case 1: {
            const message = said(own[added++ % own.length] ?? '', b.seed % 9 === 0 ? null : id);
            known.push(message.id);
            return { type: 'add', message, adopt: [pick(known, b), pick(known, c)] };
          }
          case 2:
          case 3:
            return { ...{ type: 'edit', id, version, text: `${tab} ${index}`, elseId: `${tab}-else-${index}` } };
          case 4:
            return { type: 'raise', id, parentId: pick(known, b) };
          case 5:
            return { type: 'remove', id };
          case 6:
            return { type: 'restore', id, adopt: [pick(known, b), pick(known, c)] };
          case 7:
            return { type: 'show', headId: b.seed % 5 === 0 ? null : id };
          default:
            return { type: 'title', title: `title ${b.seed % 3}` };
        }
      });
    });
}

function expectWhole(conversation: WholeConversation): void {
  const { nodes, followers } = treeOf(conversation.messages);
  expect(nodes.size).toBe(conversation.messages.length);
  for (const node of nodes.values()) {
    const seen = new Set<string>();
    for (let id: string | null = node.id; id !== null; id = nodes.get(id)?.parentId ?? null) {
      expect(seen.has(id), 'no message follows itself').toBe(false);
      seen.add(id);
    }
    if (node.removed || node.parentId === null) continue;
    expect(nodes.get(node.parentId)?.removed, 'what is there follows what is there').toBe(false);
  }
  expect([...followers.values()].flat()).toHaveLength([...nodes.values()].filter(({ removed }) => !removed).length);
  const instants = new Set(conversation.messages.map(({ createdAtMs }) => createdAtMs));
  expect(instants.size, 'each came at an instant of its own').toBe(conversation.messages.length);
  if (conversation.headId !== null) expect(nodes.get(conversation.headId)?.removed).toBe(false);
}

/** What somebody holds who asks for what came after the version that they know. */
function fetched(known: WholeConversation, now: WholeConversation): WholeConversation {
  const nodes = new Map(known.messages.map((node) => [node.id, node]));
  for (const node of now.messages) if (node.version > known.version) nodes.set(node.id, node);
  return { ...now, messages: [...nodes.values()] };
}

const wordsOf = ({ messages }: WholeConversation) => messages.map(({ id, text }) => [id, text]);

const sorted = ({ messages, ...own }: WholeConversation) => ({
  ...own,
  messages: messages.toSorted((a, b) => a.createdAtMs - b.createdAtMs),
});

const twoTabs = fc
  .tuple(arbitraryChanges('left'), arbitraryChanges('right'), fc.array(fc.boolean()), fc.integer({ min: 1, max: 4 }))
  .map(([left, right, turns, size]) => {
    const queues = [left, right].map((changes) =>
      Array.from({ length: Math.ceil(changes.length / size) }, (_, index) =>
        changes.slice(index * size, (index + 1) * size),
      ),
    );
    const requests: { tab: number; changes: Change[] }[] = [];
    for (let turn = 0; queues.some(({ length }) => length > 0); turn++) {
      const wanted = turns[turn] === true ? 1 : 0;
      const tab = (queues[wanted]?.length ?? 0) > 0 ? wanted : 1 - wanted;
      requests.push({ tab, changes: queues[tab]?.shift() ?? [] });
    }
    return requests;
  });

test('whatever two tabs do in whatever order: no message is lost, nothing follows itself, both end with the same', () => {
  fc.assert(
    fc.property(twoTabs, (requests) => {
      let server = created();
      const tabs = [server, server];
      const everKnown = new Set(IDS);
      for (const [index, { tab, changes }] of requests.entries()) {
        const before = server;
        server = applyChanges(server, changes, { nowMs: T0 + index });
        expectWhole(server);
        for (const { id } of server.messages) everKnown.add(id);
        for (const each of changes) if (each.type === 'add') everKnown.add(each.message.id);
        expect(server.version).toBe(server === before ? before.version : before.version + 1);
        // The request came twice, since its answer got lost. One change then changes nothing; several may move what they
        // have moved before, but say nothing twice and overwrite nothing.
        const again = applyChanges(server, changes, { nowMs: T0 + index + 1 });
        if (changes.length === 1) expect(again).toBe(server);
        expect(wordsOf(again)).toEqual(wordsOf(server));
        tabs[tab] = fetched(tabs[tab] ?? server, server);
        expect(sorted(tabs[tab] ?? server)).toEqual(sorted(server));
      }
      expect(server.messages.map(({ id }) => id).toSorted()).toEqual([...everKnown].toSorted());
      for (const known of tabs) expect(sorted(fetched(known, server))).toEqual(sorted(server));
      const removed = server.messages.filter((node) => node.removed);
      const back = applyChanges(
        server,
        removed.map(({ id }): Change => ({ type: 'restore', id, adopt: [] })),
        { nowMs: T0 + 9_999 },
      );
      expect(back.messages.some((node) => node.removed)).toBe(false);
      expectWhole(back);
    }),
    { numRuns: RUNS },
  );
});

test('words that somebody wrote stand somewhere after any changes of others', () => {
  fc.assert(
    fc.property(arbitraryChanges('other'), fc.constantFrom(...IDS), (changes, id) => {
      const before = applyChanges(created(), changes, { nowMs: T0 + 1 });
      const after = applyChanges(before, [{ type: 'edit', id, version: 1, text: 'MINE', elseId: 'else-mine' }], {
        nowMs: T0 + 2,
      });
      const mine = after.messages.filter(({ text }) => text === 'MINE');
      expect(mine).toHaveLength(1);
      expect(mine[0]?.removed).toBe(false);
      // And those that stood there before stand there still, unless they were what was edited.
      const replaced = before.messages.find((node) => node.id === id)?.text;
      for (const { text } of before.messages) {
        if (text !== replaced) expect(after.messages.map((node) => node.text)).toContain(text);
      }
    }),
    { numRuns: RUNS },
  );
});
