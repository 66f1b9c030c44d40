import type { Storage, Stores } from '#lib/server/storage/storage.ts';
import type { Connections } from './asked.ts';
import { createAuditLog } from './audit.ts';
import { createInvitationStore } from './invitations.ts';
import { createKeyStore } from './keys.ts';
import { createPeopleStore } from './people.ts';
import { createPlanStore } from './plans.ts';
import { createSettingStore } from './settings.ts';
import { createSignInDatabase } from './sign-in-database.ts';

const storesOn = (connections: Connections): Stores => ({
  keys: createKeyStore(connections),
  plans: createPlanStore(connections),
  settings: createSettingStore(connections),
  people: createPeopleStore(connections),
  invitations: createInvitationStore(connections),
});

/** All of a storage that is the same in either database. */
export function createStores(connections: Connections): Omit<Storage, 'ledger' | 'close'> {
  return {
    ...storesOn(connections),
    audit: createAuditLog(connections),
    signIn: createSignInDatabase(connections),
    act: (work) =>
      connections.console.transaction().execute(async (transaction) => {
        const within = { calls: transaction, console: transaction };
        const { result, entries } = await work(storesOn(within));
        const audit = createAuditLog(within);
        for (const entry of entries) await audit.append(entry);
        return result;
      }),
  };
}
