import { type RefObject, useMemo, useState } from 'react';
import { type ChartData, isSameData } from './chart-data.ts';
import type { ChartKind } from './chart-kind.ts';
import { type Shown, withLooks, withMarkLooks } from './looks.ts';
import { useWidth } from './use-width.ts';
import { scaleFor, type View } from './view.ts';

/** How high every plot is. */
const HEIGHT_PX = 240;

interface Viewed {
  view: View;
  /** Every series, also those that are hidden. */
  series: readonly Shown[];
  hidden: ReadonlySet<string>;
  /** Hides a series, or shows it again. */
  toggle: (id: string) => void;
}

/** What is drawn into an element, and which series of it. */
export function useView(given: ChartData, kind: ChartKind, plot: RefObject<HTMLElement | null>): Viewed {
  const widthPx = useWidth(plot);
  const [hidden, setHidden] = useState<ReadonlySet<string>>(new Set());
  const [drawn, setDrawn] = useState(given);
  const isSame = isSameData(given, drawn);
  if (!isSame) setDrawn(given);
  const data = isSame ? drawn : given;

  const series = useMemo(() => withLooks(data.series), [data]);
  const marks = useMemo(() => withMarkLooks(data.marks ?? []), [data]);
  const shown = useMemo(() => series.filter(({ id }) => !hidden.has(id)), [series, hidden]);
  const extent = useMemo(() => kind.extentOf(shown), [kind, shown]);
  const view = useMemo<View>(
    () => ({ widthPx, heightPx: HEIGHT_PX, data, scale: scaleFor(extent, data.limit?.value), shown, marks }),
    [widthPx, data, extent, shown, marks],
  );
  const toggle = (id: string) =>
    setHidden((before) =>
      before.has(id) ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id]),
    );
  return { view, series, hidden, toggle };
}
