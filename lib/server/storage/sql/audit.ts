import { sql } from 'kysely';
import { type AuditEntry, auditEntrySchema } from '#lib/contract/audit.ts';
import type { AuditLog } from '#lib/server/storage/audit-log.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Connections } from './asked.ts';
import type { AuditTable } from './schema.ts';

type Row = Omit<AuditTable, 'id'> & { readonly id: number };

const toEntry = (row: Row): AuditEntry =>
  auditEntrySchema.parse({
    id: row.id,
    at: new Date(row.at_ms).toISOString(),
    actor: { id: row.actor_id, name: row.actor_name, role: row.actor_role },
    peer: row.peer,
    requestId: row.request_id,
    action: row.action,
    target: row.target_kind === null ? null : { kind: row.target_kind, id: row.target_id, name: row.target_name },
    details: parseJson(row.details),
  });

/** `%` and `_` are letters like all others in what is searched for. */
const escapeLike = (text: string): string => text.replace(/[\\%_]/g, '\\$&');

const SEARCHED = ['actor_name', 'actor_id', 'target_name', 'target_id', 'peer', 'request_id', 'details'] as const;

/** The audit log in either database. */
export function createAuditLog({ console: database }: Connections): AuditLog {
  return {
    async append({ atMs, actor, action, target, details }) {
      await database
        .insertInto('audit')
        .values({
          at_ms: atMs,
          actor_id: actor.id,
          actor_name: actor.name,
          actor_role: actor.role,
          peer: actor.peer,
          request_id: actor.requestId,
          action,
          target_kind: target?.kind ?? null,
          target_id: target?.id ?? null,
          target_name: target?.name ?? null,
          details: JSON.stringify(details),
        })
        .execute();
    },
    async page({ action, actor, target, text, from, to, before, limit }) {
      let query = database.selectFrom('audit').selectAll().orderBy('id', 'desc').limit(limit);
      if (before !== undefined) query = query.where('id', '<', before);
      if (action !== undefined) query = query.where('action', '=', action);
      if (actor !== undefined) query = query.where('actor_id', '=', actor);
      if (target !== undefined) query = query.where('target_id', '=', target);
      if (from !== undefined) query = query.where('at_ms', '>=', Date.parse(from));
      if (to !== undefined) query = query.where('at_ms', '<', Date.parse(to));
      if (text !== undefined && text !== '') {
        const pattern = `%${escapeLike(text.toLowerCase())}%`;
        query = query.where(({ or }) =>
          or(SEARCHED.map((column) => sql<boolean>`lower(${sql.ref(column)}) LIKE ${pattern} ESCAPE '\\'`)),
        );
      }
      return (await query.execute()).map(toEntry);
    },
  };
}
