import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import type { ChartData } from '#components/ui/charts/chart-data.ts';
import type { LimitGauge, LimitMinutes } from '#lib/contract/limit-watch.ts';
import type { RefusalKind } from '#lib/contract/limits.ts';
import { usedByMinute } from '#lib/domain/limits/limits-view.ts';
import type { LimitWords } from './use-limit-words.ts';

export const MINUTE_MS = 60_000;

/** What stands on a limit’s axis: its own refusals, and those of the upstream. */
const MARKS = {
  requests: ['rate', 'upstream', 'overload'],
  tokens: ['quota', 'upstream', 'overload'],
  spend: ['spend', 'upstream', 'overload'],
} as const satisfies Record<LimitGauge['kind'], readonly RefusalKind[]>;

interface CourseOptions {
  gauge: LimitGauge;
  words: LimitWords;
  timeZone: string;
}

/** Minutes as a chart takes them: requests of each, or what was used up by the end of each. */
export function useCourseData(
  minutes: LimitMinutes | undefined,
  { gauge, words, timeZone }: CourseOptions,
): ChartData | undefined {
  const t = useTranslations('limits');
  return useMemo(() => {
    if (minutes === undefined) return;
    const { kind, limit, used, startsAt } = gauge;
    const startMs = Date.parse(minutes.startsAt);
    const values =
      kind === 'requests'
        ? minutes.requests
        : usedByMinute(kind === 'tokens' ? minutes.tokens : minutes.costMicros, {
            ...{ used, startMs, minuteMs: MINUTE_MS },
            windowStartMs: Date.parse(startsAt ?? minutes.startsAt),
          });
    return {
      starts: minutes.requests.map((_, index) => startMs + index * MINUTE_MS),
      endMs: Date.parse(minutes.endsAt),
      timeZone,
      series: [{ id: kind, label: t(`course.series.${kind}`), values }],
      marks: MARKS[kind].map((mark) => ({ id: mark, label: t(`course.marks.${mark}`), values: minutes.refused[mark] })),
      limit: { value: limit, label: words.kind(gauge) },
    };
    // The words follow from the language, and the gauge moves with the minutes.
  }, [minutes, gauge, words, timeZone, t]);
}
