import { ownTasks } from '#lib/client/own-tasks.ts';
import type { Change, MessageNode, MessageRole, Picture, WholeConversation } from '#lib/contract/conversations.ts';
import { type AssistantMessage, answerOf, emptyAnswer, type Message, writtenAnswer } from '#lib/domain/chat/message.ts';
import { type ChatSettings, toChatRequest, toContinueRequest } from '#lib/domain/chat/request.ts';
import { type Shown, shownOf } from '#lib/domain/chat/shown.ts';
import { leafBelow, treeOf } from '#lib/domain/chat/tree.ts';
import type { UnsentMessage } from './draft-picture.ts';
import { failedAnswer } from './failed-answer.ts';
import { LiveAnswer } from './live-answer.ts';
import { Session } from './session.ts';

/** What reads and makes runs comes with the first one. */
const loadRuns = () => import('./run.ts');
const runs = () => ownTasks(loadRuns);

export interface OpenState extends Omit<Shown, 'nodes'> {
  readonly view: WholeConversation;
  /** Answers that arrived here or still arrive, by message: their words stay where they were painted. */
  readonly lives: ReadonlyMap<string, LiveAnswer>;
  /** What was done last is not kept: the server cannot be reached. It is tried again. */
  readonly unsaved: boolean;
}

export interface OpenEvents {
  readonly onChange: (state: OpenState) => void;
  /** @param words the server's own, for what it would not do. @param lost what a person asked by it */
  readonly onRefused: (words: string, lost: UnsentMessage | undefined) => void;
  /** It was removed elsewhere. */
  readonly onGone: () => void;
}

/** What a person asks. */
export interface Question {
  readonly text: string;
  readonly pictures: readonly Picture[];
}

/** An answer to be made, or one that goes on. */
interface Asked {
  readonly answer: AssistantMessage;
  readonly parentId: string | null;
  /** The body of the call. */
  readonly request: { readonly model: string };
}

/** The conversation on the page: its words, and the answers that arrive in it. */
export class OpenConversation {
  readonly #session: Session;
  readonly #events: OpenEvents;
  /** Answers that have begun here and that the server has not told of yet, or never will: they stand at the end. */
  #begun: readonly Begun[] = [];
  #known: ReadonlyMap<MessageNode, Message> = new Map();
  #lives: ReadonlyMap<string, LiveAnswer> = new Map();
  #messages: readonly Message[] = [];
  #closed = false;

  /** @param created whether the server has it */
  constructor(conversation: WholeConversation, created: boolean, events: OpenEvents) {
    this.#events = events;
    this.#session = new Session(conversation, created, {
      onChange: () => this.show(),
      onRefused: ({ message }, dropped) => {
        // What stood in the thread is gone from it before it is in the box.
        this.show();
        events.onRefused(message, unsentOf(dropped));
        void this.#session.hear();
      },
      onGone: events.onGone,
    });
  }

  get id(): string {
    return this.#session.id;
  }

  get view(): WholeConversation {
    return this.#session.view;
  }

  /** Tells how it stands. */
  show(): void {
    // Another one stands on the page.
    if (this.#closed) return;
    const { view } = this.#session;
    const there = new Set(view.messages.map(({ id }) => id));
    this.#begun = this.#begun.filter(
      ({ node: { id, parentId } }) => !there.has(id) && (parentId === null || there.has(parentId)),
    );
    for (const node of view.messages) this.#follow(node);
    const nodes = [...view.messages, ...this.#begun.map(({ node }) => node)].map((node) =>
      withLive(node, this.#lives.get(node.id)),
    );
    const shown = shownOf(nodes, this.#headOf(view), this.#known);
    this.#known = new Map(
      shown.nodes.flatMap((node, index) => {
        const message = shown.messages[index];
        return message === undefined ? [] : [[node, message] as const];
      }),
    );
    const { messages, branches } = shown;
    this.#messages = messages;
    this.#events.onChange({ view, messages, branches, lives: this.#lives, unsaved: this.#session.isStuck });
  }

  /** What has begun here, until something else is shown; while it arrives in any case. */
  #headOf({ headId }: WholeConversation): string | null {
    const last = this.#begun.findLast(({ node, beside }) => this.#isArriving(node) || beside === headId);
    return last?.node.id ?? headId;
  }

  #isArriving({ id }: MessageNode): boolean {
    return this.#lives.get(id)?.text.done() === false;
  }

  change(...changes: readonly Change[]): void {
    // The server knows nothing of an answer that could not begin: nothing can follow it or be beside it.
    if (changes.some(({ type }) => MOVES.has(type))) {
      this.#begun = this.#begun.filter(({ node }) => this.#isArriving(node));
    }
    this.#session.change(...changes);
  }

  /** Asks for what others have done since. */
  hear(): void {
    void this.#session.hear();
  }

  node(id: string): MessageNode | undefined {
    return this.view.messages.find((node) => node.id === id);
  }

  /**
   * Asks at the end of what is shown.
   *
   * @returns the question's id
   * @throws ApiError for what cannot be
   */
  async send(question: Question, settings: ChatSettings): Promise<string> {
    // An answer that came is followed, not left beside: the server is about to tell of it.
    if (this.#begun.some(({ node }) => this.#lives.get(node.id)?.current().text)) await this.#session.hear();
    return this.#askAfter(this.#messages, question, settings);
  }

  /** Asks something else in the place of a question; what followed the first one stays beside it. */
  resend(id: string, question: Question, settings: ChatSettings): string {
    return this.#askAfter(this.#before(id), question, settings);
  }

  /** Has another answer made beside one. */
  regenerate(id: string, settings: ChatSettings): void {
    const messages = this.#before(id);
    const answer = this.#messages[messages.length];
    if (answer?.role !== 'assistant') return;
    // A failed answer without a word in it is no loss, and no branch worth keeping.
    if (answer.status === 'failed' && answer.text === '') {
      if (this.node(id) === undefined) this.#forget(id);
      else this.change({ type: 'remove', id });
    }
    this.#answer(messages, settings);
  }

  /** Lets the last answer go on. */
  continueLast(instruction: string, settings: ChatSettings): void {
    const last = this.#messages.at(-1);
    if (last?.role !== 'assistant') return;
    const { finishReason: _, failure: __, usage: ___, costMicros: ____, ...kept } = last;
    const answer = { ...kept, model: kept.model || settings.model, timings: {} };
    const request = toContinueRequest(settings, this.#messages, instruction);
    void this.#ask({ answer, parentId: this.#messages.at(-2)?.id ?? null, request });
  }

  /** A message that is not sent. @param afterId undefined: at the end of what is shown */
  insert(role: MessageRole, text: string, afterId = this.#messages.at(-1)?.id): void {
    const id = crypto.randomUUID();
    const end = this.#messages.findIndex((message) => message.id === afterId) + 1;
    const parentId = this.#kept(this.#messages.slice(0, end)).at(-1)?.id ?? null;
    const adopt = this.#followersOf(parentId);
    const answer = role === 'assistant' ? { answer: answerOf(writtenAnswer(id, text)) } : {};
    const added: Change = { type: 'add', message: { id, parentId, role, text, ...answer }, adopt };
    // Between others it is on the way already.
    if (adopt.length > 0) this.change(added);
    else this.change(added, { type: 'show', headId: id });
  }

  /** @returns what brings it back; undefined where it stays, since it is arriving */
  remove(id: string): readonly Change[] | undefined {
    const node = this.node(id);
    if (node === undefined) {
      this.#forget(id);
      this.show();
      return;
    }
    if (node.answer?.status === 'streaming') return;
    const back: Change[] = [
      { type: 'restore', id, adopt: this.#followersOf(id) },
      { type: 'show', headId: this.view.headId },
    ];
    this.change({ type: 'remove', id });
    return back;
  }

  /** Changes places with the message before it, or after it. */
  move(id: string, direction: 'up' | 'down'): void {
    const index = this.#before(id).length + (direction === 'up' ? 0 : 1);
    const [upper, lower] = [this.#messages[index - 1], this.#messages[index]];
    if (lower === undefined || upper === undefined || this.#kept([upper, lower]).length < 2) return;
    this.change({ type: 'raise', id: lower.id, parentId: upper.id });
  }

  /** Shows the newest way through a message. @returns false when it is not there any more, or cannot be shown now */
  showBranch(id: string): boolean {
    if (this.node(id) === undefined) return false;
    this.change({ type: 'show', headId: leafBelow(treeOf(this.view.messages), id) });
    return this.#messages.some((message) => message.id === id);
  }

  /** Those that the server has, or will have. */
  #kept(messages: readonly Message[]): readonly Message[] {
    return messages.filter(({ id }) => this.node(id) !== undefined);
  }

  /** Of one that has come to its end, not of one that the server is about to tell of. */
  #forget(id: string): void {
    this.#begun = this.#begun.filter(({ node }) => node.id !== id || this.#isArriving(node));
  }

  /** The messages before one, on the way that is shown. */
  #before(id: string): readonly Message[] {
    return this.#messages.slice(
      0,
      Math.max(
        0,
        this.#messages.findIndex((message) => message.id === id),
      ),
    );
  }

  /** What follows a message, in the order of coming; `null`: the first ones. */
  #followersOf(id: string | null): string[] {
    return (treeOf(this.view.messages).followers.get(id) ?? []).map((node) => node.id);
  }

  #askAfter(messages: readonly Message[], { text, pictures }: Question, settings: ChatSettings): string {
    const shown = pictures.length === 0 ? {} : { pictures: [...pictures] };
    const question = { id: crypto.randomUUID(), role: 'user', text, ...shown } as const;
    const before = this.#kept(messages);
    const parentId = before.at(-1)?.id ?? null;
    this.change({ type: 'add', message: { ...question, parentId } }, { type: 'show', headId: question.id });
    this.#answer([...before, question], settings);
    return question.id;
  }

  /** Has the last of these messages answered. */
  #answer(messages: readonly Message[], settings: ChatSettings): void {
    const answer = emptyAnswer({ id: crypto.randomUUID(), model: settings.model, sandbox: false });
    const parentId = messages.at(-1)?.id ?? null;
    void this.#ask({ answer, parentId, request: toChatRequest(settings, messages) });
  }

  /** Has an answer made, or one go on, and shows it from the first moment. */
  async #ask({ answer, parentId, request }: Asked): Promise<void> {
    const runId = crypto.randomUUID();
    const live = new LiveAnswer({ ...answer, status: 'streaming', runId });
    this.#keep(live);
    this.#forget(answer.id);
    if (this.node(answer.id) === undefined) {
      this.#begun = [...this.#begun, { node: toBegun(live.current(), parentId), beside: this.view.headId }];
    }
    this.show();
    let startRun: Runs['startRun'];
    try {
      ({ startRun } = await runs());
      // The server answers to what it knows.
      await this.#session.flush();
    } catch (thrown) {
      live.update(failedAnswer(live.current(), thrown));
      return this.show();
    }
    const stopWaiting = live.onFirst(() => void this.#session.hearAndTell());
    const place = { conversationId: this.id, messageId: answer.id, parentId };
    await startRun({ id: runId, request, answer: place }, live);
    stopWaiting();
    if (this.#closed || live.signal.aborted) return;
    this.show();
    void this.#session.hearAndTell();
  }

  /** What was painted of an answer that has ended is not what it says now. */
  repaint(id: string): void {
    if (this.#lives.get(id)?.text.done() !== true) return;
    this.#lives = new Map([...this.#lives].filter(([known]) => known !== id));
    this.show();
  }

  /** Ends an answer that is arriving; what came stays. Its own stream tells how it ended. */
  stop(id: string): void {
    const live = this.#lives.get(id);
    const { runId } = live?.current() ?? {};
    if (live !== undefined && runId !== undefined) void this.#stop(live, runId);
  }

  async #stop(live: LiveAnswer, runId: string): Promise<void> {
    // What the server has not heard of it cannot end.
    await live.begun;
    if (live.text.done()) return;
    // Where nobody answers, the button is still there.
    await runs()
      .then(({ stopRun }) => stopRun(runId))
      .catch(() => undefined);
  }

  /** Answers go on being made; nobody reads them here any more. */
  close(): void {
    this.#closed = true;
    for (const live of this.#lives.values()) live.leave();
    this.#session.close();
  }

  #keep(live: LiveAnswer): void {
    this.#lives = new Map(this.#lives).set(live.id, live);
  }

  /** Reads along with a run that another tab began, or this one before it was loaded anew. */
  #follow({ id, role, text, answer }: MessageNode): void {
    if (this.#closed || role !== 'assistant' || answer?.status !== 'streaming' || answer.runId === undefined) return;
    const { runId } = answer;
    if (this.#lives.get(id)?.current().runId === runId) return;
    const live = new LiveAnswer({ id, role, text, ...answer });
    this.#keep(live);
    void runs()
      .then(({ followRun }) => followRun(runId, live))
      .then(() => {
        if (this.#closed || live.signal.aborted) return;
        this.show();
        this.hear();
      })
      // What reads it could not be loaded: the next time.
      .catch(() => {
        this.#lives = new Map([...this.#lives].filter(([known]) => known !== id));
      });
  }
}

/** An answer that the server has not told of. */
interface Begun {
  readonly node: MessageNode;
  /** The head when it began: it gives way to another one. */
  readonly beside: string | null;
}

/** What a person said by these changes, as one message; undefined for nothing. */
function unsentOf(changes: readonly Change[]): UnsentMessage | undefined {
  const said = changes.flatMap((change) =>
    change.type === 'add' && change.message.role === 'user' ? [change.message] : [],
  );
  if (said.length === 0) return undefined;
  const pictures = said.flatMap((message) => message.pictures ?? []);
  return {
    text: said.map(({ text }) => text).join('\n\n'),
    pictures: pictures.map((picture) => ({
      ...{ key: picture.id, name: picture.name, state: 'ready', picture, fileBytes: picture.bytes },
    })),
  };
}

type Runs = Awaited<ReturnType<typeof runs>>;

/** Changes that may leave another way to be shown. */
const MOVES: ReadonlySet<Change['type']> = new Set(['add', 'raise', 'remove', 'restore', 'show']);

const toBegun = (answer: AssistantMessage, parentId: string | null): MessageNode => ({
  ...{ id: answer.id, parentId, role: 'assistant', text: answer.text, answer: answerOf(answer) },
  // Behind everything that is there.
  ...{ createdAtMs: Number.MAX_SAFE_INTEGER, editedAtMs: null, version: 0, removed: false },
});

/** An answer that has come to its end here, before the server tells of it; one that goes on again. */
function withLive(node: MessageNode, live: LiveAnswer | undefined): MessageNode {
  if (live === undefined || node.answer === undefined) return node;
  const isOver = live.text.done() && node.answer.status === 'streaming';
  const isAgain = !live.text.done() && node.answer.status !== 'streaming';
  if (!isOver && !isAgain) return node;
  return { ...node, text: live.current().text, answer: answerOf(live.current()) };
}
