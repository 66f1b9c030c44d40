import type { Change, FirstMessage, MessageNode, NewMessage, WholeConversation } from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { newestLeaf, treeOf } from './tree.ts';

/** A message as changes need it: of one that none of them edits its place is enough. */
export type Skeleton = Omit<MessageNode, 'text' | 'pictures' | 'answer'> & Partial<MessageMatter>;
type MessageMatter = Pick<MessageNode, 'text' | 'pictures' | 'answer'>;

/** A conversation that can be changed: every message there ever was that somebody may still know. */
export interface Changeable<Node extends Skeleton> extends Omit<WholeConversation, 'messages'> {
  readonly messages: Node[];
}

interface ChangeOptions {
  /** Unix milliseconds. */
  readonly nowMs: number;
  /** No more messages than this. */
  readonly maxMessages?: number;
}

/**
 * A conversation after changes, in the order given. The server decides by it, and the browser shows by it what the
 * server will say.
 *
 * Nothing that is ever said gets lost, whatever somebody else has done meanwhile: what follows a message that was taken
 * out follows what that one followed; other words for a message that has changed become a message of their own. So the
 * only errors are ids that were never there. A change that is made a second time changes nothing; several of them may
 * move again what they have moved, but say nothing twice.
 *
 * @returns the same object when nothing is different
 * @throws ApiError 400, 404 or 409 that names the field
 */
export function applyChanges<Node extends Skeleton>(
  conversation: Changeable<Node>,
  changes: readonly Change[],
  options: ChangeOptions,
): Changeable<Node | MessageNode> {
  const draft = new Draft(conversation, options);
  const lastEdits = new Map<string, number>();
  for (const [index, change] of changes.entries()) if (change.type === 'edit') lastEdits.set(change.id, index);
  for (const [index, change] of changes.entries()) {
    // Of several edits of a message only the last one's words stay: the others are not a version that anybody has seen.
    if (change.type === 'edit' && lastEdits.get(change.id) !== index) draft.known(change.id, `changes.${index}.id`);
    else draft.apply(change, `changes.${index}`);
  }
  return draft.result();
}

/** What a conversation has beside its messages. */
type Own = Pick<WholeConversation, 'title' | 'pinned' | 'settings' | 'headId' | 'updatedAtMs'>;

class Draft<Node extends Skeleton> {
  readonly #before: Changeable<Node>;
  readonly #old: ReadonlyMap<string, Node>;
  readonly #nodes: Map<string, Node | MessageNode>;
  readonly #nowMs: number;
  readonly #maxMessages: number;
  #lastMs: number;
  #own: Own;

  constructor(before: Changeable<Node>, { nowMs, maxMessages = Number.POSITIVE_INFINITY }: ChangeOptions) {
    this.#before = before;
    this.#nowMs = nowMs;
    this.#maxMessages = maxMessages;
    const { title, pinned, settings, headId, updatedAtMs } = before;
    this.#own = { title, pinned, settings, headId, updatedAtMs };
    this.#old = new Map(before.messages.map((node) => [node.id, node]));
    this.#nodes = new Map(this.#old);
    this.#lastMs = before.messages.reduce((latest, { createdAtMs }) => Math.max(latest, createdAtMs), 0);
  }

  /** What is as it was has the version that it had, whatever was done to it in between. */
  result(): Changeable<Node | MessageNode> {
    const messages = [...this.#nodes.values()].map((node) => {
      const old = this.#old.get(node.id);
      return old !== undefined && old !== node && sameJson({ ...node, version: old.version }, old) ? old : node;
    });
    const isSame = messages.length === this.#old.size && messages.every((node) => this.#old.get(node.id) === node);
    if (isSame && sameJson({ ...this.#before, ...this.#own }, this.#before)) return this.#before;
    return { ...this.#before, ...this.#own, version: this.#version, messages };
  }

  apply(change: Change, path: string): void {
    switch (change.type) {
      case 'add':
        this.#add(change.message, change.adopt ?? [], path);
        break;
      case 'edit':
        this.#edit(change, path);
        break;
      case 'raise':
        this.#raise(this.known(change.id, `${path}.id`), change.parentId);
        break;
      case 'remove':
        this.#remove(this.known(change.id, `${path}.id`));
        break;
      case 'restore':
        this.#restore(this.known(change.id, `${path}.id`), change.adopt);
        break;
      case 'show':
        this.#show(change.headId, path);
        break;
      case 'settings':
        this.#set({ settings: change.settings });
        break;
      case 'title':
        this.#set({ title: change.title });
        break;
      case 'pin':
        this.#set({ pinned: change.pinned });
        break;
    }
  }

  /** @throws ApiError 404 that names the field */
  known(id: string, param: string): Node | MessageNode {
    const node = this.#nodes.get(id);
    if (node !== undefined) return node;
    throw new ApiError('not_found', `'${param}': there is no such message.`, { param });
  }

  get #version(): number {
    return this.#before.version + 1;
  }

  #set(own: Partial<Own>): void {
    this.#own = { ...this.#own, ...own };
  }

  #put(node: Node | MessageNode): void {
    this.#nodes.set(node.id, { ...node, version: this.#version });
  }

  /** Somebody has said something. */
  #said(): void {
    this.#set({ updatedAtMs: Math.max(this.#before.updatedAtMs, this.#nowMs) });
  }

  #come({ id, parentId, role, text, pictures, answer }: NewMessage): void {
    this.#lastMs = Math.max(this.#nowMs, this.#lastMs + 1);
    const place = { id, parentId, createdAtMs: this.#lastMs, editedAtMs: null, version: this.#version, removed: false };
    this.#put({
      ...{ ...place, role, text },
      ...(pictures === undefined ? {} : { pictures }),
      ...(answer === undefined ? {} : { answer }),
    });
    this.#said();
  }

  /** The message itself, or the nearest before it that is there still. */
  #present(id: string | null): string | null {
    let node = this.#nodes.get(id ?? '');
    while (node?.removed) node = this.#nodes.get(node.parentId ?? '');
    return node?.id ?? null;
  }

  #followersOf(parentId: string | null): (Node | MessageNode)[] {
    return [...this.#nodes.values()].filter((node) => !node.removed && node.parentId === parentId);
  }

  #adopt(id: string, parentId: string | null, adopted: readonly string[]): void {
    const ids = new Set(adopted);
    for (const node of this.#followersOf(parentId)) {
      if (node.id !== id && ids.has(node.id)) this.#put({ ...node, parentId: id });
    }
  }

  #add(message: NewMessage, adopted: readonly string[], path: string): void {
    if (this.#nodes.has(message.id)) return;
    if (message.parentId !== null) this.known(message.parentId, `${path}.message.parentId`);
    if (this.#nodes.size >= this.#maxMessages) {
      throw new ApiError('conflict', `'${path}': this conversation has as many messages as one can have.`, {
        param: path,
      });
    }
    const parentId = this.#present(message.parentId);
    this.#come({ ...message, parentId });
    this.#adopt(message.id, parentId, adopted);
  }

  #edit({ id, version, text, pictures, elseId }: Extract<Change, { type: 'edit' }>, path: string): void {
    const node = this.known(id, `${path}.id`);
    if (pictures !== undefined && node.role !== 'user') {
      const param = `${path}.pictures`;
      throw new ApiError('invalid_parameter', `'${param}': only a person’s message has pictures.`, { param });
    }
    const isSaid = node.text === text && (pictures === undefined || sameJson(pictures, node.pictures ?? []));
    if (isSaid || this.#nodes.has(elseId)) return;
    const known = this.#old.get(id)?.version ?? version;
    if (known === version && !node.removed && node.answer?.status !== 'streaming') {
      this.#put({ ...node, text, ...(pictures === undefined ? {} : { pictures }), editedAtMs: this.#nowMs });
      this.#said();
      return;
    }
    const { role, answer } = node;
    const shown = pictures ?? node.pictures;
    this.#come({
      ...{ id: elseId, parentId: this.#present(node.parentId), role, text },
      ...(shown === undefined ? {} : { pictures: shown }),
      ...(answer === undefined ? {} : { answer: writtenAnswer(answer) }),
    });
  }

  #raise(node: Node | MessageNode, parentId: string): void {
    const parent = this.#nodes.get(parentId);
    if (node.removed || node.parentId !== parentId || parent === undefined) return;
    for (const follower of this.#followersOf(node.id)) this.#put({ ...follower, parentId });
    this.#put({ ...node, parentId: parent.parentId });
    this.#put({ ...parent, parentId: node.id });
  }

  #remove(node: Node | MessageNode): void {
    if (node.removed) return;
    for (const follower of this.#followersOf(node.id)) this.#put({ ...follower, parentId: node.parentId });
    this.#put({ ...node, removed: true });
    if (this.#own.headId === node.id) this.#set({ headId: node.parentId ?? this.#newest() });
  }

  #restore(node: Node | MessageNode, adopted: readonly string[]): void {
    if (!node.removed) return;
    const parentId = this.#present(node.parentId);
    this.#put({ ...node, parentId, removed: false });
    this.#adopt(node.id, parentId, adopted);
  }

  #show(headId: string | null, path: string): void {
    if (headId !== null) this.known(headId, `${path}.headId`);
    this.#set({ headId: headId === null ? null : (this.#present(headId) ?? this.#newest()) });
  }

  /** Where the newest way ends. */
  #newest(): string | null {
    const tree = treeOf(this.#nodes.values());
    return newestLeaf(tree, tree.followers.get(null) ?? [])?.id ?? null;
  }
}

const sameJson = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What stays of an answer when a person's words stand in its place. */
const writtenAnswer = ({ model, sandbox, toolCalls }: NonNullable<MessageNode['answer']>) =>
  ({ model, sandbox, reasoning: '', toolCalls, status: 'done', timings: {} }) satisfies MessageNode['answer'];

type Creation = Pick<WholeConversation, 'id' | 'settings' | 'headId'> & {
  readonly title?: string | undefined;
  readonly messages: readonly FirstMessage[];
};

/**
 * A conversation as it comes to be. Its messages keep the instants that they were said at, as far as those go with their
 * order: each follows the one before it, and none is in the future. Without any, they come now.
 *
 * @throws ApiError 400 that names the field
 */
export function newConversation(creation: Creation, nowMs: number): WholeConversation {
  const { id, title = null, settings, headId } = creation;
  const known = new Set<string>();
  // Room for all that follow, each at an instant of its own.
  const latestMs = (index: number) => nowMs - creation.messages.length + 1 + index;
  const earliestMs = Math.min(...creation.messages.map(({ createdAtMs }) => createdAtMs ?? Number.POSITIVE_INFINITY));
  let lastMs = Math.min(Math.floor(earliestMs), latestMs(0)) - 1;
  const messages = creation.messages.map((message, index): MessageNode => {
    if (known.has(message.id)) throw invalid(`messages.${index}.id`, 'another message has this id already');
    if (message.parentId !== null && !known.has(message.parentId)) {
      throw invalid(`messages.${index}.parentId`, 'no message before it has this id');
    }
    known.add(message.id);
    lastMs = Math.min(latestMs(index), Math.max(lastMs + 1, Math.floor(message.createdAtMs ?? 0)));
    return { ...message, createdAtMs: lastMs, editedAtMs: null, version: 1, removed: false };
  });
  if (headId !== null && !known.has(headId)) throw invalid('headId', 'there is no such message');
  const own = {
    ...{ id, title, pinned: false, version: 1 },
    createdAtMs: messages[0]?.createdAtMs ?? nowMs,
    updatedAtMs: messages.at(-1)?.createdAtMs ?? nowMs,
  };
  return { ...own, settings, headId, messages };
}

const invalid = (param: string, fault: string) => new ApiError('invalid_parameter', `'${param}': ${fault}.`, { param });
