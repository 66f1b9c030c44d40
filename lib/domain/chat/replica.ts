import type { Change, MessageNode, WholeConversation } from '#lib/contract/conversations.ts';
import { applyChanges } from './changes.ts';

/**
 * One reader's copy of a conversation. Changes are seen at once and sent in the order they were made, one batch at a time;
 * what others do comes in between. Once everything is sent and heard, all copies are the server's.
 */
export class Replica {
  #base: WholeConversation;
  #sent: readonly Change[] = [];
  #waiting: readonly Change[] = [];
  #view: WholeConversation | undefined;
  readonly #now: () => number;

  constructor(base: WholeConversation, now: () => number) {
    this.#base = base;
    this.#now = now;
  }

  /** The conversation as it will be once the server has everything. */
  get view(): WholeConversation {
    this.#view ??= this.#applied();
    return this.#view;
  }

  /** The server's version that is known here. */
  get version(): number {
    return this.#base.version;
  }

  /** There is something that the server does not have yet. */
  get pending(): boolean {
    return this.#sent.length > 0 || this.#waiting.length > 0;
  }

  /** @throws ApiError for ids that were never there */
  change(changes: readonly Change[]): void {
    // Tried first: what cannot be is not kept.
    const view = applied(this.view, changes, this.#now());
    this.#waiting = [...this.#waiting.filter((older) => !isOutdone(older, changes)), ...changes];
    this.#view = view;
  }

  /** The next batch to send; undefined while one is on its way, or where there is nothing. */
  take(): readonly Change[] | undefined {
    if (this.#sent.length > 0 || this.#waiting.length === 0) return undefined;
    this.#sent = this.#waiting;
    this.#waiting = [];
    return this.#sent;
  }

  /** The batch did not arrive, or nobody knows whether: it is the first to go again. What was made twice is made once. */
  again(): void {
    this.#waiting = [...this.#sent, ...this.#waiting];
    this.#sent = [];
  }

  /** The server refused the batch for good. @returns it, with what was made to it since and cannot be without it */
  drop(): readonly Change[] {
    const dropped = [...this.#sent];
    const kept: Change[] = [];
    this.#sent = [];
    this.#view = this.#base;
    for (const change of this.#waiting) {
      try {
        this.#view = applied(this.#view, [change], this.#now());
        kept.push(change);
      } catch {
        dropped.push(change);
      }
    }
    this.#waiting = kept;
    this.#view = undefined;
    return dropped;
  }

  /** The server has made the batch. @param answer everything since the version that was sent with it */
  confirm(answer: WholeConversation): void {
    // What waits was made to the words that the batch left.
    const before = textsOf(applied(this.#base, this.#sent, this.#now()));
    this.#sent = [];
    this.#merge(answer, before);
  }

  /** Takes over what has happened since, as the server tells it; what is older than what is known changes nothing. */
  learn(news: WholeConversation): void {
    if (news.version >= this.#base.version) this.#merge(news, textsOf(this.#base));
  }

  #merge(news: WholeConversation, before: ReadonlyMap<string, string>): void {
    const nodes = new Map<string, MessageNode>(this.#base.messages.map((node) => [node.id, node]));
    for (const node of news.messages) nodes.set(node.id, node);
    this.#base = { ...news, messages: [...nodes.values()] };
    this.#view = undefined;
    // New words for words that are still the same are made to their version as it is now: whoever wrote them saw those.
    this.#waiting = this.#waiting.map((change) => {
      if (change.type !== 'edit') return change;
      const node = nodes.get(change.id);
      return node === undefined || node.text !== before.get(change.id) ? change : { ...change, version: node.version };
    });
  }

  #applied(): WholeConversation {
    return applied(this.#base, [...this.#sent, ...this.#waiting], this.#now());
  }
}

function applied(conversation: WholeConversation, changes: readonly Change[], nowMs: number): WholeConversation {
  if (changes.length === 0) return conversation;
  const { messages, ...rest } = applyChanges(conversation, changes, { nowMs });
  return { ...rest, messages: [...messages] };
}

const textsOf = ({ messages }: WholeConversation) => new Map(messages.map(({ id, text }) => [id, text]));

/** Settings, a title, a pin and what is shown are what they were made last: those before need not be told. */
const isOutdone = (older: Change, newer: readonly Change[]): boolean =>
  (older.type === 'settings' || older.type === 'title' || older.type === 'pin' || older.type === 'show') &&
  newer.some(({ type }) => type === older.type);
