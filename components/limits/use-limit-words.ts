import { useFormatter, useTranslations } from 'next-intl';
import { useMoney } from '#components/ui/use-money.ts';
import type { LimitsNow } from '#lib/client/limits.ts';
import { LOCAL_OWNER } from '#lib/contract/keys.ts';
import type { GaugeKind, LimitGauge } from '#lib/contract/limit-watch.ts';
import { COMPACT_NUMBER } from '#lib/std/compact-number.ts';

const MINUTE_S = 60;
const HOUR_S = 60 * MINUTE_S;
const DAY_S = 24 * HOUR_S;

export interface LimitWords {
  /** Requests, tokens or money. */
  amount(kind: GaugeKind, value: number): string;
  /** The same where room is short. */
  short(kind: GaugeKind, value: number): string;
  /** How long something lasts: its two largest units. */
  span(ms: number): string;
  /** A moment near now: its time, and its day where that is another one. */
  moment(at: string, nowMs: number): string;
  /** What a limit is of. */
  kind(gauge: Pick<LimitGauge, 'kind' | 'window'>): string;
  /** Whose limit it is. */
  who(gauge: Pick<LimitGauge, 'key' | 'person' | 'plan' | 'scope'>): string;
  /** When it is reached, and how sure that is. */
  time(gauge: LimitGauge, nowMs: number): { readonly words: string; readonly sure: string | undefined };
  /** When all of it is free again. */
  reset(gauge: LimitGauge, nowMs: number): string;
}

/** Limits in words. */
export function useLimitWords({ currency, timeZone }: Pick<LimitsNow, 'currency' | 'timeZone'>): LimitWords {
  const t = useTranslations('limits');
  const format = useFormatter();
  const money = useMoney(currency);
  const dayOf = (at: Date) => format.dateTime(at, { year: 'numeric', month: 'numeric', day: 'numeric', timeZone });
  const span = (ms: number): string => {
    const seconds = Math.max(0, Math.round(ms / 1_000));
    if (seconds < MINUTE_S) return t('span.seconds', { seconds });
    if (seconds < HOUR_S)
      return t('span.minutes', { minutes: Math.floor(seconds / MINUTE_S), seconds: seconds % MINUTE_S });
    if (seconds < DAY_S) {
      return t('span.hours', {
        hours: Math.floor(seconds / HOUR_S),
        minutes: Math.floor((seconds % HOUR_S) / MINUTE_S),
      });
    }
    return t('span.days', { days: Math.floor(seconds / DAY_S), hours: Math.floor((seconds % DAY_S) / HOUR_S) });
  };
  const moment = (at: string, nowMs: number): string => {
    const date = new Date(at);
    const near = date.getTime() - nowMs < HOUR_S * 1_000;
    const time = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23', timeZone } as const;
    const clock = near ? ({ ...time, second: '2-digit' } as const) : time;
    if (dayOf(date) === dayOf(new Date(nowMs))) return format.dateTime(date, clock);
    return format.dateTime(date, { month: 'short', day: 'numeric', ...time });
  };
  const reached = (gauge: LimitGauge, nowMs: number) => {
    const { kind, opensAt, resetsAt } = gauge;
    if (kind === 'requests') {
      const wait = Date.parse(opensAt ?? resetsAt) - nowMs;
      return { words: t('time.full', { span: span(wait) }), sure: undefined };
    }
    return { words: t('time.spent', { at: moment(resetsAt, nowMs) }), sure: undefined };
  };
  return {
    amount: (kind, value) => (kind === 'spend' ? money.amount(value) : format.number(Math.round(value))),
    short: (kind, value) => (kind === 'spend' ? money.amount(value) : format.number(value, COMPACT_NUMBER)),
    span,
    moment,
    kind: ({ kind, window }) => t(`kinds.${kind}.${window}`),
    who({ key, person, plan, scope }) {
      const planName = plan.name ?? plan.id;
      if (scope === 'plan') return t('who.plan', { plan: planName });
      if (key !== null) return key.name ?? key.id;
      if (person?.id === LOCAL_OWNER && person.name === null) return t('who.local');
      return person?.name ?? person?.id ?? planName;
    },
    time(gauge, nowMs) {
      const { timeToLimit, used, reserved, limit } = gauge;
      if (used + reserved >= limit) return reached(gauge, nowMs);
      if (timeToLimit === null) {
        return { words: t(used + reserved === 0 ? 'time.unused' : 'time.unknown'), sure: undefined };
      }
      const { reachedAt, earliestAt, latestAt } = timeToLimit;
      if (reachedAt === null) {
        if (earliestAt === null) return { words: t('time.never'), sure: undefined };
        return { words: t('time.hardly'), sure: t('time.earliest', { at: moment(earliestAt, nowMs) }) };
      }
      const at = moment(reachedAt, nowMs);
      const words = t('time.in', { span: span(Date.parse(reachedAt) - nowMs), at });
      const from = moment(earliestAt ?? reachedAt, nowMs);
      // Anything from now on to never: too little is known to say how sure it is.
      const isUnsure = latestAt === null && Date.parse(earliestAt ?? reachedAt) <= nowMs;
      if (isUnsure) return { words, sure: t('time.unsure') };
      if (latestAt === null) return { words, sure: t('time.maybe', { at: from }) };
      const to = moment(latestAt, nowMs);
      return { words, sure: from === to ? undefined : t('time.between', { from, to }) };
    },
    reset: ({ resetsAt, kind, used }, nowMs) => {
      const wait = span(Date.parse(resetsAt) - nowMs);
      if (kind !== 'requests') return t('reset.quota', { span: wait, at: moment(resetsAt, nowMs) });
      return used === 0 ? t('reset.free') : t('reset.requests', { span: wait });
    },
  };
}
