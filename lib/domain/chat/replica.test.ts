import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Change, WholeConversation } from '#lib/contract/conversations.ts';
import { applyChanges, newConversation } from './changes.ts';
import { Replica } from './replica.ts';

const SETTINGS = { model: 'm', system: '', parameters: {} };
const NOW_MS = 1_000_000;

/** The server's part: one conversation, and what came after a version. */
class Server {
  state: WholeConversation = newConversation(
    { id: 'conversation', settings: SETTINGS, headId: null, messages: [] },
    NOW_MS,
  );

  make(changes: readonly Change[], since: number): WholeConversation {
    const { messages, ...rest } = applyChanges(this.state, changes, { nowMs: NOW_MS });
    this.state = { ...rest, messages: [...messages] };
    return this.since(since);
  }

  since(version: number): WholeConversation {
    return { ...this.state, messages: this.state.messages.filter((node) => node.version > version) };
  }
}

type Step =
  | { readonly kind: 'add' | 'edit' | 'raise' | 'remove' | 'show'; readonly tab: 0 | 1; readonly which: number }
  | { readonly kind: 'send' | 'lose' | 'hear'; readonly tab: 0 | 1 };

const tab = fc.constantFrom(0 as const, 1 as const);
const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constantFrom('add' as const, 'edit' as const, 'raise' as const, 'remove' as const, 'show' as const),
      tab,
      which: fc.nat(30),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constantFrom('send' as const, 'lose' as const, 'hear' as const), tab }),
  },
);

let lastId = 0;
const newId = () => `message-${++lastId}`;

/** What a person at this tab would do now, to a message that they see. */
function changeOf(kind: Step['kind'], which: number, view: WholeConversation): Change | undefined {
  const seen = view.messages.filter(({ removed }) => !removed);
  const node = seen[which % Math.max(1, seen.length)];
  if (kind === 'add') {
    const id = newId();
    return { type: 'add', message: { id, parentId: node?.id ?? null, role: 'user', text: `words of ${id}` } };
  }
  if (node === undefined) return undefined;
  const { id, version, parentId } = node;
  if (kind === 'edit') return { type: 'edit', id, version, text: `edit ${newId()}`, elseId: newId() };
  if (kind === 'raise') return parentId === null ? undefined : { type: 'raise', id, parentId };
  return kind === 'remove' ? { type: 'remove', id } : { type: 'show', headId: id };
}

const comparable = ({ messages, ...rest }: WholeConversation) => ({
  ...rest,
  messages: [...messages].sort((a, b) => (a.id < b.id ? -1 : 1)),
});

test('two tabs that change one conversation lose nothing and end with the same', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const server = new Server();
      const tabs = [new Replica(server.state, () => NOW_MS), new Replica(server.state, () => NOW_MS)] as const;
      const added = new Set<string>();
      const words = new Set<string>();
      const send = (replica: Replica, lost = false) => {
        const since = replica.version;
        const batch = replica.take();
        if (batch === undefined) return;
        const answer = server.make(batch, since);
        // The answer was lost on its way: nobody knows whether it was made, and it goes again.
        if (lost) replica.again();
        else replica.confirm(answer);
      };
      for (const next of steps) {
        const replica = tabs[next.tab];
        if (next.kind === 'send' || next.kind === 'lose') send(replica, next.kind === 'lose');
        else if (next.kind === 'hear') replica.learn(server.since(replica.version));
        else if ('which' in next) {
          const change = changeOf(next.kind, next.which, replica.view);
          if (change === undefined) continue;
          replica.change([change]);
          if (change.type === 'add') added.add(change.message.id);
          if (change.type === 'edit') words.add(change.text);
        }
      }
      for (const replica of tabs) while (replica.pending) send(replica);
      for (const replica of tabs) replica.learn(server.since(replica.version));
      expect(comparable(tabs[0].view)).toEqual(comparable(server.state));
      expect(comparable(tabs[1].view)).toEqual(comparable(server.state));
      for (const id of added) expect(server.state.messages.some((node) => node.id === id)).toBe(true);
    }),
    { numRuns: process.env.FULL === '1' ? 5_000 : 300 },
  );
});

test('words that two tabs gave the same message both stay', () => {
  const server = new Server();
  const [one, other] = [new Replica(server.state, () => NOW_MS), new Replica(server.state, () => NOW_MS)];
  const send = (replica: Replica) => {
    const since = replica.version;
    replica.confirm(server.make(replica.take() ?? [], since));
  };
  one.change([{ type: 'add', message: { id: 'question', parentId: null, role: 'user', text: '原话' } }]);
  send(one);
  other.learn(server.since(other.version));
  const edit = (replica: Replica, text: string, elseId: string) => {
    const version = replica.view.messages.find(({ id }) => id === 'question')?.version ?? 0;
    replica.change([{ type: 'edit', id: 'question', version, text, elseId }]);
  };
  edit(one, '一', 'else-of-one');
  edit(other, '二', 'else-of-other');
  send(one);
  // Again, before the other has been heard: its own later words to its own earlier ones, no third message.
  edit(one, '一，改', 'else-again');
  send(one);
  send(other);
  one.learn(server.since(one.version));
  expect(one.view.messages.map(({ text }) => text).sort()).toEqual(['一，改', '二'].sort());
  expect(comparable(other.view)).toEqual(comparable(one.view));
});

test('later words for a message go to the version that the earlier ones made', () => {
  const server = new Server();
  const replica = new Replica(server.state, () => NOW_MS);
  replica.change([{ type: 'add', message: { id: 'question', parentId: null, role: 'user', text: '原话' } }]);
  const firstSince = replica.version;
  const first = replica.take() ?? [];
  const version = replica.view.messages[0]?.version ?? 0;
  // Made while the first batch is on its way.
  replica.change([{ type: 'edit', id: 'question', version, text: '改过', elseId: 'else-one' }]);
  replica.confirm(server.make(first, firstSince));
  const secondSince = replica.version;
  const second = replica.take() ?? [];
  replica.change([{ type: 'edit', id: 'question', version, text: '再改', elseId: 'else-two' }]);
  replica.confirm(server.make(second, secondSince));
  const thirdSince = replica.version;
  replica.confirm(server.make(replica.take() ?? [], thirdSince));
  expect(replica.view.messages.map(({ text }) => text)).toEqual(['再改']);
});

test('what was made to a change that is refused goes with it, all else stays', () => {
  const server = new Server();
  const replica = new Replica(server.since(0), () => NOW_MS);
  const question = (id: string, parentId: string | null): Change => ({
    type: 'add',
    message: { id, parentId, role: 'user', text: id },
  });
  replica.change([question('refused', null)]);
  replica.take();
  const later: Change = { type: 'title', title: 'kept' };
  replica.change([question('after', 'refused'), { type: 'show', headId: 'after' }]);
  replica.change([later]);
  const dropped = replica.drop();
  expect(dropped.map(({ type }) => type)).toEqual(['add', 'add', 'show']);
  expect(replica.view).toMatchObject({ title: 'kept', headId: null, messages: [] });
  expect(replica.take()).toEqual([later]);
});
