import type { Kysely } from 'kysely';
import type { MessageNode } from '#lib/contract/conversations.ts';
import type { Database } from './schema.ts';

/** No database takes more than some 30,000 values in one statement. */
export const IDS_AT_ONCE = 500;

/** Notes that a conversation has the pictures of these messages; what is not its owner's it does not have. */
export async function notePictures(
  database: Kysely<Database>,
  { id, owner }: { readonly id: string; readonly owner: string },
  nodes: readonly Pick<MessageNode, 'pictures'>[],
): Promise<void> {
  const ids = [...new Set(nodes.flatMap(({ pictures = [] }) => pictures.map((picture) => picture.id)))];
  for (let index = 0; index < ids.length; index += IDS_AT_ONCE) {
    await database
      .insertInto('picture_use')
      .columns(['picture_id', 'conversation_id'])
      .expression(({ selectFrom, val }) =>
        selectFrom('picture')
          .select(['id', val(id).as('conversation_id')])
          .where('id', 'in', ids.slice(index, index + IDS_AT_ONCE))
          .where('owner', '=', owner),
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}

/** Deletes the pictures of a conversation that no other one has. */
export async function forgetPictures(database: Kysely<Database>, conversationId: string): Promise<void> {
  const used = await database
    .deleteFrom('picture_use')
    .where('conversation_id', '=', conversationId)
    .returning('picture_id')
    .execute();
  const ids = used.map(({ picture_id }) => picture_id);
  for (let index = 0; index < ids.length; index += IDS_AT_ONCE) {
    await deleteUnused(database, ids.slice(index, index + IDS_AT_ONCE));
  }
}

/** Deletes those of these pictures that no conversation has. @returns how many */
export async function deleteUnused(database: Kysely<Database>, ids: readonly string[]): Promise<number> {
  const used = await database.selectFrom('picture_use').select('picture_id').where('picture_id', 'in', ids).execute();
  const known = new Set(used.map(({ picture_id }) => picture_id));
  const unused = ids.filter((id) => !known.has(id));
  if (unused.length === 0) return 0;
  await database.deleteFrom('picture_bytes').where('picture_id', 'in', unused).execute();
  await database.deleteFrom('picture').where('id', 'in', unused).execute();
  return unused.length;
}
