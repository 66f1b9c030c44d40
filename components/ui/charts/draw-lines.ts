import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { type Columns, columnsOf, thicken } from '#lib/std/columns.ts';
import { isFigure, type Scale } from '#lib/std/scale.ts';
import type { Series } from './chart-data.ts';
import type { Shown } from './looks.ts';
import { startMsOf, type View, xOf } from './view.ts';

const LINE_PX = 1.5;
/** Room above and below, so that a line along an edge has all of its width. */
const EDGE_PX = 2;
/** Of a point without neighbours. */
const POINT_PX = 5;
/** With fewer points a pixel, lines are drawn from point to point, which looks best; with more that takes too long. */
const POINTS_PER_PX = 1 / 4;
/** Nothing else happens for so long; then it is the others' turn. */
const SLICE_MS = 8;

interface Drawing {
  view: View;
  /** Colours the ground below the lines too. */
  filled: boolean;
  signal: AbortSignal;
}

/**
 * Draws lines into an element of the view's size. More points than there are pixels are looked through first, in slices;
 * what they cover of each column of pixels is then drawn as one outline: stroked, 10 × 43,200 points keep a browser
 * without a graphics card busy for 150 to 1,500 ms, outlined for 20 to 50, and not one of them is left out.
 *
 * @returns a function that takes away what was drawn; undefined when the signal came first
 */
export async function drawLines(
  box: HTMLElement,
  { view, filled, signal }: Drawing,
): Promise<(() => void) | undefined> {
  const { widthPx, heightPx, data, scale, shown } = view;
  const isDense = data.starts.length > widthPx * POINTS_PER_PX;
  const outlines = isDense ? await outlinesOf(view, filled, signal) : [];
  if (signal.aborted) return undefined;

  const colourOf = colourReader(box);
  const lines = shown.map(({ colour, values }, index): uPlot.Series => {
    const outline = outlines[index];
    const [stroke, fill] = [colourOf(colour), colourOf(colour, 'soft')];
    return {
      stroke,
      ...(filled ? { fill } : {}),
      width: LINE_PX,
      pxAlign: 0,
      ...(outline === undefined
        ? { points: pointsOf(values, stroke) }
        : { points: { show: false }, paths: (self) => pathsOf(self, outline, { stroke, fill }) }),
    };
  });
  const plot = new uPlot(
    {
      width: widthPx,
      height: heightPx + 2 * EDGE_PX,
      padding: [EDGE_PX, 0, EDGE_PX, 0],
      legend: { show: false },
      cursor: { show: false },
      axes: [{ show: false }, { show: false }],
      scales: {
        x: { time: false, range: [startMsOf(view), data.endMs] },
        y: { range: [scale.min, scale.max] },
      },
      series: [{}, ...lines],
    },
    isDense
      ? [[startMsOf(view), data.endMs], ...shown.map(() => [0, 0])]
      : [[...data.starts], ...shown.map(({ values }) => values.map((value) => (isFigure(value) ? value : null)))],
    box,
  );
  plot.root.style.marginTop = `${-EDGE_PX}px`;
  return () => plot.destroy();
}

/** Where the plot is on the canvas, in pixels of the device. */
type CanvasBox = Pick<uPlot.BBox, 'left' | 'top' | 'width' | 'height'>;

/** What a line of many points covers, on a canvas of one size and resolution. */
interface Outline {
  readonly columns: Columns;
  readonly scale: Scale;
  readonly pxRatio: number;
  readonly line: Path2D;
  /** The ground below it; undefined where that has no colour. */
  readonly area: Path2D | undefined;
}

/** What was found, for as long as figures and sizes stay: hidden and shown again, or in other colours, it is the same. */
const known = new WeakMap<Series['values'], { readonly of: string; readonly outline: Outline }>();

async function outlinesOf(view: View, filled: boolean, signal: AbortSignal): Promise<Outline[]> {
  const { widthPx, heightPx, data, scale, shown } = view;
  const { pxRatio } = uPlot;
  const count = Math.round(widthPx * pxRatio);
  const canvas = { left: 0, top: EDGE_PX * pxRatio, width: count, height: heightPx * pxRatio };
  const of = [count, pxRatio, data.starts.length, startMsOf(view), data.endMs, scale.min, scale.max, filled].join(' ');
  const placeOf = (index: number) => (xOf(view, data.starts[index] ?? 0) / widthPx) * count;
  const outlines: Outline[] = [];
  let sinceMs = performance.now();
  for (const { values } of shown) {
    const before = known.get(values);
    if (before?.of === of) {
      outlines.push(before.outline);
      continue;
    }
    const columns = columnsOf(values, placeOf, count);
    const area = filled ? areaOf(columns, scale, canvas) : undefined;
    const outline = { columns, scale, pxRatio, line: lineOf(columns, scale, canvas), area };
    known.set(values, { of, outline });
    outlines.push(outline);
    if (performance.now() - sinceMs < SLICE_MS) continue;
    await new Promise<void>((resolve) => setTimeout(resolve));
    if (signal.aborted) break;
    sinceMs = performance.now();
  }
  return outlines;
}

/** As uPlot wants it. On a screen of another resolution, which the window may be moved to, it is made anew. */
function pathsOf(
  { bbox }: uPlot,
  { columns, scale, pxRatio, line, area }: Outline,
  { stroke, fill }: { stroke: string; fill: string },
): uPlot.Series.Paths {
  const isSame = pxRatio === uPlot.pxRatio;
  const ground: [string, Path2D][] = area === undefined ? [] : [[fill, isSame ? area : areaOf(columns, scale, bbox)]];
  return { fill: new Map([...ground, [stroke, isSame ? line : lineOf(columns, scale, bbox)]]) };
}

/** Runs of columns that have something, each from one column until before another. */
function* runsOf({ low }: Columns): Generator<readonly [from: number, to: number]> {
  for (let from = 0; from < low.length; from++) {
    if (Number.isNaN(low[from])) continue;
    let to = from + 1;
    while (to < low.length && !Number.isNaN(low[to])) to++;
    yield [from, to];
    from = to;
  }
}

const heightFor =
  ({ min, max }: Scale, { top, height }: CanvasBox) =>
  (value: number): number =>
    top + ((max - value) / (max - min)) * height;

/** All that a line covers, as one outline: a stroke that goes up and down in every column takes many times as long. */
function lineOf(columns: Columns, scale: Scale, canvas: CanvasBox): Path2D {
  const columnPx = canvas.width / columns.low.length;
  const halfPx = (LINE_PX * uPlot.pxRatio) / 2;
  // As wide where it is steep as it is high where it is level.
  const by = Math.floor(halfPx / columnPx);
  const thick = thicken(columns, by);
  const y = heightFor(scale, canvas);
  const path = new Path2D();
  for (const [from, to] of runsOf(thick)) {
    const isPoint = to - from <= 2 * by + 1;
    const half = isPoint ? (POINT_PX * uPlot.pxRatio) / 2 : halfPx;
    const beyond = isPoint ? Math.max(0, half - ((to - from) * columnPx) / 2) : 0;
    const x = (column: number) =>
      canvas.left + column * columnPx + (column === from ? -beyond : 0) + (column === to ? beyond : 0);
    path.moveTo(x(from), y(thick.low[from] ?? 0) + half);
    for (let column = from; column < to; column++) {
      const upper = y(thick.high[column] ?? 0) - half;
      path.lineTo(x(column), upper);
      path.lineTo(x(column + 1), upper);
    }
    for (let column = to - 1; column >= from; column--) {
      const lower = y(thick.low[column] ?? 0) + half;
      path.lineTo(x(column + 1), lower);
      path.lineTo(x(column), lower);
    }
  }
  return path;
}

/** The ground below a line. */
function areaOf(columns: Columns, scale: Scale, canvas: CanvasBox): Path2D {
  const y = heightFor(scale, canvas);
  const x = (column: number) => canvas.left + (column * canvas.width) / columns.high.length;
  const path = new Path2D();
  for (const [from, to] of runsOf(columns)) {
    path.moveTo(x(from), y(0));
    for (let column = from; column < to; column++) {
      const upper = y(columns.high[column] ?? 0);
      path.lineTo(x(column), upper);
      path.lineTo(x(column + 1), upper);
    }
    path.lineTo(x(to), y(0));
  }
  return path;
}

/** Points where a line cannot be seen, because nothing is known before and after them. */
function pointsOf(values: Series['values'], colour: string): uPlot.Series.Points {
  const alone = [...values.keys()].filter(
    (index) => isFigure(values[index]) && !isFigure(values[index - 1]) && !isFigure(values[index + 1]),
  );
  return { show: false, filter: () => alone, size: POINT_PX, width: 0, fill: colour, stroke: colour };
}

/** Reads colours as style sheets have them now, in the theme that holds here. */
function colourReader(box: HTMLElement): (name: Shown['colour'], how?: 'soft') => string {
  return (name, how) => {
    const outer = document.createElement('span');
    outer.className = name;
    const inner = outer.appendChild(document.createElement('span'));
    if (how === 'soft') inner.style.color = 'color-mix(in oklab, currentColor 14%, transparent)';
    box.append(outer);
    const { color } = getComputedStyle(inner);
    outer.remove();
    return color;
  };
}
