import type { Kysely } from 'kysely';
import type { SettingStore } from '#lib/server/storage/accounts.ts';
import type { Database } from './schema.ts';

/** Single values in either database. */
export function createSettingStore(database: Kysely<Database>): SettingStore {
  return {
    async get(name) {
      const row = await database.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
      return row?.value;
    },
    async set(name, value) {
      await database
        .insertInto('meta')
        .values({ name, value })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value }))
        .execute();
    },
  };
}
