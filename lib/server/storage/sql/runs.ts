import { type RawBuilder, type SqlBool, sql } from 'kysely';
import { billSchema, RUN_STATUSES, type RunEvent, runHeadSchema } from '#lib/contract/runs.ts';
import type { RunStore, StoredRun } from '#lib/server/storage/runs.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { Connections } from './asked.ts';
import type { RunEventTable, RunTable } from './schema.ts';

export interface RunStoreOptions {
  /** This process. */
  readonly instanceId: string;
  readonly shared: boolean;
  /** Of a row of `run`: its process has died. */
  readonly died: RawBuilder<SqlBool>;
}

/** So many events are one statement, which may have 32,766 values in SQLite and 65,535 in Postgres. */
const APPENDED_EVENTS = 500;
/** So many runs go at once: each has a few thousand events. */
const PRUNED_RUNS = 20;

/**
 * Runs in either database. What streams wait for goes by the way of calls, in single statements: that connection is the
 * ledger's own in SQLite, and takes no transaction from here.
 */
export function createRunStore(
  { calls, console: database }: Connections,
  { instanceId, shared, died }: RunStoreOptions,
): RunStore {
  return {
    shared,
    async insert(run) {
      const rows = await calls
        .insertInto('run')
        .values({
          id: run.id,
          owner: run.owner,
          instance_id: instanceId,
          model: run.model,
          status: run.status,
          bill: null,
          conversation_id: run.answer?.conversationId ?? null,
          message_id: run.answer?.messageId ?? null,
          created_at_ms: run.createdAtMs,
          stop_asked: 0,
          duration_ms: null,
        })
        .onConflict((conflict) => conflict.doNothing())
        .returning('id')
        .execute();
      return rows.length > 0;
    },
    async find(id) {
      const row = await calls.selectFrom('run').selectAll().where('id', '=', id).executeTakeFirst();
      return row === undefined ? undefined : toRun(row);
    },
    async append(events) {
      const rows = events.map(({ runId, event }) => toEventRow(runId, event));
      for (let index = 0; index < rows.length; index += APPENDED_EVENTS) {
        // Sent again after a refusal, or an answer that was lost on its way, they are there already.
        await calls
          .insertInto('run_event')
          .values(rows.slice(index, index + APPENDED_EVENTS))
          .onConflict((conflict) => conflict.doNothing())
          .execute();
      }
    },
    async events(id, after, limit) {
      const rows = await calls
        .selectFrom('run_event')
        .selectAll()
        .where('run_id', '=', id)
        .where('n', '>', after)
        .orderBy('n')
        .limit(limit)
        .execute();
      return rows.map(toEvent);
    },
    async end(id, { status, durationMs, bill }) {
      const rows = await calls
        .updateTable('run')
        .set({ status, duration_ms: durationMs, bill: bill === null ? null : JSON.stringify(bill) })
        .where('id', '=', id)
        .where('status', '=', 'running')
        .returning('id')
        .execute();
      return rows.length > 0;
    },
    async askToStop(id) {
      await calls.updateTable('run').set({ stop_asked: 1 }).where('id', '=', id).execute();
    },
    async askedToStop(ids) {
      const rows = await calls
        .selectFrom('run')
        .select('id')
        .where('id', 'in', [...ids])
        .where('stop_asked', '=', 1)
        .execute();
      return rows.map((row) => row.id);
    },
    async orphans() {
      const rows = await database
        .selectFrom('run')
        .selectAll()
        .where('status', '=', 'running')
        .where('instance_id', '!=', instanceId)
        .where(died)
        .execute();
      return rows.map(toRun);
    },
    async prune(beforeMs) {
      const old = await database
        .selectFrom('run')
        .select('id')
        .where('created_at_ms', '<', beforeMs)
        .where('status', '!=', 'running')
        .limit(PRUNED_RUNS)
        .execute();
      if (old.length === 0) return 0;
      const ids = old.map(({ id }) => id);
      await database.deleteFrom('run_event').where('run_id', 'in', ids).execute();
      await database.deleteFrom('run').where('id', 'in', ids).execute();
      return ids.length;
    },
  };
}

/** Processes that are alone with their database: whoever else made a run has died. */
export const OTHERS_DIED = sql<SqlBool>`1 = 1`;

const statusOf = (text: string): StoredRun['status'] => {
  const status = RUN_STATUSES.find((known) => known === text);
  if (status === undefined) throw new Error(`A run cannot be '${text}'`);
  return status;
};

const toRun = (row: RunTable): StoredRun => ({
  id: row.id,
  owner: row.owner,
  model: row.model,
  status: statusOf(row.status),
  createdAtMs: row.created_at_ms,
  durationMs: row.duration_ms,
  bill: row.bill === null ? null : billSchema.parse(parseJson(row.bill)),
  answer:
    row.conversation_id === null || row.message_id === null
      ? null
      : { conversationId: row.conversation_id, messageId: row.message_id },
});

const toEventRow = (runId: string, event: RunEvent): RunEventTable => ({
  run_id: runId,
  n: event.n,
  at_ms: event.atMs,
  type: event.type,
  data: event.type === 'head' ? JSON.stringify(event.head) : event.raw,
});

const toEvent = ({ n, at_ms: atMs, type, data }: RunEventTable): RunEvent =>
  type === 'head' ? { type, n, atMs, head: runHeadSchema.parse(parseJson(data)) } : { type: 'raw', n, atMs, raw: data };
