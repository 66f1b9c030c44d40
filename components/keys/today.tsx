'use client';
import { useTranslations } from 'next-intl';
import type { CallSums, QuotaShare } from '#lib/contract/key-use.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useWords } from './use-words.ts';

interface TodayProps {
  sums: CallSums;
  /** The quota that is nearest to its end. */
  nearest: QuotaShare | null;
  currency: string;
}

/** What today came to, and how much of its nearest quota is gone. */
export function Today({ sums: { requests, tokens, refused, failed }, nearest, currency }: TodayProps) {
  const t = useTranslations('keys.use');
  const words = useWords(currency);
  const bad = [
    ...(refused === 0 ? [] : [t('refused', { count: refused })]),
    ...(failed === 0 ? [] : [t('failed', { count: failed })]),
  ];
  return (
    <div className="flex max-w-72 min-w-36 flex-col gap-0.5">
      <span className={classNames(requests === 0 && 'text-faint')}>
        {requests === 0
          ? t('nothing')
          : [t('requests', { count: requests }), t('tokens', { count: tokens })].join(' · ')}
      </span>
      {bad.length > 0 && <span className="text-meta text-danger">{bad.join(' · ')}</span>}
      {nearest !== null && (
        <>
          <QuotaBar share={nearest} />
          <span className="text-meta text-muted">{words.quota(nearest)}</span>
        </>
      )}
    </div>
  );
}

/** From here on a quota's end is near. */
const NEAR = 0.8;

/** In full colour what this key used today, in half of it what was used besides. What it says stands beside it. */
function QuotaBar({ share: { limit, used, usedToday } }: { share: QuotaShare }) {
  const colour = used >= limit ? 'fill-danger' : used >= NEAR * limit ? 'fill-warning' : 'fill-accent';
  const width = (amount: number) => Math.min(amount / limit, 1) * 100;
  return (
    <svg aria-hidden viewBox="0 0 100 4" preserveAspectRatio="none" className="my-1 h-1 w-full rounded-full">
      <rect width={100} height={4} className="fill-line" />
      <rect width={width(used)} height={4} className={`${colour} opacity-40`} />
      <rect width={width(usedToday)} height={4} className={colour} />
    </svg>
  );
}
