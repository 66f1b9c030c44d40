import { sql } from 'kysely';
import type { Term } from '#lib/domain/search/query.ts';
import { wordsOf } from '#lib/domain/search/words.ts';
import type { MessageIndex } from '#lib/server/storage/message-index.ts';

/**
 * FTS5, fed with words in a row. A phrase of its words is a term of ours, and it gives rows in the order of their
 * numbers, so the newest come at once however many there are.
 */
export const sqliteMessageIndex: MessageIndex = {
  async add(database, texts) {
    if (texts.length === 0) return;
    const rows = texts.map(({ number, shelf, text }) => ({
      rowid: number,
      words: `${shelfWord(shelf)} ${inARow(text)}`,
    }));
    await database.insertInto('message_words').values(rows).execute();
  },
  async remove(database, numbers) {
    if (numbers.length === 0) return;
    await database
      .deleteFrom('message_words')
      .where('rowid', 'in', [...numbers])
      .execute();
  },
  async find(database, { query, shelves, owner, limit, before = Number.MAX_SAFE_INTEGER }) {
    const terms = query.map(toPhrase).join(' AND ');
    const match = `(${shelves.map((shelf) => `"${shelfWord(shelf)}"`).join(' OR ')}) AND ${terms}`;
    // CROSS: the words first. Rows that come in their order are the point.
    const { rows } = await sql<{ number: number }>`
      SELECT message_words.rowid AS number FROM message_words
      CROSS JOIN message ON message.number = message_words.rowid
      CROSS JOIN conversation ON conversation.id = message.conversation_id
      WHERE message_words MATCH ${match} AND message_words.rowid < ${before}
        AND message.removed = 0 AND conversation.owner = ${owner} AND conversation.removed_at_ms IS NULL
      ORDER BY message_words.rowid DESC LIMIT ${limit}`.execute(database);
    return rows.map(({ number }) => number);
  },
};

const inARow = (text: string): string => Array.from(wordsOf(text), (word) => word.text).join(' ');

/** Words hold letters and digits only: nothing in them means anything to FTS5 within quotes. */
const toPhrase = ({ words, isPrefix }: Term): string => `"${words.join(' ')}"${isPrefix ? ' *' : ''}`;

/** A word that no text has: private characters are between words to us, and letters to the tokenizer. */
const shelfWord = (shelf: string): string => `\u{f8ff}${Buffer.from(shelf).toString('hex')}`;
