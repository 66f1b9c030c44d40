'use client';
import { useTranslations } from 'next-intl';
import { type RefObject, useMemo } from 'react';
import type { TimeTick } from '#lib/domain/usage/time-ticks.ts';
import { classNames } from '#lib/std/class-names.ts';
import { Grid } from './axes.tsx';
import type { ChartProps } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import { Overlay, spotsOf } from './marks.tsx';
import { Readout, Spoken } from './readout.tsx';
import { usePoint } from './use-point.ts';
import type { TimeWords } from './use-time-words.ts';
import type { View } from './view.ts';

interface PlotAreaProps {
  chart: Pick<ChartProps, 'label' | 'format' | 'empty' | 'onSelect'>;
  view: View;
  kind: ChartKind;
  ticks: readonly TimeTick[];
  words: TimeWords;
  /** Its width is that of what is drawn. */
  box: RefObject<HTMLDivElement | null>;
  /** Id of what there is to say of it. */
  describedBy: string;
}

/** What is drawn, and what somebody points at in it. */
export function PlotArea({ chart, view, kind, ticks, words, box, describedBy }: PlotAreaProps) {
  const t = useTranslations('charts');
  const { label, format, empty, onSelect } = chart;
  const spots = useMemo(() => spotsOf(view, kind.xOfStep), [view, kind]);
  const { point, told, plotProps } = usePoint({ view, kind, spots, onSelect });
  const cursor = point !== undefined && <kind.Cursor view={view} point={point} />;
  return (
    <>
      <div
        ref={box}
        role="application"
        aria-label={label}
        aria-roledescription={t('chart')}
        aria-describedby={describedBy}
        {...plotProps}
        className={classNames('relative touch-pan-y', onSelect === undefined ? 'cursor-crosshair' : 'cursor-pointer')}
        style={{ height: view.heightPx }}
      >
        {view.widthPx > 0 && (
          <>
            <Grid view={view} ticks={ticks} />
            {!kind.isLine && cursor}
            <kind.Plot view={view} />
            <Overlay view={view} spots={spots} format={format} />
            {kind.isLine && cursor}
            {kind.extentOf(view.shown) === undefined && (
              <p className="pointer-events-none absolute inset-0 flex items-center justify-center p-6 text-center text-ui text-muted">
                {empty}
              </p>
            )}
            {point !== undefined && <Readout {...{ view, kind, point, words, format }} />}
          </>
        )}
      </div>
      <Spoken view={view} point={told} words={words} format={format} />
    </>
  );
}
