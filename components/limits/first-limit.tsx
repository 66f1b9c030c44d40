'use client';
import { CircleCheck, Timer } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import type { LimitGauge } from '#lib/contract/limit-watch.ts';
import { shareOfGauge } from '#lib/domain/limits/limits-view.ts';
import { gaugeLevel } from '#lib/domain/usage/gauge.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { LimitWords } from './use-limit-words.ts';

interface FirstLimitProps {
  /** Undefined: none is reached at the present rate. */
  gauge: LimitGauge | undefined;
  words: LimitWords;
  nowMs: number;
  onOpen: (gauge: LimitGauge) => void;
}

/** The limit that binds first. */
export function FirstLimit({ gauge, words, nowMs, onOpen }: FirstLimitProps) {
  const t = useTranslations('limits.first');
  if (gauge === undefined) {
    return (
      <section aria-label={t('label')} className="flex items-center gap-3 rounded-card border border-line bg-panel p-4">
        <CircleCheck size={20} strokeWidth={1.5} aria-hidden className="shrink-0 text-accent" />
        <p className="text-ui">{t('none')}</p>
      </section>
    );
  }
  const { words: time, sure } = words.time(gauge, nowMs);
  const level = gaugeLevel(shareOfGauge(gauge));
  return (
    <section
      aria-label={t('label')}
      className={classNames(
        'flex flex-wrap items-center gap-x-4 gap-y-2 rounded-card border p-4',
        level === 'over' || level === 'danger' ? 'border-danger bg-danger-soft' : 'border-line bg-panel',
      )}
    >
      <Timer size={20} strokeWidth={1.5} aria-hidden className="shrink-0 text-muted" />
      <div className="min-w-0 grow basis-60">
        <p className="text-meta text-muted">{t('what', { who: words.who(gauge), kind: words.kind(gauge) })}</p>
        <p className="text-display font-semibold tabular-nums">{time}</p>
        {sure !== undefined && <p className="mt-0.5 text-meta text-muted tabular-nums">{sure}</p>}
      </div>
      <Button onClick={() => onOpen(gauge)}>{t('open')}</Button>
    </section>
  );
}
