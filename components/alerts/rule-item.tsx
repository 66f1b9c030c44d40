'use client';
import { History } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { IconButton } from '#components/ui/button.tsx';
import type { AlertRule } from '#lib/contract/alerts.ts';
import { type RuleStanding, standingOf } from '#lib/domain/alerts/standing.ts';
import { classNames } from '#lib/std/class-names.ts';
import { ActButtons, ICON, type ItemActs } from './act-buttons.tsx';
import { RuleState } from './rule-state.tsx';
import type { AlertWords } from './use-alert-words.ts';

interface RuleItemProps {
  rule: AlertRule;
  words: AlertWords;
  onHistory: () => void;
  /** Absent for somebody who only reads. */
  acts: ItemActs | undefined;
}

export function RuleItem({ rule, words, onHistory, acts }: RuleItemProps) {
  const t = useTranslations('alerts.rules');
  const { id, name, scope, scopeName } = rule;
  const titleId = `rule-${id}`;
  return (
    <article aria-labelledby={titleId} className="flex flex-wrap items-start gap-x-4 gap-y-2 px-4 py-3">
      <div className="min-w-0 grow basis-72">
        <div className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <h3 id={titleId} className="text-ui font-semibold wrap-anywhere">
            {name}
          </h3>
          <RuleState rule={rule} words={words} />
        </div>
        <p className="mt-0.5 text-meta wrap-anywhere text-muted">
          {words.condition(rule)}
          {' · '}
          {words.named(scope, scopeName)}
        </p>
      </div>
      <Now rule={rule} words={words} />
      <div className="-my-1 flex shrink-0 max-sm:-ml-2">
        <IconButton label={t('history', { name })} onClick={onHistory}>
          <History {...ICON} />
        </IconButton>
        {acts !== undefined && <ActButtons item={rule} acts={acts} />}
      </div>
    </article>
  );
}

const BARS: Readonly<Record<RuleStanding, string>> = {
  ...{ firing: 'bg-danger', reached: 'bg-danger', ok: 'bg-accent' },
  ...{ few: 'bg-line-control', noData: 'bg-line-control', off: 'bg-line-control', unknown: 'bg-line-control' },
};

/** What is seen now, against the threshold. */
function Now({ rule, words }: Pick<RuleItemProps, 'rule' | 'words'>) {
  const t = useTranslations('alerts.rules');
  const { now, metric, threshold } = rule;
  if (now === null || now.value === null) return null;
  const share = Math.min(1, now.value / threshold);
  return (
    <div className="w-52 max-sm:w-full">
      <p className="text-meta tabular-nums">
        <span className="sr-only">{t('now')} </span>
        {t('nowOf', { value: words.value(metric, now.value), threshold: words.value(metric, threshold) })}
      </p>
      <div aria-hidden className="mt-1.5 h-1.5 overflow-hidden rounded-full bg-hover">
        <div
          className={classNames('h-full rounded-full', BARS[standingOf(rule)])}
          style={{ width: `${share * 100}%` }}
        />
      </div>
      <p className="mt-1 text-meta wrap-anywhere text-faint">
        {now.about === null ? now.calls !== null && t('calls', { count: now.calls }) : words.about(now.about)}
      </p>
    </div>
  );
}
