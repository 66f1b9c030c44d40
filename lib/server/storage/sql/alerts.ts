import { randomBytes } from 'node:crypto';
import type { Kysely } from 'kysely';
import type { EpisodeEvent } from '#lib/domain/alerts/event.ts';
import type { AlertStore, StoredEpisode } from '#lib/server/storage/alerts.ts';
import { toDelivery, toEpisode, toRule, toRuleRow, toWebhook, toWebhookRow } from './alert-rows.ts';
import { type Connections, inTransaction } from './asked.ts';
import type { Database } from './schema.ts';

const MESSAGE_ID_BYTES = 16;
/** So many episodes go at once. */
const PRUNED_EPISODES = 500;

/** Alerts in either database. */
export function createAlertStore({ console: database }: Connections): AlertStore {
  const changeWebhook = (id: string, work: (transaction: Kysely<Database>) => Promise<unknown>) =>
    inTransaction(database, async (transaction) => {
      await work(transaction);
      await cancelDeliveries(transaction, id);
    });
  return {
    async rules() {
      const rows = await database.selectFrom('alert_rule').selectAll().orderBy('created_at_ms').orderBy('id').execute();
      return rows.map(toRule);
    },
    async insertRule(rule) {
      await database.insertInto('alert_rule').values(toRuleRow(rule)).execute();
    },
    async replaceRule(rule) {
      const row = { ...toRuleRow(rule), version: rule.version + 1 };
      await database.updateTable('alert_rule').set(row).where('id', '=', rule.id).execute();
    },
    async removeRule(id) {
      await database.deleteFrom('alert_rule').where('id', '=', id).execute();
    },
    async openEpisodes() {
      const rows = await openOnes(database).selectAll().orderBy('id').execute();
      return rows.map(toEpisode);
    },
    async countOpen() {
      const { count } = await openOnes(database)
        .select(({ fn }) => fn.countAll().as('count'))
        .executeTakeFirstOrThrow();
      return Number(count);
    },
    async episodes({ ruleId, before, limit }) {
      let query = database.selectFrom('alert_episode').selectAll().orderBy('id', 'desc').limit(limit);
      if (ruleId !== undefined) query = query.where('rule_id', '=', ruleId);
      if (before !== undefined) query = query.where('id', '<', before);
      return (await query.execute()).map(toEpisode);
    },
    async deliveries(episodeIds) {
      if (episodeIds.length === 0) return [];
      const rows = await database
        .selectFrom('alert_delivery')
        .selectAll()
        .where('episode_id', 'in', [...episodeIds])
        .orderBy('id')
        .execute();
      return rows.map(toDelivery);
    },
    open: (rule, episode, eventOf) =>
      inTransaction(database, async (transaction) => {
        // Locks the rule: nobody changes it until its episode is there to be closed.
        const [current] = await transaction
          .updateTable('alert_rule')
          .set({ version: rule.version })
          .where('id', '=', rule.id)
          .where('version', '=', rule.version)
          .where('enabled', '=', 1)
          .returning('id')
          .execute();
        if (current === undefined) return;
        const { id: ruleId, version: _, createdAtMs: __, ...matter } = rule;
        const row = await transaction
          .insertInto('alert_episode')
          .values({
            rule_id: ruleId,
            rule: JSON.stringify(matter),
            scope_name: episode.scopeName,
            about: episode.about === null ? null : JSON.stringify(episode.about),
            opened_at_ms: episode.openedAtMs,
            closed_at_ms: null,
            closed_by: null,
            calm_since_ms: episode.calmSinceMs,
            opening_value: episode.openingValue,
            worst_value: episode.worst,
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        const opened = toEpisode(row);
        const webhooks = await transaction
          .selectFrom('alert_webhook')
          .select(['id', 'name', 'form'])
          .where('enabled', '=', 1)
          .orderBy('created_at_ms')
          .execute();
        await tell(transaction, webhooks, eventOf(opened));
        return opened;
      }),
    async track(id, { worst, calmSinceMs }) {
      await database
        .updateTable('alert_episode')
        .set({ worst_value: worst, calm_since_ms: calmSinceMs })
        .where('id', '=', id)
        .where('closed_at_ms', 'is', null)
        .execute();
    },
    close: (id, { by, atMs, worst }, eventOf) =>
      inTransaction(database, async (transaction): Promise<StoredEpisode | undefined> => {
        const row = await transaction
          .updateTable('alert_episode')
          .set({ closed_at_ms: atMs, closed_by: by, worst_value: worst })
          .where('id', '=', id)
          .where('closed_at_ms', 'is', null)
          .returningAll()
          .executeTakeFirst();
        if (row === undefined) return;
        const closed = toEpisode(row);
        const told = await transaction
          .selectFrom('alert_webhook')
          .select(['id', 'name', 'form'])
          .where('enabled', '=', 1)
          .where('id', 'in', ({ selectFrom }) =>
            selectFrom('alert_delivery').select('webhook_id').where('episode_id', '=', id),
          )
          .orderBy('created_at_ms')
          .execute();
        await tell(transaction, told, eventOf(closed));
        return closed;
      }),
    async webhooks() {
      const rows = await database
        .selectFrom('alert_webhook')
        .selectAll()
        .orderBy('created_at_ms')
        .orderBy('id')
        .execute();
      return rows.map(toWebhook);
    },
    async insertWebhook(webhook) {
      await database.insertInto('alert_webhook').values(toWebhookRow(webhook)).execute();
    },
    async replaceWebhook(webhook) {
      const update = (on: Kysely<Database>) =>
        on.updateTable('alert_webhook').set(toWebhookRow(webhook)).where('id', '=', webhook.id).execute();
      if (webhook.enabled) await update(database);
      else await changeWebhook(webhook.id, update);
    },
    removeWebhook: (id) =>
      changeWebhook(id, (transaction) => transaction.deleteFrom('alert_webhook').where('id', '=', id).execute()),
    async prune(beforeMs) {
      const old = await database
        .selectFrom('alert_episode')
        .select('id')
        .where('closed_at_ms', '<', beforeMs)
        .limit(PRUNED_EPISODES)
        .execute();
      if (old.length === 0) return;
      const ids = old.map(({ id }) => id);
      await database.deleteFrom('alert_delivery').where('episode_id', 'in', ids).execute();
      await database.deleteFrom('alert_episode').where('id', 'in', ids).execute();
    },
  };
}

const openOnes = (database: Kysely<Database>) => database.selectFrom('alert_episode').where('closed_at_ms', 'is', null);

interface Told {
  readonly id: string;
  readonly name: string;
  readonly form: string;
}

/** Puts a message for each into the outbox; it is due at once. */
async function tell(database: Kysely<Database>, webhooks: readonly Told[], event: EpisodeEvent): Promise<void> {
  if (webhooks.length === 0) return;
  const rows = webhooks.map(({ id, name, form }) => ({
    ...{ episode_id: event.episodeId, webhook_id: id, webhook_name: name, form, kind: event.kind },
    message_id: `msg_${randomBytes(MESSAGE_ID_BYTES).toString('hex')}`,
    event: JSON.stringify(event),
    ...{ state: 'pending', attempts: 0, next_at_ms: event.atMs, taken_until_ms: 0 },
    ...{ last_at_ms: null, last_status: null, last_failure: null },
  }));
  await database.insertInto('alert_delivery').values(rows).execute();
}

async function cancelDeliveries(database: Kysely<Database>, webhookId: string): Promise<void> {
  await database
    .updateTable('alert_delivery')
    .set({ state: 'cancelled' })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'pending')
    .execute();
}
