'use client';
import { useTranslations } from 'next-intl';
import { memo } from 'react';
import type { ChartProps } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import type { TimeWords } from './use-time-words.ts';
import type { View } from './view.ts';

interface SummaryProps extends Pick<ChartProps, 'format' | 'empty'> {
  id: string;
  view: View;
  kind: ChartKind;
  words: TimeWords;
  /** Enter does something. */
  canSelect: boolean;
}

/** For whoever does not see it: what a chart shows, and which keys lead through it. */
export const Summary = memo(function Words({ id, view, kind, words, format, empty, canSelect }: SummaryProps) {
  const t = useTranslations('charts');
  const peak = kind.peakOf(view);
  const steps = view.data.starts.length;
  const shown =
    peak === undefined
      ? empty
      : t('summary', {
          from: words.step(0),
          to: words.step(steps - 1),
          steps,
          peak: format(peak.value),
          time: words.step(peak.index),
        });
  return (
    <p id={id} className="sr-only">
      {[shown, t('keys'), ...(canSelect ? [t('select')] : [])].join(' ')}
    </p>
  );
});
