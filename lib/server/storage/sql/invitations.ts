import type { ExpressionBuilder } from 'kysely';
import { personRoleSchema } from '#lib/contract/people.ts';
import type { InvitationStore, StoredInvitation } from '#lib/server/storage/people.ts';
import type { Connections } from './asked.ts';
import type { Database, InvitationTable } from './schema.ts';

const toInvitation = (row: InvitationTable): StoredInvitation => ({
  id: row.id,
  tokenHash: row.token_hash,
  personId: row.person_id,
  role: personRoleSchema.parse(row.role),
  plan: row.plan,
  email: row.email,
  createdBy: row.created_by,
  createdAtMs: row.created_at_ms,
  expiresAtMs: row.expires_at_ms,
});

const isOpen = ({ eb, and }: ExpressionBuilder<Database, 'invitation'>, nowMs: number) =>
  and([eb('used_at_ms', 'is', null), eb('withdrawn_at_ms', 'is', null), eb('expires_at_ms', '>', nowMs)]);

/** Those that may still be used, in a query about something else. */
export const openInvitations = (selectFrom: ExpressionBuilder<Database, keyof Database>['selectFrom'], nowMs: number) =>
  selectFrom('invitation').where((builder) => isOpen(builder, nowMs));

/** Links that let people in, in either database. */
export function createInvitationStore({ console: database }: Connections): InvitationStore {
  const open = (nowMs: number) =>
    database
      .selectFrom('invitation')
      .selectAll()
      .where((builder) => isOpen(builder, nowMs));
  const close = (nowMs: number, column: 'used_at_ms' | 'withdrawn_at_ms') =>
    database
      .updateTable('invitation')
      .set({ [column]: nowMs })
      .where((builder) => isOpen(builder, nowMs))
      .returningAll();
  return {
    async list(nowMs) {
      const rows = await open(nowMs).orderBy('created_at_ms', 'desc').orderBy('id').execute();
      return rows.map(toInvitation);
    },
    async findByHash(tokenHash, nowMs) {
      const row = await open(nowMs).where('token_hash', '=', tokenHash).executeTakeFirst();
      return row === undefined ? undefined : toInvitation(row);
    },
    async insert(invitation) {
      await database
        .insertInto('invitation')
        .values({
          id: invitation.id,
          token_hash: invitation.tokenHash,
          person_id: invitation.personId,
          role: invitation.role,
          plan: invitation.plan,
          email: invitation.email,
          created_by: invitation.createdBy,
          created_at_ms: invitation.createdAtMs,
          expires_at_ms: invitation.expiresAtMs,
          used_at_ms: null,
          withdrawn_at_ms: null,
        })
        .execute();
    },
    async take(tokenHash, nowMs) {
      const row = await close(nowMs, 'used_at_ms').where('token_hash', '=', tokenHash).executeTakeFirst();
      return row === undefined ? undefined : toInvitation(row);
    },
    async withdraw(id, nowMs) {
      const row = await close(nowMs, 'withdrawn_at_ms').where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : toInvitation(row);
    },
    async withdrawBy(createdBy, nowMs) {
      return (await close(nowMs, 'withdrawn_at_ms').where('created_by', '=', createdBy).execute()).length;
    },
    async withdrawResets(personId, nowMs) {
      await close(nowMs, 'withdrawn_at_ms').where('person_id', '=', personId).execute();
    },
    async prune(beforeMs) {
      const ends = ['used_at_ms', 'withdrawn_at_ms', 'expires_at_ms'] as const;
      await database
        .deleteFrom('invitation')
        .where(({ eb, or }) => or(ends.map((end) => eb(end, '<', beforeMs))))
        .execute();
    },
  };
}
