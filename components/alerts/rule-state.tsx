'use client';
import { useTranslations } from 'next-intl';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { AlertWords } from './use-alert-words.ts';

const LOOKS = {
  firing: 'bg-danger-soft font-semibold text-danger',
  ok: 'bg-accent-soft text-accent',
  other: 'border border-line text-muted',
} as const;

/** Whether a rule is firing and, where it is not, whether that says anything. */
export function RuleState({ rule, words }: { rule: AlertRule; words: AlertWords }) {
  const t = useTranslations('alerts.rules');
  const { enabled, firingSince, now, minCalls, metric } = rule;
  if (firingSince !== null) return <Mark look="firing" text={t('firingSince', { time: words.time(firingSince) })} />;
  if (!enabled) return <Mark look="other" text={t('off')} />;
  if (now === null) return <Mark look="other" text={t('unknown')} />;
  if (now.value === null) return <Mark look="other" text={t('noData')} />;
  const few = minCalls !== null && now.calls !== null && now.calls < minCalls;
  return few && metric !== 'limit_share' ? <Mark look="other" text={t('few')} /> : <Mark look="ok" text={t('ok')} />;
}

function Mark({ look, text }: { look: keyof typeof LOOKS; text: string }) {
  return <span className={classNames('rounded-control px-1.5 py-px text-meta', LOOKS[look])}>{text}</span>;
}
