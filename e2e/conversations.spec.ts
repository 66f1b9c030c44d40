import { randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import {
  type Change,
  type ConversationCreate,
  conversationListSchema,
  conversationSchema,
  hitsSchema,
  type NewMessage,
  sharedConversationSchema,
  shareSchema,
  shareStateSchema,
  type WholeConversation,
  wholeConversationSchema,
} from '#lib/contract/conversations.ts';
import { METHODS, POLICY } from '#lib/server/policy.ts';
import type { RunningConsole } from './support/console.ts';
import { storages } from './support/shared-storage.ts';
import { callAs, foundTeam, inviteMember, type Member } from './support/team.ts';
import { expect, test } from './support/test.ts';

const SETTINGS = { model: 'ruijing-gpt-lite', system: '', parameters: {} };
const said = (text: string, parentId: string | null = null, id: string = randomUUID()): NewMessage => ({
  ...{ id, parentId, role: 'user', text },
});
const creation = (...messages: NewMessage[]): ConversationCreate => ({
  ...{ id: randomUUID(), settings: SETTINGS, messages, headId: messages.at(-1)?.id ?? null },
});

/** Whoever calls the console's own API. */
type Api = <Answer extends z.ZodMiniType>(
  path: string,
  answer: Answer,
  init?: { readonly method?: string; readonly body?: unknown },
) => Promise<z.output<Answer>>;

/** Calls a console of one person, who needs no session. */
const localApi =
  ({ url }: Pick<RunningConsole, 'url'>): Api =>
  async (path, answer, init) => {
    const response = await callAs(url, undefined, path, init);
    const text = await response.text();
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`);
    return answer.parse(text === '' ? undefined : JSON.parse(text));
  };

const errorSchema = z.object({
  error: z.object({ code: z.string(), message: z.string(), param: z.optional(z.string()) }),
});

test('what one person says is kept, changed, found, removed and brought back', async ({ startConsole }) => {
  const console = await startConsole({});
  const api = localApi(console);
  const first = creation(said('怎样限流？\n细节'));
  const made = await api('/api/conversations', wholeConversationSchema, { body: first });
  expect(made).toMatchObject({ id: first.id, title: '怎样限流？', version: 1, headId: first.headId });
  expect(await api('/api/conversations', wholeConversationSchema, { body: first })).toEqual(made);
  const path = `/api/conversations/${made.id}`;
  const reply = said('再说说 max_tokens', first.headId);
  const changes: Change[] = [
    { type: 'add', message: reply },
    { type: 'show', headId: reply.id },
    { type: 'pin', pinned: true },
  ];
  const changed = await api(`${path}/changes`, wholeConversationSchema, { body: { since: 1, changes } });
  expect(changed).toMatchObject({ version: 2, pinned: true, headId: reply.id });
  expect(changed.messages.map(({ id }) => id)).toEqual([reply.id]);
  expect((await api(path, wholeConversationSchema)).messages).toHaveLength(2);
  expect((await api(`${path}?since=2`, wholeConversationSchema)).messages).toEqual([]);

  const second = await api('/api/conversations', wholeConversationSchema, { body: creation(said('第二个')) });
  const page = await api('/api/conversations?limit=1', conversationListSchema);
  expect(page).toMatchObject({ data: [{ id: made.id }, { id: second.id }], nextCursor: null });
  const hits = await api(`/api/conversations/search?q=${encodeURIComponent('MAX_TOK')}`, hitsSchema);
  expect(hits).toMatchObject({ data: [{ conversationId: made.id, messageId: reply.id }], more: false });
  const [hit] = hits.data;
  expect(hit?.marks.map(([from, to]) => hit.excerpt.slice(from, to))).toEqual(['max_tokens']);

  await api(path, z.undefined(), { method: 'DELETE' });
  expect((await callAs(console.url, undefined, path)).status).toBe(404);
  expect((await api('/api/conversations', conversationListSchema)).data.map(({ id }) => id)).toEqual([second.id]);
  expect(await api(`${path}/restore`, conversationSchema, { method: 'POST' })).toMatchObject({ id: made.id });
  expect((await api(path, wholeConversationSchema)).messages).toHaveLength(2);

  // In local mode there is nobody to share with.
  expect((await callAs(console.url, undefined, `${path}/share`, { method: 'POST' })).status).toBe(409);
  const shared = await callAs(console.url, undefined, '/api/shared/nothing-here');
  expect(shared.status).toBe(404);
  expect(errorSchema.parse(await shared.json()).error.message).toContain('nobody has an account');
});

test('what is wrong with a conversation is told by the name of its field', { tag: '@full' }, async ({
  startConsole,
}) => {
  const console = await startConsole({});
  const whole = await localApi(console)('/api/conversations', wholeConversationSchema, { body: creation(said('a')) });
  const changes = `/api/conversations/${whole.id}/changes`;
  const change = (...list: unknown[]) => ({ since: 1, changes: list });
  const streaming = {
    ...{ model: 'm', sandbox: false, reasoning: '', toolCalls: [], status: 'streaming', timings: {} },
  };
  const wrong: [string, object, number, string][] = [
    ['/api/conversations', { ...creation(), id: 'short' }, 400, 'id'],
    ['/api/conversations', creation(said('b', 'nowhere-1')), 400, 'messages.0.parentId'],
    ['/api/conversations', { ...creation(), headId: 'nowhere-1' }, 400, 'headId'],
    [changes, change({ type: 'show', headId: 'nowhere-1' }), 404, 'changes.0.headId'],
    [changes, change({ type: 'pin', pinned: 'yes' }), 400, 'changes.0.pinned'],
    [changes, change({ type: 'add', message: { ...said('c'), role: 'assistant' } }), 400, 'changes.0.message.answer'],
    [
      changes,
      change({ type: 'add', message: { ...said('c'), role: 'assistant', answer: streaming } }),
      ...([400, 'changes.0.message.answer.status'] as const),
    ],
  ];
  for (const [path, body, status, param] of wrong) {
    const response = await callAs(console.url, undefined, path, { body });
    expect(errorSchema.parse(await response.json()).error.param).toBe(param);
    expect(response.status, param).toBe(status);
  }
  for (const query of ['?cursor=nonsense', '?limit=0', '?unknown=1']) {
    expect((await callAs(console.url, undefined, `/api/conversations${query}`)).status, query).toBe(400);
  }
  // An import may be as large as no other body.
  const large = creation(said('长'.repeat(900_000)), said('x'.repeat(900_000)));
  expect((await callAs(console.url, undefined, '/api/conversations', { body: large })).status).toBe(200);
  const huge = creation(...Array.from({ length: 40 }, () => said('x'.repeat(900_000))));
  expect((await callAs(console.url, undefined, '/api/conversations', { body: huge })).status).toBe(413);
});

/** A generator of the same numbers each time: what fails can be looked at again. */
function createChance(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** One of two tabs: it knows what it was told, and what it has sent itself. */
class Tab {
  readonly #api: Api;
  readonly #name: string;
  readonly #chance: (below: number) => number;
  readonly added: string[] = [];
  #known: WholeConversation;

  constructor(api: Api, whole: WholeConversation, { name, seed }: { readonly name: string; readonly seed: number }) {
    this.#api = api;
    this.#name = name;
    this.#known = whole;
    this.#chance = createChance(seed);
  }

  get state(): WholeConversation {
    const messages = this.#known.messages.toSorted((a, b) => a.createdAtMs - b.createdAtMs);
    return { ...this.#known, messages };
  }

  async change(): Promise<void> {
    const changes = [this.#anyChange()];
    const body = { since: this.#known.version, changes };
    const path = `/api/conversations/${this.#known.id}/changes`;
    this.#learn(await this.#api(path, wholeConversationSchema, { body }));
    // Now and then the answer gets lost, and the same is sent once more.
    if (this.#chance(10) === 0) this.#learn(await this.#api(path, wholeConversationSchema, { body }));
  }

  async fetch(): Promise<void> {
    const path = `/api/conversations/${this.#known.id}?since=${this.#known.version}`;
    this.#learn(await this.#api(path, wholeConversationSchema));
  }

  #learn(told: WholeConversation): void {
    const nodes = new Map(this.#known.messages.map((node) => [node.id, node]));
    for (const node of told.messages) nodes.set(node.id, node);
    this.#known = { ...told, messages: [...nodes.values()] };
  }

  #anyChange(): Change {
    const { messages } = this.#known;
    const pick = () => messages[this.#chance(messages.length)];
    const node = pick();
    const id = node?.id ?? '';
    switch (this.#chance(10)) {
      case 0:
        return { type: 'remove', id };
      case 1:
        return { type: 'restore', id, adopt: [pick()?.id ?? ''].filter((each) => each !== '') };
      case 2:
        return { type: 'raise', id, parentId: node?.parentId ?? id };
      case 3:
        return { type: 'show', headId: id };
      case 4:
      case 5:
      case 6: {
        const elseId = randomUUID();
        const text = `${this.#name} edit ${elseId}`;
        return { ...{ type: 'edit', id, version: node?.version ?? 0, text, elseId } };
      }
      default: {
        const message = said(`${this.#name} ${this.added.length}`, id);
        this.added.push(message.id);
        return { type: 'add', message, adopt: this.#chance(2) === 0 ? [] : [pick()?.id ?? id] };
      }
    }
  }
}

/** Each tab's. */
const CHANGES = process.env.FULL === '1' ? 200 : 60;

for (const { name: storage, open } of storages()) {
  const processes = storage === 'SQLite' ? 1 : 2;

  test(`two tabs change one conversation ${CHANGES} times each, and end with the same, on ${storage}`, async ({
    startConsole,
  }) => {
    test.setTimeout(120_000);
    const place = await open();
    const consoles: RunningConsole[] = [];
    for (let index = 0; index < processes; index++) consoles.push(await startConsole(place.env));
    const apis: readonly Api[] = consoles.map((running) => localApi(running));
    const [left, right = left] = apis;
    if (left === undefined || right === undefined) throw new Error('Nothing runs');
    const whole = await left('/api/conversations', wholeConversationSchema, { body: creation(said('a'), said('b')) });
    const tabs = [new Tab(left, whole, { name: 'left', seed: 1 }), new Tab(right, whole, { name: 'right', seed: 2 })];
    await Promise.all(
      tabs.map(async (tab) => {
        for (let count = 0; count < CHANGES; count++) await tab.change();
      }),
    );
    for (const tab of tabs) await tab.fetch();
    const [one, other] = tabs.map(({ state }) => state);
    expect(one).toEqual(other);
    const ids = new Set(one?.messages.map(({ id }) => id));
    for (const id of [...whole.messages.map((node) => node.id), ...tabs.flatMap(({ added }) => added)]) {
      expect(ids.has(id), 'no message is lost').toBe(true);
    }
    // What both of them hold is what there is.
    const there = await left(`/api/conversations/${whole.id}`, wholeConversationSchema);
    expect(there.messages).toEqual(one?.messages.filter(({ removed }) => !removed));
    expect({ ...there, messages: [] }).toEqual({ ...one, messages: [] });
    for (const running of consoles) await running.stop();
    await place.remove();
  });

  test(`T-AUTHZ-04 what somebody says is nobody else’s, not even an admin’s, on ${storage}`, async ({
    startConsole,
  }) => {
    const place = await open();
    const { url, stop } = await startConsole({ RUIJING_SANDBOX: '1', ...place.env });
    const before = await localApi({ url })('/api/conversations', wholeConversationSchema, {
      body: creation(said('gründung')),
    });
    const admin = await foundTeam(url);
    // Whoever founds the team has what was said before.
    expect((await admin.api(`/api/conversations/${before.id}`, wholeConversationSchema)).messages).toHaveLength(1);
    expect((await admin.api('/api/conversations/search?q=gründung', hitsSchema)).data).toHaveLength(1);
    const alice = await inviteMember(url, admin, { role: 'developer', name: 'Alice' });
    const bob = await inviteMember(url, admin, { role: 'developer', name: 'Bob' });
    const secret = 'alice-hat-ein-geheimnis';
    const body = creation(said(secret));
    const whole = await alice.api('/api/conversations', wholeConversationSchema, { body });
    const share = await alice.api(`/api/conversations/${whole.id}/share`, shareSchema, { method: 'POST' });
    const state = await alice.api(`/api/conversations/${whole.id}/share`, shareStateSchema);
    expect(state).toEqual({ share });

    for (const route of Object.keys(POLICY).filter((each) => each.startsWith('/api/conversations/[id]'))) {
      for (const method of METHODS) {
        for (const stranger of [bob, admin]) {
          if (!Object.hasOwn(Object.entries(POLICY).find(([path]) => path === route)?.[1] ?? {}, method)) continue;
          const changes = { since: 0, changes: [{ type: 'pin', pinned: true }] };
          const sent = method === 'POST' ? { body: route.endsWith('/changes') ? changes : {} } : {};
          const answers = await Promise.all(
            // Another’s and one that does not exist are the same.
            [whole.id, randomUUID()].map(async (id) => {
              const response = await stranger.fetch(route.replace('[id]', id), { method, ...sent });
              return { status: response.status, text: await response.text() };
            }),
          );
          expect(answers[0], `${method} ${route}`).toEqual(answers[1]);
          expect(answers[0]?.status, `${method} ${route}`).toBe(404);
        }
      }
    }
    const told = async (member: Member, path: string) => (await member.fetch(path)).text();
    for (const stranger of [bob, admin]) {
      for (const path of [
        '/api/conversations',
        `/api/conversations/search?q=${secret}`,
        '/api/conversations/search?q=alice',
      ]) {
        expect(await told(stranger, path)).not.toContain(secret);
      }
    }
    expect(await told(alice, '/api/conversations')).toContain(secret);
    expect((await bob.fetch('/api/conversations', { body })).status).toBe(409);
    expect(await alice.api(`/api/conversations/${whole.id}`, wholeConversationSchema)).toEqual(whole);

    // What is shared is shown to those who are signed in and have the link: as it was, and nothing that came later.
    const later = { since: 1, changes: [{ type: 'add', message: said('later-words', whole.headId) }] };
    await alice.fetch(`/api/conversations/${whole.id}/changes`, { body: later });
    const seen = await bob.api(`/api/shared/${share.id}`, sharedConversationSchema);
    expect(seen).toMatchObject({ id: share.id, ownerName: 'Alice', title: secret, messages: [{ text: secret }] });
    expect(JSON.stringify(seen)).not.toContain('later-words');
    expect((await callAs(url, undefined, `/api/shared/${share.id}`)).status).toBe(401);
    const viewer = await inviteMember(url, admin, { role: 'viewer', name: 'Vera' });
    expect((await viewer.fetch(`/api/shared/${share.id}`)).status).toBe(200);
    expect((await viewer.fetch('/api/conversations')).status).toBe(403);
    await alice.fetch(`/api/conversations/${whole.id}/share`, { method: 'DELETE' });
    expect((await bob.fetch(`/api/shared/${share.id}`)).status).toBe(404);
    expect((await admin.fetch(`/api/shared/${whole.id}`)).status).toBe(404);
    await stop();
    await place.remove();
  });
}
