import * as z from 'zod/mini';
import { ENDPOINT_IDS } from '#lib/contract/endpoints.ts';
import { limitsSchema } from '#lib/contract/plans.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import type { KeyStore, StoredKey } from '#lib/server/storage/accounts.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { askedByCall, type Connections, inTransaction } from './asked.ts';
import type { KeyTable } from './schema.ts';

const modelsSchema = z.nullable(z.array(z.string()));
const routesSchema = z.nullable(z.array(z.enum(ENDPOINT_IDS)));

const parseList = (text: string | null): unknown => (text === null ? null : parseJson(text));
const writeList = (list: readonly string[] | null): string | null => (list === null ? null : JSON.stringify(list));
/** Kysely leaves a column alone whose value is undefined. */
const rewriteList = (list: readonly string[] | null | undefined) => (list === undefined ? undefined : writeList(list));

const toKey = (row: KeyTable): StoredKey => ({
  id: row.id,
  owner: row.owner,
  name: row.name,
  plan: row.plan,
  hash: row.hash,
  lastFour: row.last_four,
  models: modelsSchema.parse(parseList(row.models)),
  routes: routesSchema.parse(parseList(row.routes)),
  limits: limitsSchema.parse(parseJson(row.limits)),
  expiresAtMs: row.expires_at_ms,
  revokedAtMs: row.revoked_at_ms,
  createdAtMs: row.created_at_ms,
  captureUntilMs: row.capture_until_ms,
});

const toTable = (key: StoredKey): KeyTable => ({
  id: key.id,
  owner: key.owner,
  name: key.name,
  plan: key.plan,
  hash: key.hash,
  last_four: key.lastFour,
  models: writeList(key.models),
  routes: writeList(key.routes),
  limits: JSON.stringify(key.limits),
  expires_at_ms: key.expiresAtMs,
  revoked_at_ms: key.revokedAtMs,
  created_at_ms: key.createdAtMs,
  capture_until_ms: key.captureUntilMs,
});

/** Virtual keys in either database. */
export function createKeyStore({ calls, console: database }: Connections): KeyStore {
  return {
    find: (id) =>
      askedByCall(async () => {
        const row = await calls.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
        return row === undefined ? undefined : toKey(row);
      }),
    async list() {
      const rows = await database.selectFrom('api_key').selectAll().orderBy('created_at_ms').orderBy('id').execute();
      return rows.map(toKey);
    },
    async insert(key) {
      await database.insertInto('api_key').values(toTable(key)).execute();
    },
    update: (id, { name, owner, plan, models, routes, limits, expiresAtMs, captureUntilMs }) =>
      inTransaction(database, async (transaction) => {
        // `id`: a statement that sets nothing would be none. From here on the row is locked, so limits that two change
        // at once are changed one after the other.
        const row = await transaction
          .updateTable('api_key')
          .set({ id, name, owner, plan, expires_at_ms: expiresAtMs, capture_until_ms: captureUntilMs })
          .set({ models: rewriteList(models), routes: rewriteList(routes) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        const key = toKey(row);
        if (limits === undefined) return key;
        const written = writeLimits(key.limits, limits);
        const json = JSON.stringify(written);
        await transaction.updateTable('api_key').set({ limits: json }).where('id', '=', id).execute();
        return { ...key, limits: written };
      }),
    async move(owner, { from, to }) {
      const { numUpdatedRows } = await database
        .updateTable('api_key')
        .set({ plan: to })
        .where('owner', '=', owner)
        .where('plan', '=', from)
        .executeTakeFirst();
      return Number(numUpdatedRows);
    },
    async revoke(id, atMs) {
      await database
        .updateTable('api_key')
        .set({ revoked_at_ms: atMs })
        .where('id', '=', id)
        .where('revoked_at_ms', 'is', null)
        .execute();
    },
  };
}
