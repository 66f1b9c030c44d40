import type { Kysely } from 'kysely';
import { signInFirst } from '#lib/domain/people/sign-in-first.ts';
import type { Storage, Stores } from '#lib/server/storage/storage.ts';
import { createAlertOutbox, createLeases } from './alert-outbox.ts';
import { createAlertStore } from './alerts.ts';
import type { Connections } from './asked.ts';
import { createAuditLog } from './audit.ts';
import { createConversationStore } from './conversations.ts';
import { createInvitationStore } from './invitations.ts';
import { createKeyStore } from './keys.ts';
import { createPayloadStore } from './payloads.ts';
import { createPeopleStore } from './people.ts';
import { createPictureStore } from './pictures.ts';
import { createPlanStore } from './plans.ts';
import { createRunStore, type RunStoreOptions } from './runs.ts';
import type { Database } from './schema.ts';
import { createSettingStore } from './settings.ts';
import { createSignInDatabase } from './sign-in-database.ts';

const storesOn = (connections: Connections): Stores => ({
  keys: createKeyStore(connections),
  plans: createPlanStore(connections),
  settings: createSettingStore(connections),
  people: createPeopleStore(connections),
  invitations: createInvitationStore(connections),
  conversations: createConversationStore(connections),
  payloads: createPayloadStore(connections),
  alerts: createAlertStore(connections),
});

/** All of a storage that is the same in either database. */
export function createStores(
  connections: Connections,
  runs: RunStoreOptions,
): Omit<Storage, 'ledger' | 'usage' | 'limitHistory' | 'close'> {
  return {
    ...storesOn(connections),
    runs: createRunStore(connections, runs),
    pictures: createPictureStore(connections),
    alertOutbox: createAlertOutbox(connections),
    leases: createLeases(connections),
    audit: createAuditLog(connections),
    signIn: createSignInDatabase(connections),
    act: (by, work) =>
      connections.console.transaction().execute(async (transaction) => {
        const within = { ...connections, calls: transaction, console: transaction };
        const stores = storesOn(within);
        await takeTurn(transaction);
        if (by.sessionId !== null && !(await stores.people.isIn(by.sessionId, by.role))) throw signInFirst();
        const { result, entries } = await work(stores);
        const audit = createAuditLog(within);
        for (const entry of entries) await audit.append(entry);
        return result;
      }),
  };
}

/** A row whose only use is to be locked until the transaction ends. */
const TURN = 'acts';

async function takeTurn(transaction: Kysely<Database>): Promise<void> {
  await transaction
    .insertInto('meta')
    .values({ name: TURN, value: '' })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: '' }))
    .execute();
}
