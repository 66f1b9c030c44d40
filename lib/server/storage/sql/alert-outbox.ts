import type { ExpressionBuilder } from 'kysely';
import { episodeEventSchema } from '#lib/domain/alerts/event.ts';
import type { AlertOutbox, DueDelivery, Leases } from '#lib/server/storage/alerts.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { toWebhook } from './alert-rows.ts';
import type { Connections } from './asked.ts';
import type { Database } from './schema.ts';

/** What may be sent now, and nobody is sending. */
const isDue = ({ and, eb, not, exists, selectFrom }: ExpressionBuilder<Database, 'alert_delivery'>, nowMs: number) =>
  and([
    eb('state', '=', 'pending'),
    eb('next_at_ms', '<=', nowMs),
    eb('taken_until_ms', '<=', nowMs),
    not(
      exists(
        selectFrom('alert_delivery as earlier')
          .select('earlier.id')
          .whereRef('earlier.episode_id', '=', 'alert_delivery.episode_id')
          .whereRef('earlier.webhook_id', '=', 'alert_delivery.webhook_id')
          .whereRef('earlier.id', '<', 'alert_delivery.id')
          .where('earlier.state', '=', 'pending'),
      ),
    ),
  ]);

/** Messages on their way out, in either database. */
export function createAlertOutbox({ console: database }: Connections): AlertOutbox {
  return {
    async take({ nowMs, untilMs, limit }) {
      const due = await database
        .selectFrom('alert_delivery')
        .select('id')
        .where((builder) => isDue(builder, nowMs))
        .orderBy('next_at_ms')
        .limit(limit)
        .execute();
      if (due.length === 0) return [];
      const ids = due.map(({ id }) => id);
      // Asked once more: of processes that found the same one, the first takes it, and the others see that.
      const taken = await database
        .updateTable('alert_delivery')
        .set(({ eb }) => ({ taken_until_ms: untilMs, attempts: eb('attempts', '+', 1) }))
        .where('id', 'in', ids)
        .where('state', '=', 'pending')
        .where('taken_until_ms', '<=', nowMs)
        .returning(['id', 'message_id', 'attempts', 'event', 'webhook_id'])
        .execute();
      if (taken.length === 0) return [];
      const rows = await database
        .selectFrom('alert_webhook')
        .selectAll()
        .where('id', 'in', [...new Set(taken.map((row) => row.webhook_id))])
        .execute();
      const webhooks = new Map(rows.map((row) => [row.id, toWebhook(row)]));
      const isOn = (id: string) => webhooks.get(id)?.enabled === true;
      // Written in the moment in which their webhook was switched off or deleted.
      const unwanted = taken.filter((row) => !isOn(row.webhook_id)).map((row) => row.id);
      if (unwanted.length > 0) {
        await database.updateTable('alert_delivery').set({ state: 'cancelled' }).where('id', 'in', unwanted).execute();
      }
      return taken.flatMap((row): DueDelivery[] => {
        const webhook = webhooks.get(row.webhook_id);
        if (webhook === undefined || !webhook.enabled) return [];
        const event = episodeEventSchema.parse(parseJson(row.event));
        return [{ id: row.id, messageId: row.message_id, attempts: row.attempts, event, webhook }];
      });
    },
    async settle(id, { atMs, state, nextAtMs, status, failure }) {
      await database
        .updateTable('alert_delivery')
        .set({
          ...{ next_at_ms: nextAtMs, taken_until_ms: 0, last_at_ms: atMs, last_status: status },
          last_failure: failure === null ? null : JSON.stringify(failure),
        })
        // One that was cancelled meanwhile stays so, unless it has arrived.
        .set(({ ref, val, eb, case: when }) => ({
          state:
            state === 'delivered'
              ? val(state)
              : when()
                  .when(eb('state', '=', 'pending'))
                  .then(state)
                  .else(ref('state'))
                  .end(),
        }))
        .where('id', '=', id)
        .execute();
    },
  };
}

/** Leases in either database. */
export const createLeases = ({ console: database }: Connections): Leases => ({
  async take(name, holder, { nowMs, untilMs }) {
    const rows = await database
      .insertInto('lease')
      .values({ name, holder, until_ms: untilMs })
      .onConflict((conflict) =>
        conflict
          .column('name')
          .doUpdateSet({ holder, until_ms: untilMs })
          .where(({ or, eb }) => or([eb('lease.holder', '=', holder), eb('lease.until_ms', '<=', nowMs)])),
      )
      .returning('name')
      .execute();
    return rows.length > 0;
  },
});
