'use client';
import { useFormatter, useTranslations } from 'next-intl';
import type { HourSums } from '#lib/contract/key-use.ts';

interface HourChartProps {
  hours: readonly HourSums[];
  timeZone: string;
}

const HEIGHT = 100;
/** Every so many hours one is named. */
const NAMED_EVERY = 6;
/** Of a bar's place; the rest is the gap to the next. */
const BAR_WIDTH = 0.8;

/** A bar an hour: below what was answered, on top what was refused or failed. The figures stand in the table beside it. */
export function HourChart({ hours, timeZone }: HourChartProps) {
  const t = useTranslations('keys.detail.hours');
  const format = useFormatter();
  const most = Math.max(1, ...hours.map(({ requests }) => requests));
  const heightOf = (requests: number) => (requests / most) * HEIGHT;
  const time = (at: string) =>
    format.dateTime(new Date(at), { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone });
  return (
    <figure className="rounded-card border border-line p-3">
      <p className="text-meta text-faint tabular-nums" aria-hidden>
        {format.number(most)}
      </p>
      <svg
        role="img"
        aria-label={t('chart', { hours: hours.length, most })}
        viewBox={`0 0 ${hours.length} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-40 w-full border-y border-line-soft"
      >
        {hours.map(({ startsAt, requests, refused, failed }, index) => {
          const bad = refused + failed;
          const x = index + (1 - BAR_WIDTH) / 2;
          return (
            <g key={startsAt}>
              <title>{t('bar', { time: time(startsAt), requests, bad })}</title>
              {/* Also where the bar is low, the pointer finds it. */}
              <rect x={index} width={1} height={HEIGHT} className="fill-transparent hover:fill-hover" />
              <rect
                x={x}
                y={HEIGHT - heightOf(requests - bad)}
                width={BAR_WIDTH}
                height={heightOf(requests - bad)}
                className="pointer-events-none fill-accent"
              />
              <rect
                x={x}
                y={HEIGHT - heightOf(requests)}
                width={BAR_WIDTH}
                height={heightOf(bad)}
                className="pointer-events-none fill-danger"
              />
            </g>
          );
        })}
      </svg>
      <div className="flex justify-between pt-1 text-meta text-faint tabular-nums" aria-hidden>
        {hours
          .filter((_, index) => index % NAMED_EVERY === 0)
          .map(({ startsAt }) => (
            <span key={startsAt}>{time(startsAt)}</span>
          ))}
      </div>
      <figcaption className="mt-2 flex flex-wrap gap-x-4 text-meta text-muted">
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-[2px] bg-accent" />
          {t('answered')}
        </span>
        <span className="flex items-center gap-1.5">
          <span className="size-2.5 rounded-[2px] bg-danger" />
          {t('bad')}
        </span>
      </figcaption>
    </figure>
  );
}
