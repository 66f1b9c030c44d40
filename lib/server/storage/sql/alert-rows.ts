import type { Selectable } from 'kysely';
import {
  aboutSchema,
  DELIVERY_KINDS,
  DELIVERY_STATES,
  deliveryFailureSchema,
  ENDINGS_OF_EPISODES,
  ruleMatterSchema,
  WEBHOOK_FORMS,
  WEBHOOK_LANGUAGES,
} from '#lib/contract/alerts.ts';
import type { StoredDelivery, StoredEpisode, StoredRule, StoredWebhook } from '#lib/server/storage/alerts.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { AlertDeliveryTable, AlertEpisodeTable, AlertRuleTable, AlertWebhookTable } from './alert-tables.ts';

/** Rows of alerts as what they stand for, and back. */

/** @throws Error for what nobody wrote so */
function oneOf<Word extends string>(words: readonly Word[], text: string): Word {
  const word = words.find((known) => known === text);
  if (word === undefined) throw new Error(`None of ${words.join(', ')}: '${text}'`);
  return word;
}

export const toRule = (row: AlertRuleTable): StoredRule => ({
  ...ruleMatterSchema.parse({
    name: row.name,
    enabled: row.enabled === 1,
    metric: row.metric,
    scope: { kind: row.scope_kind, id: row.scope_id },
    threshold: row.threshold,
    limit: row.limit_kind,
    windowMinutes: row.window_minutes,
    minCalls: row.min_calls,
  }),
  id: row.id,
  version: row.version,
  createdAtMs: row.created_at_ms,
});

export const toRuleRow = (rule: StoredRule): AlertRuleTable => ({
  id: rule.id,
  name: rule.name,
  metric: rule.metric,
  scope_kind: rule.scope.kind,
  scope_id: rule.scope.id,
  limit_kind: rule.limit,
  threshold: rule.threshold,
  window_minutes: rule.windowMinutes,
  min_calls: rule.minCalls,
  enabled: rule.enabled ? 1 : 0,
  version: rule.version,
  created_at_ms: rule.createdAtMs,
});

export const toWebhook = (row: AlertWebhookTable): StoredWebhook => ({
  id: row.id,
  name: row.name,
  form: oneOf(WEBHOOK_FORMS, row.form),
  language: oneOf(WEBHOOK_LANGUAGES, row.language),
  enabled: row.enabled === 1,
  addressShown: row.address_shown,
  sealed: row.sealed,
  signed: row.signed === 1,
  createdAtMs: row.created_at_ms,
});

export const toWebhookRow = (webhook: StoredWebhook): AlertWebhookTable => ({
  id: webhook.id,
  name: webhook.name,
  form: webhook.form,
  language: webhook.language,
  enabled: webhook.enabled ? 1 : 0,
  address_shown: webhook.addressShown,
  sealed: webhook.sealed,
  signed: webhook.signed ? 1 : 0,
  created_at_ms: webhook.createdAtMs,
});

export const toEpisode = (row: Selectable<AlertEpisodeTable>): StoredEpisode => ({
  id: row.id,
  ruleId: row.rule_id,
  rule: ruleMatterSchema.parse(parseJson(row.rule)),
  scopeName: row.scope_name,
  about: row.about === null ? null : aboutSchema.parse(parseJson(row.about)),
  openedAtMs: row.opened_at_ms,
  closedAtMs: row.closed_at_ms,
  closedBy: row.closed_by === null ? null : oneOf(ENDINGS_OF_EPISODES, row.closed_by),
  calmSinceMs: row.calm_since_ms,
  openingValue: row.opening_value,
  worst: row.worst_value,
});

export const toDelivery = (row: Selectable<AlertDeliveryTable>): StoredDelivery => ({
  id: row.id,
  episodeId: row.episode_id,
  webhookName: row.webhook_name,
  form: oneOf(WEBHOOK_FORMS, row.form),
  kind: oneOf(DELIVERY_KINDS, row.kind),
  state: oneOf(DELIVERY_STATES, row.state),
  attempts: row.attempts,
  nextAtMs: row.next_at_ms,
  lastAtMs: row.last_at_ms,
  lastStatus: row.last_status,
  lastFailure: row.last_failure === null ? null : deliveryFailureSchema.parse(parseJson(row.last_failure)),
});
