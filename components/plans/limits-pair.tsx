'use client';
import { useTranslations } from 'next-intl';
import type { WrittenLimits } from '#lib/domain/limits/written-limits.ts';
import { LimitsFields } from './limits-fields.tsx';

interface LimitsPairProps {
  limits: WrittenLimits;
  pool: WrittenLimits;
  currency: string;
  onLimits: (change: Partial<WrittenLimits>) => void;
  onPool: (change: Partial<WrittenLimits>) => void;
  focusFirst?: boolean;
  /** What is said below in addition. */
  note?: string;
}

/** Both kinds of limits of a plan, side by side as they stand on its card. */
export function LimitsPair({ limits, pool, currency, onLimits, onPool, focusFirst = false, note }: LimitsPairProps) {
  const t = useTranslations('plans');
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-2">
        <LimitsFields
          legend={t('limits.owner')}
          help={t('form.ownerHelp')}
          written={limits}
          currency={currency}
          onChange={onLimits}
          focusFirst={focusFirst}
        />
        <LimitsFields
          legend={t('limits.pool')}
          help={t('form.poolHelp')}
          written={pool}
          currency={currency}
          onChange={onPool}
        />
      </div>
      <p className="text-meta text-muted">
        {t('form.empty')}
        {note !== undefined && <span className="mt-1 block">{note}</span>}
      </p>
    </>
  );
}
