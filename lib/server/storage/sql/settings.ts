import type { SettingStore } from '#lib/server/storage/accounts.ts';
import { askedByCall, type Connections } from './asked.ts';

/** Single values in either database. */
export function createSettingStore({ calls, console: database }: Connections): SettingStore {
  return {
    get: (name) =>
      askedByCall(async () => {
        const row = await calls.selectFrom('meta').select('value').where('name', '=', name).executeTakeFirst();
        return row?.value;
      }),
    async lock(name) {
      const row = await database
        .updateTable('meta')
        .set({ name })
        .where('name', '=', name)
        .returning('value')
        .executeTakeFirst();
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
