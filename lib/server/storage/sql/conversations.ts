import type { Kysely } from 'kysely';
import type { MessageNode, WholeConversation } from '#lib/contract/conversations.ts';
import type { ConversationStore } from '#lib/server/storage/conversations.ts';
import { type Connections, inTransaction } from './asked.ts';
import { answerAt, beginAnswer, endAnswer } from './conversation-answers.ts';
import { addMessages, changeLocked, lockConversation, ownTitle } from './conversation-changes.ts';
import { type ConversationRow, LINE_COLUMNS, toLine, wholeOf } from './conversation-rows.ts';
import { createShareStore } from './conversation-shares.ts';
import { forgetPictures } from './picture-uses.ts';
import type { Database } from './schema.ts';
import { searchConversations } from './search.ts';

/** So many messages are written or deleted in one transaction: others, calls above all, write in between. */
const AT_ONCE = 500;
/** The version of a conversation that is being made still. */
const UNFINISHED = 0;

/** @returns one piece at least */
const piecesOf = (messages: readonly MessageNode[]): MessageNode[][] =>
  Array.from({ length: Math.max(1, Math.ceil(messages.length / AT_ONCE)) }, (_, index) =>
    messages.slice(index * AT_ONCE, (index + 1) * AT_ONCE),
  );

const rowOfNew = (owner: string, conversation: WholeConversation): ConversationRow => ({
  id: conversation.id,
  owner,
  shelf: owner,
  title: conversation.title ?? ownTitle(conversation),
  titled: conversation.title === null ? 0 : 1,
  pinned: conversation.pinned ? 1 : 0,
  created_at_ms: conversation.createdAtMs,
  updated_at_ms: conversation.updatedAtMs,
  removed_at_ms: null,
  version: conversation.version,
  settings: JSON.stringify(conversation.settings),
  head_id: conversation.headId,
});

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
  /** Few runs go on at a time, and an index has those alone. */
  const answeringOf = async (owner: string): Promise<ReadonlySet<string>> => {
    const rows = await database
      .selectFrom('run')
      .select('conversation_id')
      .where('status', '=', 'running')
      .where('owner', '=', owner)
      .execute();
    return new Set(rows.flatMap(({ conversation_id: id }) => id ?? []));
  };
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
      const answering = await answeringOf(owner);
      const data = [...pinned, ...rows.slice(0, limit)].map((row) => ({
        ...toLine(row),
        answering: answering.has(row.id),
      }));
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
    async create(owner, conversation) {
      const { id, messages } = conversation;
      const row = rowOfNew(owner, conversation);
      const pieces = piecesOf(messages);
      const [first = [], ...rest] = pieces;
      const isWhole = rest.length === 0;
      const begun = await inTransaction(database, async (transaction) => {
        // Until all of it is there it counts as removed: as such, what a process that died has begun is purged one day.
        // Its own instants may be years ago.
        const hidden = { version: UNFINISHED, removed_at_ms: Date.now() };
        const { numInsertedOrUpdatedRows } = await transaction
          .insertInto('conversation')
          .values(isWhole ? row : { ...row, ...hidden })
          .onConflict((conflict) => conflict.column('id').doNothing())
          .executeTakeFirstOrThrow();
        if (numInsertedOrUpdatedRows === 1n) {
          await addMessages({ database: transaction, messageIndex }, row, first);
          return 'begun';
        }
        const known = await lockConversation(transaction, id, undefined);
        if (known === undefined || known.owner !== owner) return 'taken';
        if (known.version === UNFINISHED) return 'unfinished';
        return known.removed_at_ms === null ? 'there' : 'taken';
      });
      if (begun === 'taken') return false;
      if (begun === 'there' || isWhole) return true;
      for (const piece of begun === 'begun' ? rest : pieces) {
        await inTransaction(database, (transaction) =>
          addMessages({ database: transaction, messageIndex }, row, piece),
        );
      }
      const { version } = row;
      await database
        .updateTable('conversation')
        .set({ version, removed_at_ms: null })
        .where('id', '=', id)
        .where('version', '=', UNFINISHED)
        .execute();
      return true;
    },
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
        .where('version', '!=', UNFINISHED)
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
      await database.updateTable('picture').set({ owner: to }).where('owner', '=', from).execute();
    },
    search: (owner, search) => searchConversations({ database, messageIndex }, owner, search),
    beginAnswer: (wish) =>
      inTransaction(database, (transaction) => beginAnswer({ database: transaction, messageIndex }, wish)),
    answerAt: (place) => answerAt(database, place),
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
      .limit(AT_ONCE)
      .execute();
    const numbers = rows.map(({ number }) => number);
    if (numbers.length > 0) {
      await messageIndex.remove(transaction, numbers);
      await transaction.deleteFrom('message').where('number', 'in', numbers).execute();
    }
    if (numbers.length === AT_ONCE) return true;
    await forgetPictures(transaction, id);
    await transaction.deleteFrom('conversation').where('id', '=', id).execute();
    return false;
  }
}
