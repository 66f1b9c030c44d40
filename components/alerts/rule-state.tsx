'use client';
import { useTranslations } from 'next-intl';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { type RuleStanding, standingOf } from '#lib/domain/alerts/standing.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { AlertWords } from './use-alert-words.ts';

const OTHER = 'border border-line text-muted';
const LOOKS: Readonly<Record<RuleStanding, string>> = {
  firing: 'bg-danger-soft font-semibold text-danger',
  reached: 'bg-warning-soft text-text',
  ok: 'bg-accent-soft text-accent',
  ...{ few: OTHER, noData: OTHER, off: OTHER, unknown: OTHER },
};

/** Whether a rule is firing and, where it is not, whether that says anything. */
export function RuleState({ rule, words }: { rule: AlertRule; words: AlertWords }) {
  const t = useTranslations('alerts.rules');
  const standing = standingOf(rule);
  const { firingSince } = rule;
  return (
    <span className={classNames('rounded-control px-1.5 py-px text-meta', LOOKS[standing])}>
      {firingSince === null ? t(standing) : t('firingSince', { time: words.time(firingSince) })}
    </span>
  );
}
