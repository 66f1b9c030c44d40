import { type DateTimeFormatOptions, useFormatter, useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { TimeTick } from '#lib/domain/usage/time-ticks.ts';
import { wallClockOf } from '#lib/std/wall-clock.ts';
import type { ChartData } from './chart-data.ts';
import { stepEndMs } from './view.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** From here on a date needs its year. */
const YEAR_MS = 366 * DAY_MS;

const DATE: DateTimeFormatOptions = { month: 'short', day: 'numeric' };
const TIME: DateTimeFormatOptions = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' };

/** Steps and ticks of time in words, as clocks in the chart's zone show them. */
export interface TimeWords {
  /** A step, by its index. */
  step(index: number): string;
  time(atMs: number): string;
  date(atMs: number): string;
  /** Beneath a tick: the time, and the date where one begins; when all of them begin one the date, and its weekday. */
  ticks(ticks: readonly TimeTick[]): { atMs: number; first: string; second?: string }[];
}

export function useTimeWords({ starts, endMs, timeZone }: ChartData): TimeWords {
  const t = useTranslations('charts.time');
  const format = useFormatter();
  return useMemo(() => {
    const wallMs = wallClockOf(timeZone);
    const offsetMs = (atMs: number) => wallMs(atMs) - Math.floor(atMs / 1_000) * 1_000;
    const startMs = starts[0] ?? endMs;
    // The same time of the clock comes twice.
    const changes = offsetMs(startMs) !== offsetMs(endMs);
    const isLong = endMs - startMs > YEAR_MS;
    const long: DateTimeFormatOptions = { timeZone, ...(isLong ? { year: 'numeric' } : {}) };

    const date = (atMs: number) => format.dateTime(atMs, { ...DATE, ...long });
    const time = (atMs: number) => format.dateTime(atMs, { ...TIME, timeZone });
    const zoned = (atMs: number) =>
      format.dateTime(atMs, { ...TIME, ...(changes ? { timeZoneName: 'short' } : {}), timeZone });
    const isMidnight = (atMs: number) => wallMs(atMs) % DAY_MS === 0;

    const step = (fromMs: number, toMs: number): string => {
      if (isMidnight(fromMs) && isMidnight(toMs)) {
        return wallMs(toMs) - wallMs(fromMs) === DAY_MS
          ? format.dateTime(fromMs, { ...DATE, ...long, weekday: 'short' })
          : t('range', { from: date(fromMs), to: date(toMs - 1) });
      }
      if (toMs - fromMs <= MINUTE_MS) return t('moment', { date: date(fromMs), time: zoned(fromMs) });
      if (toMs - fromMs < DAY_MS) {
        const from = offsetMs(fromMs) === offsetMs(toMs) ? time(fromMs) : zoned(fromMs);
        return t('hours', { date: date(fromMs), from, to: zoned(toMs) });
      }
      const moment = (atMs: number) => t('moment', { date: date(atMs), time: zoned(atMs) });
      return t('range', { from: moment(fromMs), to: moment(toMs) });
    };

    return {
      step: (index) => step(starts[index] ?? endMs, stepEndMs({ starts, endMs }, index)),
      time,
      date,
      ticks(ticks) {
        if (ticks.every(({ startsDay }) => startsDay)) {
          const below: DateTimeFormatOptions = isLong ? { year: 'numeric' } : { weekday: 'short' };
          return ticks.map(({ atMs }) => ({
            atMs,
            first: format.dateTime(atMs, { ...DATE, timeZone }),
            second: format.dateTime(atMs, { ...below, timeZone }),
          }));
        }
        return ticks.map(({ atMs, startsDay }, index) => ({
          atMs,
          first: time(atMs),
          ...(startsDay || index === 0 ? { second: date(atMs) } : {}),
        }));
      },
    };
  }, [starts, endMs, timeZone, t, format]);
}
