import { classNames } from '#lib/std/class-names.ts';
import type { Look } from './looks.ts';

/** A series' shape, around 0, 0 of the drawing that it stands in. */
export function FigureShape({ look: { colour, shape }, scale = 1 }: { look: Look; scale?: number }) {
  return (
    <path
      d={shape.path}
      // Apart from the line that it stands on.
      className={classNames(
        colour,
        shape.hollow ? 'fill-panel stroke-current' : 'fill-current stroke-panel [paint-order:stroke]',
      )}
      strokeWidth={shape.hollow ? 1.5 : 2}
      transform={scale === 1 ? undefined : `scale(${scale})`}
    />
  );
}

interface SwatchProps {
  look: Look;
  /** Its line goes through its shape; else it is an area, which has none. */
  isLine: boolean;
}

/** How a series looks, beside its name. */
export function Swatch({ look, isLine }: SwatchProps) {
  if (!isLine) return <span aria-hidden className={`${look.colour} size-2.5 shrink-0 rounded-[2px] bg-current`} />;
  return (
    <svg aria-hidden width={20} height={12} viewBox="-10 -6 20 12" className="shrink-0">
      <line x1={-10} x2={10} y1={0} y2={0} strokeWidth={1.5} className={`${look.colour} stroke-current`} />
      <FigureShape look={look} />
    </svg>
  );
}

/** A kind of mark, beside its name. */
export function MarkSwatch({ look }: { look: Look }) {
  return (
    <svg aria-hidden width={12} height={12} viewBox="-6 -6 12 12" className="shrink-0">
      <FigureShape look={look} />
    </svg>
  );
}
