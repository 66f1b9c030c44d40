import type { Kysely } from 'kysely';
import type { ConversationStore } from '#lib/server/storage/conversations.ts';
import { type Connections, inTransaction } from './asked.ts';
import { beginAnswer, endAnswer } from './conversation-answers.ts';
import { addMessages, changeLocked, lockConversation, ownTitle } from './conversation-changes.ts';
import { type ConversationRow, LINE_COLUMNS, toLine, wholeOf } from './conversation-rows.ts';
import { createShareStore } from './conversation-shares.ts';
import type { Database } from './schema.ts';
import { searchConversations } from './search.ts';

/** So many messages are deleted in one transaction: others write in between. */
const PURGED_AT_ONCE = 500;

/** Conversations in either database. */
export function createConversationStore({ console: database, messageIndex }: Connections): ConversationStore {
  const linesOf = (owner: string) =>
    database
      .selectFrom('conversation')
      .select(LINE_COLUMNS)
      .where('owner', '=', owner)
      .where('removed_at_ms', 'is', null)
      .orderBy('updated_at_ms', 'desc')
      .orderBy('id', 'desc');
  const rowOf = (owner: string, id: string): Promise<ConversationRow | undefined> =>
    database
      .selectFrom('conversation')
      .selectAll()
      .where('id', '=', id)
      .where('owner', '=', owner)
      .where('removed_at_ms', 'is', null)
      .executeTakeFirst();
  return {
    ...createShareStore(database),
    async list(owner, { after, limit }) {
      const pinned = after === undefined ? await linesOf(owner).where('pinned', '=', 1).execute() : [];
      let rest = linesOf(owner)
        .where('pinned', '=', 0)
        .limit(limit + 1);
      if (after !== undefined) {
        const { updatedAtMs, id } = after;
        rest = rest.where(({ eb, refTuple, tuple }) =>
          eb(refTuple('updated_at_ms', 'id'), '<', tuple(updatedAtMs, id)),
        );
      }
      const rows = await rest.execute();
      const data = [...pinned, ...rows.slice(0, limit)].map(toLine);
      return { data, next: rows.length > limit ? (data.at(-1) ?? null) : null };
    },
    async find({ owner, id }, since) {
      for (;;) {
        const row = await rowOf(owner, id);
        if (row === undefined) return;
        const whole = await wholeOf(database, row, since);
        // Somebody may have written between the two reads.
        const now = await rowOf(owner, id);
        if (now?.version === row.version) return whole;
      }
    },
    create: (owner, conversation) =>
      inTransaction(database, async (transaction) => {
        const { id, title, settings, headId, messages } = conversation;
        const row = {
          ...{ id, owner, shelf: owner, title: title ?? ownTitle(conversation), titled: title === null ? 0 : 1 },
          ...{ pinned: conversation.pinned ? 1 : 0, removed_at_ms: null, version: conversation.version },
          ...{ created_at_ms: conversation.createdAtMs, updated_at_ms: conversation.updatedAtMs },
          ...{ settings: JSON.stringify(settings), head_id: headId },
        };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('conversation')
          .values(row)
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) {
          await addMessages({ database: transaction, messageIndex }, row, messages);
          return true;
        }
        return (await lockConversation(transaction, id, owner)) !== undefined;
      }),
    change: ({ owner, id }, wish) =>
      inTransaction(database, async (transaction) => {
        const row = await lockConversation(transaction, id, owner);
        return row && (await changeLocked({ database: transaction, messageIndex }, row, wish));
      }),
    async remove({ owner, id }, nowMs) {
      const { numUpdatedRows } = await database
        .updateTable('conversation')
        .set({ removed_at_ms: nowMs })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .where('removed_at_ms', 'is', null)
        .executeTakeFirst();
      return numUpdatedRows === 1n;
    },
    async restore({ owner, id }) {
      const row = await database
        .updateTable('conversation')
        .set({ removed_at_ms: null })
        .where('id', '=', id)
        .where('owner', '=', owner)
        .returning(LINE_COLUMNS)
        .executeTakeFirst();
      return row && toLine(row);
    },
    async purge(beforeMs) {
      const old = await database
        .selectFrom('conversation')
        .select('id')
        .where('removed_at_ms', '<', beforeMs)
        .execute();
      let purged = 0;
      for (const { id } of old) if (await purgeOne(id, beforeMs)) purged++;
      return purged;
    },
    async inherit(from, to) {
      await database.updateTable('conversation').set({ owner: to }).where('owner', '=', from).execute();
    },
    search: (owner, search) => searchConversations({ database, messageIndex }, owner, search),
    beginAnswer: (wish) =>
      inTransaction(database, (transaction) => beginAnswer({ database: transaction, messageIndex }, wish)),
    endAnswer: (end) =>
      inTransaction(database, (transaction) => endAnswer({ database: transaction, messageIndex }, end)),
  };

  /** Piece by piece; one that was brought back meanwhile keeps what is left of it: from its first piece on it cannot be. */
  async function purgeOne(id: string, beforeMs: number): Promise<boolean> {
    for (;;) {
      const left = await inTransaction(database, async (transaction) => {
        const row = await lockConversation(transaction, id, undefined);
        if (row === undefined || row.removed_at_ms === null || row.removed_at_ms >= beforeMs) return;
        return await purgePiece(transaction, id);
      });
      if (left === undefined) return false;
      if (!left) return true;
    }
  }

  /** @returns whether there is more */
  async function purgePiece(transaction: Kysely<Database>, id: string): Promise<boolean> {
    // Nobody may bring back what is half gone.
    await transaction.updateTable('conversation').set({ owner: '' }).where('id', '=', id).execute();
    await transaction.deleteFrom('conversation_share').where('conversation_id', '=', id).execute();
    const rows = await transaction
      .selectFrom('message')
      .select('number')
      .where('conversation_id', '=', id)
      .limit(PURGED_AT_ONCE)
      .execute();
    const numbers = rows.map(({ number }) => number);
    if (numbers.length > 0) {
      await messageIndex.remove(transaction, numbers);
      await transaction.deleteFrom('message').where('number', 'in', numbers).execute();
    }
    if (numbers.length === PURGED_AT_ONCE) return true;
    await transaction.deleteFrom('conversation').where('id', '=', id).execute();
    return false;
  }
}
