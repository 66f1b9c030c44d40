import { ApiRefusal } from '#lib/client/api.ts';
import { ownTasks } from '#lib/client/own-tasks.ts';
import type { Change, MessageNode, NewMessage, WholeConversation } from '#lib/contract/conversations.ts';
import { Replica } from '#lib/domain/chat/replica.ts';
import { newsChannel } from './news.ts';

/** The API comes with the first thing that is said, not with the page. */
const loadApi = () => import('./conversations.ts');
const api = () => ownTasks(loadApi);

const AGAIN_MS = [500, 1_000, 2_000, 5_000, 10_000];
/** What is only a setting may change with every key that is pressed. */
const SETTINGS_MS = 200;

export interface SessionEvents {
  /** Something is different: what is shown, or whether all of it is kept. */
  readonly onChange: () => void;
  /** The server refused what was done, which is undone by now. */
  readonly onRefused: (refusal: ApiRefusal, dropped: readonly Change[]) => void;
  /** It was removed elsewhere. */
  readonly onGone: () => void;
}

/** One conversation as this tab works on it: what is done is seen at once, kept in order, and told to the other tabs. */
export class Session {
  readonly id: string;
  readonly #replica: Replica;
  /** The server knows it. */
  #created: boolean;
  readonly #events: SessionEvents;
  #sending: Promise<void> | undefined;
  #failures = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #closed = false;
  readonly #stopListening: () => void;

  /** @param created whether the server has it */
  constructor(base: WholeConversation, created: boolean, events: SessionEvents) {
    this.id = base.id;
    this.#replica = new Replica(base, () => Date.now());
    this.#created = created;
    this.#events = events;
    const stopNews = newsChannel().listen(({ id, version }) => {
      if (id !== this.id) return;
      if (version === null || version > this.#replica.version) void this.hear();
    });
    // What waits a little must not wait for a page that goes.
    const sendNow = () => {
      if (this.#timer !== undefined) this.#send();
    };
    addEventListener('pagehide', sendNow);
    this.#stopListening = () => {
      stopNews();
      removeEventListener('pagehide', sendNow);
    };
  }

  get view(): WholeConversation {
    return this.#replica.view;
  }

  /** Something was done that the server does not have, and could not be told. */
  get isStuck(): boolean {
    return this.#failures > 0 && this.#replica.pending;
  }

  /** @throws ApiError for what cannot be */
  change(...changes: readonly Change[]): void {
    this.#replica.change(changes);
    this.#events.onChange();
    // What nothing has been said in is not worth keeping.
    if (!this.#created && this.view.messages.length === 0) return;
    const slow = changes.every(({ type }) => type === 'settings');
    if (slow) this.#timer ??= setTimeout(() => this.#send(), SETTINGS_MS);
    else this.#send();
  }

  /**
   * Resolves when the server has all that was done.
   *
   * @throws TypeError or ApiRefusal when it cannot be told now, or when it refuses some of it
   */
  async flush(): Promise<void> {
    this.#lastRefusal = undefined;
    while (this.#replica.pending) {
      this.#send();
      await this.#sending;
      if (this.#failures > 0) throw this.#lastFailure;
    }
    if (this.#lastRefusal !== undefined) throw this.#lastRefusal;
  }

  #lastFailure: unknown;
  #lastRefusal: ApiRefusal | undefined;

  /** Asks for what others have done since. */
  async hear(): Promise<void> {
    if (!this.#created || this.#closed) return;
    try {
      const { fetchConversation } = await api();
      const news = await fetchConversation(this.id, this.#replica.version);
      // What is on its way brings the same news.
      if (this.#closed) return;
      this.#replica.learn(news);
      this.#events.onChange();
    } catch (thrown) {
      if (thrown instanceof ApiRefusal && thrown.code === 'not_found' && !this.#closed) this.#events.onGone();
    }
  }

  /** The same for what this tab had the server do, which the other tabs do not know of. */
  async hearAndTell(): Promise<void> {
    await this.hear();
    newsChannel().tell({ id: this.id, version: this.#replica.version });
  }

  /** What was done is still sent; nothing is told any more. */
  close(): void {
    this.#closed = true;
    this.#stopListening();
    if (this.#replica.pending && this.#failures === 0 && (this.#created || this.view.messages.length > 0)) this.#send();
  }

  #send(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#sending ??= this.#sendAll().finally(() => {
      this.#sending = undefined;
    });
  }

  async #sendAll(): Promise<void> {
    for (;;) {
      const since = this.#replica.version;
      const batch = this.#replica.take();
      if (batch === undefined) return;
      try {
        const answer = await this.#sendBatch(batch, since);
        this.#created = true;
        this.#replica.confirm(answer);
        this.#failures = 0;
        newsChannel().tell({ id: this.id, version: answer.version });
      } catch (thrown) {
        if (thrown instanceof ApiRefusal && !thrown.mayPass) {
          this.#lastRefusal = thrown;
          this.#events.onRefused(thrown, this.#replica.drop());
          continue;
        }
        this.#replica.again();
        this.#lastFailure = thrown;
        const waitMs = AGAIN_MS[Math.min(this.#failures, AGAIN_MS.length - 1)];
        this.#failures++;
        this.#timer ??= setTimeout(() => this.#send(), waitMs);
        if (!this.#closed) this.#events.onChange();
        return;
      }
      if (!this.#closed) this.#events.onChange();
    }
  }

  async #sendBatch(batch: readonly Change[], since: number): Promise<WholeConversation> {
    const { createConversation, sendChanges } = await api();
    if (this.#created) return sendChanges(this.id, since, batch);
    const { settings, headId, messages } = this.view;
    const made = await createConversation({ id: this.id, settings, headId, messages: messages.map(toNewMessage) });
    this.#created = true;
    // It had been made by a request whose answer was lost: what came after that is still to be told.
    const known = new Set(made.messages.map(({ id }) => id));
    return messages.every(({ id }) => known.has(id)) ? made : sendChanges(this.id, 0, batch);
  }
}

const toNewMessage = ({ id, parentId, role, text, pictures, answer }: MessageNode): NewMessage => ({
  ...{ id, parentId, role, text },
  ...(pictures === undefined ? {} : { pictures }),
  ...(answer === undefined ? {} : { answer }),
});
