import { classNames } from '#lib/std/class-names.ts';
import { columnsOf } from '#lib/std/columns.ts';
import { isFigure, joinExtents } from '#lib/std/scale.ts';
import type { Series } from './chart-data.ts';
import { knownExtent } from './view.ts';

const WIDTH = 96;
const HEIGHT = 20;
/** Room for half of the line's width. */
const EDGE = 1;

interface SparklineProps {
  values: Series['values'];
  className?: string;
}

/** A tiny line in the current colour, from zero to the highest value; what it says stands beside it in words. */
export function Sparkline({ values, className }: SparklineProps) {
  const { min, max } = joinExtents([knownExtent(values), { min: 0, max: 0, whole: true }]) ?? { min: 0, max: 1 };
  const y = (value: number) => EDGE + (1 - (value - min) / (max - min || 1)) * (HEIGHT - 2 * EDGE);
  return (
    <svg
      aria-hidden
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      preserveAspectRatio="none"
      className={classNames('h-5 w-24 overflow-visible', className)}
    >
      <path
        d={pathOf(values, y)}
        fill="none"
        strokeWidth={1.5}
        strokeLinecap="round"
        strokeLinejoin="round"
        vectorEffect="non-scaling-stroke"
        className="stroke-current"
      />
    </svg>
  );
}

/** From point to point; where there are more points than columns, up and down what they cover of each. */
function pathOf(values: Series['values'], y: (value: number) => number): string {
  const dense = values.length > WIDTH;
  const { low, high } = dense
    ? columnsOf(values, (index) => (index / values.length) * WIDTH, WIDTH)
    : { low: values, high: values };
  const step = dense ? 1 : WIDTH / Math.max(1, values.length - 1);
  let path = '';
  let begun = false;
  for (let index = 0; index < low.length; index++) {
    const [lower, upper] = [low[index], high[index]];
    if (!isFigure(lower) || !isFigure(upper)) {
      begun = false;
      continue;
    }
    const x = index * step;
    // A line of no length is drawn too, as a dot.
    path += `${begun ? 'L' : 'M'}${x},${y(upper)}L${x},${y(lower)}`;
    begun = true;
  }
  return path;
}
