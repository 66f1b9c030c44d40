import type { Selectable } from 'kysely';
import type { Picture } from '#lib/contract/conversations.ts';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';
import type { PictureStore } from '#lib/server/storage/pictures.ts';
import { type Connections, inTransaction } from './asked.ts';
import type { PictureTable } from './picture-tables.ts';
import { deleteUnused, IDS_AT_ONCE } from './picture-uses.ts';

/** So many go at once: each has megabytes. */
const PRUNED_PICTURES = 20;

/** Pictures in either database. */
export const createPictureStore = ({ console: database }: Connections): PictureStore => ({
  add: ({ owner, picture, data, nowMs }, capBytes) =>
    inTransaction(database, async (transaction) => {
      const { sum } = await transaction
        .selectFrom('picture')
        .select(({ fn }) => fn.sum<number | null>('bytes').as('sum'))
        .where('owner', '=', owner)
        .executeTakeFirstOrThrow();
      const known = sum ?? 0;
      if (known + data.byteLength > capBytes) return known;
      const { id, mediaType, widthPx, heightPx, bytes, name } = picture;
      const said = { id, owner, media_type: mediaType, name, width_px: widthPx, height_px: heightPx, bytes };
      await transaction
        .insertInto('picture')
        .values({ ...said, created_at_ms: nowMs })
        .execute();
      await transaction.insertInto('picture_bytes').values({ picture_id: id, data }).execute();
      return;
    }),
  async find(owner, ids) {
    const found: Picture[] = [];
    for (let index = 0; index < ids.length; index += IDS_AT_ONCE) {
      const rows = await database
        .selectFrom('picture')
        .selectAll()
        .where('owner', '=', owner)
        .where('id', 'in', ids.slice(index, index + IDS_AT_ONCE))
        .execute();
      found.push(...rows.map(toPicture));
    }
    return found;
  },
  async read(owner, id) {
    const row = await database
      .selectFrom('picture')
      .innerJoin('picture_bytes', 'picture_bytes.picture_id', 'picture.id')
      .select(['media_type', 'data'])
      .where('picture.id', '=', id)
      .where('owner', '=', owner)
      .executeTakeFirst();
    return row && { mediaType: mediaTypeOf(row.media_type), data: row.data };
  },
  async prune(beforeMs) {
    let pruned = 0;
    for (;;) {
      const old = await database
        .selectFrom('picture')
        .select('id')
        .where('created_at_ms', '<', beforeMs)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('picture_use').select('picture_id').whereRef('picture_id', '=', 'picture.id'))),
        )
        .limit(PRUNED_PICTURES)
        .execute();
      if (old.length === 0) return pruned;
      const ids = old.map(({ id }) => id);
      pruned += await inTransaction(database, (transaction) => deleteUnused(transaction, ids));
    }
  },
});

const mediaTypeOf = (text: string): Picture['mediaType'] => {
  const type = IMAGE_TYPES.find((known) => known === text);
  if (type === undefined) throw new Error(`A picture cannot be '${text}'`);
  return type;
};

const toPicture = (row: Selectable<PictureTable>): Picture => ({
  id: row.id,
  mediaType: mediaTypeOf(row.media_type),
  widthPx: row.width_px,
  heightPx: row.height_px,
  bytes: row.bytes,
  name: row.name,
});
