import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import { limitsSchema, type Plan } from '#lib/contract/plans.ts';
import { writeLimits } from '#lib/domain/limits/write-limits.ts';
import { LOCAL_PLAN_SETTING, type PlanStore } from '#lib/server/storage/accounts.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { askedByCall, type Connections, inTransaction } from './asked.ts';
import { openInvitations } from './invitations.ts';
import type { PlanTable } from './schema.ts';

const toPlan = (row: PlanTable): Plan => ({
  id: row.id,
  name: row.name,
  builtIn: row.built_in === 1,
  limits: limitsSchema.parse(parseJson(row.limits)),
  pool: limitsSchema.parse(parseJson(row.pool)),
});

const toColumns = ({ name, limits, pool }: Plan) => ({
  name,
  limits: JSON.stringify(limits),
  pool: JSON.stringify(pool),
});

/** Plans in either database. */
export function createPlanStore({ calls, console: database }: Connections): PlanStore {
  return {
    list: () =>
      askedByCall(async () => {
        const rows = await calls.selectFrom('plan').selectAll().orderBy('built_in', 'desc').orderBy('id').execute();
        return rows.map(toPlan);
      }),
    async insert(plan) {
      const row = { id: plan.id, owner: LOCAL_OWNER, built_in: plan.builtIn ? 1 : 0, ...toColumns(plan) };
      const { numInsertedOrUpdatedRows } = await database
        .insertInto('plan')
        .values(row)
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst();
      return numInsertedOrUpdatedRows === 1n;
    },
    update: (id, { name, limits, pool }) =>
      inTransaction(database, async (transaction) => {
        // As of keys: nothing is set, or the name, and the row is locked.
        const row = await transaction
          .updateTable('plan')
          .set({ id, name })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        const known = toPlan(row);
        const plan = { ...known, limits: writeLimits(known.limits, limits), pool: writeLimits(known.pool, pool) };
        await transaction.updateTable('plan').set(toColumns(plan)).where('id', '=', id).execute();
        return plan;
      }),
    async remove(id) {
      // One statement: a key made in between, or calls without one, would be left without their plan.
      const { numDeletedRows } = await database
        .deleteFrom('plan')
        .where('id', '=', id)
        .where('built_in', '=', 0)
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('api_key').select('id').where('plan', '=', id))))
        .where(({ not, exists, selectFrom }) => not(exists(selectFrom('person').select('id').where('plan', '=', id))))
        .where(({ not, exists, selectFrom }) =>
          not(
            exists(
              openInvitations(selectFrom, Date.now())
                .select('id')
                .where('plan', '=', id)
                .where('person_id', 'is', null),
            ),
          ),
        )
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('meta').select('name').where('name', '=', LOCAL_PLAN_SETTING).where('value', '=', id))),
        )
        .executeTakeFirst();
      return numDeletedRows === 1n;
    },
  };
}
