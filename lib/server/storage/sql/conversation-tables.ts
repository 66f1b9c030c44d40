import { type Generated, type Kysely, sql } from 'kysely';
import type { Dialect } from './tables.ts';

/** Instants are Unix milliseconds, flags are 0 and 1, as in schema.ts. */

export interface ConversationTable {
  readonly id: string;
  readonly owner: string;
  /** Where its messages stand in the index: whose it was at first. */
  readonly shelf: string;
  /** As it is shown; NULL: nothing has been said. */
  readonly title: string | null;
  /** The title was given by a person. */
  readonly titled: number;
  readonly pinned: number;
  readonly created_at_ms: number;
  readonly updated_at_ms: number;
  readonly removed_at_ms: number | null;
  readonly version: number;
  /** JSON of what is sent beside the messages. */
  readonly settings: string;
  readonly head_id: string | null;
}

export interface MessageTable {
  /** What the index knows it by; grows with the time of coming. */
  readonly number: Generated<number>;
  readonly conversation_id: string;
  readonly id: string;
  readonly parent_id: string | null;
  readonly role: string;
  readonly text: string;
  /** JSON; NULL: none. */
  readonly pictures: string | null;
  /** JSON of all of an answer but its text. */
  readonly answer: string | null;
  readonly created_at_ms: number;
  readonly edited_at_ms: number | null;
  readonly version: number;
  readonly removed: number;
}

export interface ConversationShareTable {
  readonly id: string;
  readonly conversation_id: string;
  readonly created_at_ms: number;
  /** JSON: the copy. */
  readonly content: string;
}

/** SQLite's: a full-text table without the text. */
export interface MessageWordsTable {
  readonly rowid: number;
  readonly words: string;
}

/** Postgres’: numbers that stand for words and their parts. */
export interface MessageGramsTable {
  readonly number: number;
  readonly grams: number[];
}

export const CONVERSATION_TABLES = {
  conversation: {
    key: ['id'],
    text: ['id', 'owner', 'shelf', 'title?', 'settings', 'head_id?'],
    int: ['titled', 'pinned', 'created_at_ms', 'updated_at_ms', 'removed_at_ms?', 'version'],
  },
  message: {
    serial: 'number',
    text: ['conversation_id', 'id', 'parent_id?', 'role', 'text', 'pictures?', 'answer?'],
    int: ['created_at_ms', 'edited_at_ms?', 'version', 'removed'],
    unique: ['conversation_id', 'id'],
    references: { conversation_id: 'conversation.id' },
  },
  conversation_share: {
    key: ['id'],
    text: ['id', 'conversation_id', 'content'],
    int: ['created_at_ms'],
    unique: ['conversation_id'],
    references: { conversation_id: 'conversation.id' },
  },
};

/** What finds them: the list's order, and the words. */
export async function createConversationIndexes(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  await database.schema
    .createIndex('conversation_list')
    .on('conversation')
    .columns(['owner', 'pinned', 'updated_at_ms', 'id'])
    .execute();
  await database.schema
    .createIndex('conversation_removed')
    .on('conversation')
    .column('removed_at_ms')
    .where(sql.ref('removed_at_ms'), 'is not', null)
    .execute();
  for (const statement of WORDS[dialect]) await sql.raw(statement).execute(database);
}

/** Both are fed with words that lib/domain/search has made: no database has an opinion of its own on what a word is. */
const WORDS: Readonly<Record<Dialect, readonly string[]>> = {
  sqlite: [
    // Contentless: positions only. To the tokenizer `ascii` all that is not ASCII is a letter. No index of beginnings:
    // it would double the size, since every character of Chinese is its own beginning, to spare 50 ms at the worst.
    "CREATE VIRTUAL TABLE message_words USING fts5(words, content = '', contentless_delete = 1, tokenize = 'ascii')",
  ],
  postgres: [
    'CREATE TABLE message_grams (number bigint PRIMARY KEY REFERENCES message, grams integer[] NOT NULL)',
    'CREATE INDEX message_grams_grams ON message_grams USING gin (grams)',
  ],
};
