import { randomBytes } from 'node:crypto';
import { personRoleSchema } from '#lib/contract/people.ts';
import type { PeopleStore, StoredPerson } from '#lib/server/storage/people.ts';
import { askedByCall, type Connections, inTransaction } from './asked.ts';
import type { PersonTable } from './schema.ts';

/** The sign-in library's name for *by a password*. */
const BY_PASSWORD = 'credential';
const ID_BYTES = 16;

const toText = (ms: number): string => new Date(ms).toISOString();

const toPerson = (row: PersonTable): StoredPerson => ({
  id: row.id,
  email: row.email,
  name: row.name,
  role: personRoleSchema.parse(row.role),
  plan: row.plan,
  disabled: row.disabled === 1,
  createdAtMs: Date.parse(row.created_at),
});

/** People in either database. */
export function createPeopleStore({ calls, console: database }: Connections): PeopleStore {
  return {
    any: () =>
      askedByCall(async () => {
        const row = await calls.selectFrom('person').select('id').limit(1).executeTakeFirst();
        return row !== undefined;
      }),
    find: (id) =>
      askedByCall(async () => {
        const row = await calls.selectFrom('person').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toPerson(row);
      }),
    findByEmail: (email) =>
      askedByCall(async () => {
        const row = await calls.selectFrom('person').selectAll().where('email', '=', email).executeTakeFirst();
        return row === undefined ? undefined : toPerson(row);
      }),
    async list() {
      const rows = await database
        .selectFrom('person')
        .selectAll('person')
        .leftJoin(
          ({ selectFrom }) =>
            selectFrom('session')
              .select(({ fn }) => [
                'person_id',
                fn.countAll<number>().as('sessions'),
                fn.max('updated_at').as('last_seen'),
              ])
              .where('expires_at', '>', toText(Date.now()))
              .groupBy('person_id')
              .as('signed_in'),
          (join) => join.onRef('signed_in.person_id', '=', 'person.id'),
        )
        .select(['sessions', 'last_seen'])
        .orderBy('created_at')
        .orderBy('id')
        .execute();
      return rows.map((row) => ({
        ...toPerson(row),
        sessions: row.sessions ?? 0,
        lastSeenAtMs: row.last_seen === null ? null : Date.parse(row.last_seen),
      }));
    },
    async isIn(sessionId, role) {
      const row = await database
        .selectFrom('session')
        .innerJoin('person', 'person.id', 'session.person_id')
        .select('session.id')
        .where('session.id', '=', sessionId)
        .where('person.role', '=', role)
        .where('person.disabled', '=', 0)
        .executeTakeFirst();
      return row !== undefined;
    },
    async countAdmins() {
      const { admins } = await database
        .selectFrom('person')
        .select(({ fn }) => fn.countAll<number>().as('admins'))
        .where('role', '=', 'admin')
        .where('disabled', '=', 0)
        .executeTakeFirstOrThrow();
      return admins;
    },
    insert: (person, passwordHash) =>
      inTransaction(database, async (transaction) => {
        const at = toText(person.createdAtMs);
        const row = { ...EMPTY_PERSON, created_at: at, updated_at: at };
        const { id, email, name, role, plan } = person;
        const inserted = await transaction
          .insertInto('person')
          .values({ ...row, id, email, name, role, plan, disabled: person.disabled ? 1 : 0 })
          .onConflict((conflict) => conflict.column('email').doNothing())
          .executeTakeFirst();
        if (inserted.numInsertedOrUpdatedRows !== 1n) return false;
        await transaction
          .insertInto('account')
          .values({
            ...EMPTY_ACCOUNT,
            id: randomBytes(ID_BYTES).toString('base64url'),
            person_id: id,
            account_id: id,
            password: passwordHash,
            created_at: at,
            updated_at: at,
          })
          .execute();
        return true;
      }),
    async update(id, { name, role, plan, disabled }) {
      const row = await database
        .updateTable('person')
        .set({ name, role, plan, updated_at: toText(Date.now()) })
        .set({ disabled: disabled === undefined ? undefined : disabled ? 1 : 0 })
        .where('id', '=', id)
        .returningAll()
        .executeTakeFirst();
      return row === undefined ? undefined : toPerson(row);
    },
    async passwordHash(email) {
      const row = await database
        .selectFrom('account')
        .innerJoin('person', 'person.id', 'account.person_id')
        .select('password')
        .where('email', '=', email)
        .where('provider_id', '=', BY_PASSWORD)
        .executeTakeFirst();
      return row?.password ?? undefined;
    },
    async setPassword(id, passwordHash) {
      await database
        .updateTable('account')
        .set({ password: passwordHash, updated_at: toText(Date.now()) })
        .where('person_id', '=', id)
        .where('provider_id', '=', BY_PASSWORD)
        .execute();
    },
    async sessions(personId) {
      const rows = await database
        .selectFrom('session')
        .selectAll()
        .where('person_id', '=', personId)
        .where('expires_at', '>', toText(Date.now()))
        .orderBy('updated_at', 'desc')
        .execute();
      return rows.map((row) => ({
        id: row.id,
        createdAtMs: Date.parse(row.created_at),
        lastSeenAtMs: Date.parse(row.updated_at),
        peer: row.ip_address || null,
        userAgent: row.user_agent || null,
      }));
    },
    async endSessions(personId, { except, only } = {}) {
      let query = database.deleteFrom('session').where('person_id', '=', personId);
      if (except !== undefined && except !== null) query = query.where('id', '!=', except);
      if (only !== undefined && only !== null) query = query.where('id', '=', only);
      const { numDeletedRows } = await query.executeTakeFirst();
      return Number(numDeletedRows);
    },
    async pruneSessions(beforeMs) {
      await database.deleteFrom('session').where('expires_at', '<', toText(beforeMs)).execute();
    },
  };
}

const EMPTY_PERSON = { email_verified: 1, image: null, disabled_reason: null, disabled_until: null };
const EMPTY_ACCOUNT = {
  provider_id: BY_PASSWORD,
  access_token: null,
  refresh_token: null,
  id_token: null,
  access_token_expires_at: null,
  refresh_token_expires_at: null,
  scope: null,
};
