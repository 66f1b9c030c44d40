'use client';
import { useFormatter, useTranslations } from 'next-intl';
import { classNames } from '#lib/std/class-names.ts';
import { isFigure } from '#lib/std/scale.ts';
import type { FormatValue } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import { MarkSwatch, Swatch } from './figure-shape.tsx';
import type { Shown } from './looks.ts';
import type { TimeWords } from './use-time-words.ts';
import type { Point, View } from './view.ts';

const GAP_PX = 12;

interface Figure {
  readonly look: Shown;
  readonly words: string;
  readonly isMark: boolean;
}

/** What there is to say of a step: of each series its value, of each kind of mark how many where there are any. */
function useFigures(view: View, format: FormatValue): (index: number) => Figure[] {
  const missing = useTranslations('charts')('missing');
  return (index) => [
    ...view.shown.map((look) => {
      const value = look.values[index];
      return { look, words: isFigure(value) ? format(value) : missing, isMark: false };
    }),
    ...view.marks.flatMap((look) => {
      const count = look.values[index];
      return isFigure(count) && count > 0 ? [{ look, words: format(count), isMark: true }] : [];
    }),
  ];
}

interface SpokenProps {
  view: View;
  /** `undefined`: nothing is to be said yet. */
  point: Point | undefined;
  words: TimeWords;
  format: FormatValue;
}

/** The figures of a step read aloud: of the series that was chosen, else of all. */
export function Spoken({ view, point, words, format }: SpokenProps) {
  const t = useTranslations('charts');
  const formatter = useFormatter();
  const figuresOf = useFigures(view, format);
  const say = ({ index, id }: Point): string => {
    const figures = figuresOf(index);
    const chosen = figures.filter(({ look }) => look.id === id);
    const said = (chosen.length > 0 ? chosen : figures).map((figure) =>
      t('figure', { label: figure.look.label, value: figure.words }),
    );
    return t('say', { time: words.step(index), figures: formatter.list(said) });
  };
  return (
    <p role="status" className="sr-only">
      {point !== undefined && say(point)}
    </p>
  );
}

interface ReadoutProps extends SpokenProps {
  kind: ChartKind;
  point: Point;
}

/** The figures of a step, beside it, on the side with more room. */
export function Readout({ view, kind, point: { index, id }, words, format }: ReadoutProps) {
  const figuresOf = useFigures(view, format);
  const x = kind.xOfStep(view, index);
  const { widthPx, data } = view;
  return (
    <div
      aria-hidden
      className="pointer-events-none absolute top-0 z-10 max-w-[70%] min-w-36 rounded-control border border-line bg-panel/95 px-2.5 py-2 text-meta shadow-float"
      style={x < widthPx / 2 ? { left: x + GAP_PX } : { right: widthPx - x + GAP_PX }}
    >
      <p className="mb-1 text-muted tabular-nums">{words.step(index)}</p>
      <dl className="flex flex-col gap-0.5">
        {figuresOf(index).map(({ look, words: value, isMark }) => (
          <div key={look.id} className={classNames('flex items-center gap-1.5', look.id === id && 'font-semibold')}>
            {isMark ? <MarkSwatch look={look} /> : <Swatch look={look} isLine={kind.isLine} />}
            <dt className="min-w-0 grow truncate">{look.label}</dt>
            <dd className="whitespace-nowrap tabular-nums">{value}</dd>
          </div>
        ))}
        {data.limit !== undefined && (
          <div className="flex justify-between gap-3 border-t border-line-soft pt-1 text-muted">
            <dt className="truncate">{data.limit.label}</dt>
            <dd className="whitespace-nowrap tabular-nums">{format(data.limit.value)}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
