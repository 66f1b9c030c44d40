'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { useId } from 'react';
import { GAUGE_SHARES, type GaugeLevel, type GaugeShares, gaugeLevel, shareOf } from '#lib/domain/usage/gauge.ts';
import { classNames } from '#lib/std/class-names.ts';

const FILLS: Readonly<Record<GaugeLevel, string>> = {
  fine: 'fill-accent',
  warn: 'fill-warning',
  danger: 'fill-danger',
  over: 'fill-danger',
};
const WORDS: Readonly<Record<GaugeLevel, string>> = {
  fine: 'text-muted',
  warn: 'text-warning',
  danger: 'text-danger',
  over: 'text-danger',
};

/** Less than this is told as such: zero it is not. */
const TINY_SHARE = 0.001;

interface GaugeProps {
  label: string;
  /** `null`: not known, which is not zero. */
  used: number | null;
  /** Beside it, by calls that are under way. */
  reserved?: number;
  /** `null`: there is none. */
  limit: number | null;
  format: (value: number) => string;
  shares?: GaugeShares;
}

/** How much of a limit is gone: in full colour what is used, in half of it what is reserved. */
export function Gauge({ label, used, reserved = 0, limit, format, shares = GAUGE_SHARES }: GaugeProps) {
  const t = useTranslations('charts.gauge');
  const percentOf = usePercent();
  const id = useId();
  if (used === null || limit === null) {
    const words =
      used !== null
        ? t('unlimited', { used: format(used) })
        : limit === null
          ? t('unknown')
          : t('unknownOf', { limit: format(limit) });
    return (
      <div className="flex min-w-0 flex-col gap-1.5">
        <Head label={label} words={words} />
        {/* No bar: an empty one would say that nothing is used. */}
        <div aria-hidden className="h-2 rounded-full border border-dashed border-line-control" />
      </div>
    );
  }
  const share = shareOf(used + reserved, limit);
  const level = gaugeLevel(share, shares);
  const amounts = { used: format(used), limit: format(limit), percent: percentOf(shareOf(used, limit)) };
  const valueText =
    reserved > 0
      ? t('valueReserved', { ...amounts, percent: percentOf(share), reserved: format(reserved) })
      : t('value', amounts);
  const width = (of: number) => Math.min(1, Math.max(0, shareOf(of, limit))) * 100;
  return (
    <div className="flex min-w-0 flex-col gap-1.5">
      <Head id={id} label={label} words={t('share', amounts)} />
      {/* The platform draws its own in its own colours, so it is for the ear only. */}
      <meter
        aria-labelledby={id}
        min={0}
        max={limit || 1}
        value={level === 'over' ? limit || 1 : used + reserved}
        aria-valuetext={level === 'fine' ? valueText : `${valueText} · ${t(`levels.${level}`)}`}
        className="sr-only"
      />
      <svg
        aria-hidden
        viewBox="0 0 100 8"
        preserveAspectRatio="none"
        className="block h-2 w-full overflow-hidden rounded-full border border-line-control"
      >
        <rect width={width(used + reserved)} height={8} className={`${FILLS[level]} opacity-40`} />
        <rect width={width(used)} height={8} className={FILLS[level]} />
      </svg>
      <p className={classNames('flex flex-wrap justify-between gap-x-3 text-meta', WORDS[level])}>
        <span>{t(`levels.${level}`)}</span>
        {reserved > 0 && <span className="text-muted">{t('reserved', { reserved: format(reserved) })}</span>}
      </p>
    </div>
  );
}

function Head({ id, label, words }: { id?: string; label: string; words: string }) {
  return (
    <div className="flex flex-wrap items-baseline justify-between gap-x-3 text-ui">
      <span id={id} className="min-w-0 wrap-anywhere">
        {label}
      </span>
      <span className="text-muted tabular-nums">{words}</span>
    </div>
  );
}

/** A share in percent, rounded down: all is gone only when it is. */
function usePercent(): (share: number) => string {
  const t = useTranslations('charts.gauge');
  const format = useFormatter();
  return (share) => {
    if (share > 0 && share < TINY_SHARE) return t('tiny');
    if (!Number.isFinite(share)) return format.number(1, { style: 'percent' });
    const digits = share < 0.1 ? 1 : 0;
    return format.number(Math.floor(share * 100 * 10 ** digits) / 10 ** digits / 100, {
      style: 'percent',
      maximumFractionDigits: digits,
    });
  };
}
