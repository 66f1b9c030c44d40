import type { AlertWords } from './words.ts';

export const en: AlertWords = {
  tag: 'en',
  firing: 'Alert: {rule}',
  over: 'Alert over: {rule}',
  test: {
    title: 'Test message',
    body: 'This is a test message from Ruijing Console, not an alert. If you can read it, the webhook works.',
  },
  metrics: {
    limit_share: 'Share of the limit used',
    error_rate: 'Error rate',
    latency_p95: 'p95 latency',
    spend_day: 'Spend today',
  },
  value: '{metric}: {value} (threshold {threshold})',
  nothing: 'no data',
  scope: 'Scope: {scope}',
  scopes: {
    all: 'everything',
    key: 'key {name}',
    person: 'person {name}',
    plan: 'plan {name}',
    model: 'model {name}',
    upstream: 'upstream {name}',
  },
  about: 'Nearest to its end: {subject}, {limit}',
  limits: { requests: 'requests a minute', tokens: 'tokens', spend: 'spend a month' },
  window: 'Measured over: the last {minutes} minutes, {calls} calls',
  since: 'Since: {time}',
  lasted: 'Lasted: {duration}, at worst {worst}',
  minutes: '{count} min',
  lessThanAMinute: 'less than a minute',
  ending: 'Reason: {ending}',
  endings: {
    recovered: 'back below the threshold',
    no_data: 'there is nothing left to measure (no calls, or no limit any more)',
    changed: 'the rule was changed, and is judged anew',
    disabled: 'the rule was switched off',
    deleted: 'the rule was deleted',
  },
  open: 'Open in the console',
};
