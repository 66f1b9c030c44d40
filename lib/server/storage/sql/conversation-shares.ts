import type { Kysely } from 'kysely';
import * as z from 'zod/mini';
import { sharedConversationSchema } from '#lib/contract/conversations.ts';
import type { ConversationStore } from '#lib/server/storage/conversations.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Database } from './schema.ts';

type ShareStore = Pick<ConversationStore, 'share' | 'setShare' | 'removeShare' | 'findShared'>;

const contentSchema = z.pick(sharedConversationSchema, { title: true, messages: true, system: true });

/** Copies of conversations that others may read. */
export const createShareStore = (database: Kysely<Database>): ShareStore => ({
  async share({ owner, id }) {
    const row = await database
      .selectFrom('conversation')
      .leftJoin('conversation_share', 'conversation_share.conversation_id', 'conversation.id')
      .select(['conversation_share.id', 'conversation_share.created_at_ms'])
      .where('conversation.id', '=', id)
      .where('owner', '=', owner)
      .where('removed_at_ms', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return;
    return row.id === null || row.created_at_ms === null ? null : { id: row.id, createdAtMs: row.created_at_ms };
  },
  async setShare({ id }, share, content) {
    const copy = { created_at_ms: share.createdAtMs, content: JSON.stringify(content) };
    const row = await database
      .insertInto('conversation_share')
      .values({ ...copy, id: share.id, conversation_id: id })
      .onConflict((conflict) => conflict.column('conversation_id').doUpdateSet(copy))
      .returning(['id', 'created_at_ms'])
      .executeTakeFirstOrThrow();
    return { id: row.id, createdAtMs: row.created_at_ms };
  },
  async removeShare({ owner, id }) {
    await database
      .deleteFrom('conversation_share')
      .where('conversation_id', 'in', ({ selectFrom }) =>
        selectFrom('conversation').select('id').where('id', '=', id).where('owner', '=', owner),
      )
      .execute();
  },
  async findShared(shareId) {
    const row = await database
      .selectFrom('conversation_share')
      .innerJoin('conversation', 'conversation.id', 'conversation_share.conversation_id')
      .select(['conversation_share.id', 'conversation_share.created_at_ms', 'content', 'owner'])
      .where('conversation_share.id', '=', shareId)
      .where('removed_at_ms', 'is', null)
      .executeTakeFirst();
    if (row === undefined) return;
    const content = contentSchema.parse(parseJson(row.content));
    return { ...content, id: row.id, createdAtMs: row.created_at_ms, owner: row.owner };
  },
});
