import type { Kysely } from 'kysely';
import type { Query } from '#lib/domain/search/query.ts';
import type { Database } from './sql/schema.ts';

/** A message's words, under the number that its row has. */
export interface IndexedText {
  readonly number: number;
  /** Whose shelf of the index it stands on. */
  readonly shelf: string;
  readonly text: string;
}

export interface IndexSearch {
  readonly query: Query;
  readonly shelves: readonly string[];
  readonly owner: string;
  readonly limit: number;
  /** Only those with a smaller number; undefined: from the newest on. */
  readonly before: number | undefined;
}

/**
 * Finds messages by their words. It holds no text of its own, and is written in the transaction that writes the message.
 * Each database has its own.
 */
export interface MessageIndex {
  /** Writes messages that are not in it yet. */
  add(database: Kysely<Database>, texts: readonly IndexedText[]): Promise<void>;
  remove(database: Kysely<Database>, numbers: readonly number[]): Promise<void>;
  /**
   * The numbers of messages that may match, newest first, and every one that does match: whoever asks looks again. None
   * that was taken out, nor of a conversation that was.
   */
  find(database: Kysely<Database>, search: IndexSearch): Promise<number[]>;
}
