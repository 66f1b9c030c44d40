import { sql } from 'kysely';
import { gramsFor, gramsOf, shelfGram } from '#lib/domain/search/grams.ts';
import type { MessageIndex } from '#lib/server/storage/message-index.ts';

/** Sets of numbers under a GIN index: what has all that a query needs may match. */
export const postgresMessageIndex: MessageIndex = {
  async add(database, texts) {
    if (texts.length === 0) return;
    const rows = texts.map(({ number, shelf, text }) => ({
      number,
      grams: [shelfGram(shelf), ...gramsOf(text)],
    }));
    await database.insertInto('message_grams').values(rows).execute();
  },
  async remove(database, numbers) {
    if (numbers.length === 0) return;
    await database
      .deleteFrom('message_grams')
      .where('number', 'in', [...numbers])
      .execute();
  },
  async find(database, { query, shelves, owner, limit, before = Number.MAX_SAFE_INTEGER }) {
    const needed = [...gramsFor(query)];
    const sets = shelves.map((shelf) => sql`grams @> ${[shelfGram(shelf), ...needed]}::integer[]`);
    // Materialized: by the index, always; the planner would rather walk all messages from the newest on, and open the
    // numbers of each. Lateral, and limited: the newest first, and no more rows are looked up than are asked for.
    const { rows } = await sql<{ number: number }>`
      WITH found AS MATERIALIZED (
        SELECT number FROM message_grams WHERE (${sql.join(sets, sql` OR `)}) AND number < ${before}
      )
      SELECT newest.number FROM (SELECT number FROM found ORDER BY number DESC) AS newest
      CROSS JOIN LATERAL (
        SELECT FROM message JOIN conversation ON conversation.id = message.conversation_id
        WHERE message.number = newest.number AND message.removed = 0
          AND conversation.owner = ${owner} AND conversation.removed_at_ms IS NULL
        LIMIT 1
      ) AS own
      LIMIT ${limit}`.execute(database);
    return rows.map(({ number }) => number);
  },
};
