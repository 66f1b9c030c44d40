import type {
  Change,
  Conversation,
  Hit,
  ListedConversation,
  MessageNode,
  SharedConversation,
  WholeConversation,
} from '#lib/contract/conversations.ts';

/** A page of somebody's list. */
export interface ConversationPage {
  readonly data: ListedConversation[];
  /** Where the next page begins; `null`: there is none. */
  readonly next: ListPlace | null;
}

/** After which of the list's lines. */
export type ListPlace = Pick<Conversation, 'updatedAtMs' | 'id'>;

interface Asked {
  readonly owner: string;
  readonly id: string;
}

/** What is said on the chat page. Everything is asked for by its owner: another's conversation is not there. */
export interface ConversationStore {
  /** Newest first; the first page begins with all that are pinned, beside the number asked for. */
  list(
    owner: string,
    page: { readonly after: ListPlace | undefined; readonly limit: number },
  ): Promise<ConversationPage>;
  /** @param since what changed after that version, removed messages included; undefined: all that there are */
  find(asked: Asked, since?: number): Promise<WholeConversation | undefined>;
  /**
   * One that is there already, of the same owner, stays as it is.
   *
   * @returns false when the id is another's, or of one that was removed
   */
  create(owner: string, conversation: WholeConversation): Promise<boolean>;
  /**
   * Makes changes together or not at all, one request after the other.
   *
   * @returns what came after `since`; undefined when there is no such conversation
   * @throws ApiError 400, 404 or 409 that names the field
   */
  change(asked: Asked, wish: ConversationChange): Promise<WholeConversation | undefined>;
  /** It may come back until it is purged. @returns false when there is none */
  remove(asked: Asked, nowMs: number): Promise<boolean>;
  /** One that was not removed stays as it is. @returns undefined when there is none */
  restore(asked: Asked): Promise<Conversation | undefined>;
  /** Deletes those that were removed before an instant, for good, with pictures that no other one has. @returns how many */
  purge(beforeMs: number): Promise<number>;
  /** Gives somebody all that another one has, pictures too. */
  inherit(from: string, to: string): Promise<void>;
  /** Those whose title, and messages whose text, matches (domain/search): titles first, each newest first. */
  search(owner: string, search: { readonly query: string; readonly limit: number }): Promise<FoundHits>;
  /** @returns undefined when there is no such conversation, `null` when it is not shared */
  share(asked: Asked): Promise<StoredShare | null | undefined>;
  /** Shares it as it is now: a copy that was there before gives way to this one, under its own id. */
  setShare(asked: Asked, share: StoredShare, content: SharedContent): Promise<StoredShare>;
  removeShare(asked: Asked): Promise<void>;
  /** Whoever has the id may read it, as long as its conversation is not removed. */
  findShared(shareId: string): Promise<(SharedContent & StoredShare & { readonly owner: string }) | undefined>;
  /**
   * A run begins to answer: the message is made, or opened again, is `streaming` and becomes the head.
   *
   * @returns what there is of it
   * @throws ApiError 404 for a conversation or a message before it that is not there, 409 where it cannot be answered
   */
  beginAnswer(wish: AnswerBegin): Promise<AnswerText>;
  /** An answer, whosever it is, also when it or its conversation was removed. @returns undefined when there is none */
  answerAt(place: Pick<AnswerEnd, 'conversationId' | 'messageId'>): Promise<AnswerText | undefined>;
  /**
   * What a run has made, in its message, also when that or its conversation was removed meanwhile.
   *
   * @returns false when there is no such message, or another run makes it by now
   */
  endAnswer(end: AnswerEnd): Promise<boolean>;
}

export interface ConversationChange {
  readonly since: number;
  readonly changes: readonly Change[];
  readonly nowMs: number;
}

export interface FoundHits {
  readonly data: Hit[];
  readonly more: boolean;
}

export interface StoredShare {
  readonly id: string;
  readonly createdAtMs: number;
}

export type SharedContent = Pick<SharedConversation, 'title' | 'messages' | 'system'>;

type Answer = NonNullable<MessageNode['answer']>;

/** An answer as it stands. */
export interface AnswerText {
  readonly text: string;
  readonly answer: Answer;
}

export interface AnswerBegin {
  readonly owner: string;
  readonly conversationId: string;
  readonly messageId: string;
  /** What it answers; of a message that is there already it stays what it was. */
  readonly parentId: string | null;
  readonly model: string;
  readonly runId: string;
  readonly nowMs: number;
}

export interface AnswerEnd {
  readonly conversationId: string;
  readonly messageId: string;
  readonly runId: string;
  readonly text: string;
  readonly answer: Answer;
  readonly nowMs: number;
}
