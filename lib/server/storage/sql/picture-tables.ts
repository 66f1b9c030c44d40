import type { Kysely } from 'kysely';
import { createTable, type Dialect, type TableForm } from './tables.ts';

/** Instants are Unix milliseconds, as in schema.ts. */

export interface PictureTable {
  readonly id: string;
  readonly owner: string;
  readonly media_type: string;
  readonly name: string;
  readonly width_px: number;
  readonly height_px: number;
  readonly bytes: number;
  readonly created_at_ms: number;
}

/** Apart from what is said of them: whoever looks for pictures does not read past megabytes. */
export interface PictureBytesTable {
  readonly picture_id: string;
  readonly data: Uint8Array;
}

/** Which conversations have it: also in messages that were taken out or changed, since those may come back. */
export interface PictureUseTable {
  readonly picture_id: string;
  readonly conversation_id: string;
}

const PICTURE_TABLES: Readonly<Record<string, TableForm>> = {
  picture: {
    key: ['id'],
    text: ['id', 'owner', 'media_type', 'name'],
    int: ['width_px', 'height_px', 'bytes', 'created_at_ms'],
  },
  picture_bytes: {
    // Rows of a table that lies in its key's order have to be small: this one's do not.
    serial: 'number',
    text: ['picture_id'],
    bytes: ['data'],
    unique: ['picture_id'],
    references: { picture_id: 'picture.id' },
  },
  picture_use: {
    key: ['picture_id', 'conversation_id'],
    text: ['picture_id', 'conversation_id'],
    references: { picture_id: 'picture.id', conversation_id: 'conversation.id' },
  },
};

export async function createPictureTables(database: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const [name, form] of Object.entries(PICTURE_TABLES)) await createTable(database, name, { dialect, form });
  await database.schema.createIndex('picture_owner').on('picture').columns(['owner', 'bytes']).execute();
  await database.schema.createIndex('picture_created_at').on('picture').column('created_at_ms').execute();
  await database.schema.createIndex('picture_use_conversation').on('picture_use').column('conversation_id').execute();
}
