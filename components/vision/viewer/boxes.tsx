'use client';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, memo, type RefObject } from 'react';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { INK, LAYER_LOOKS, LINE_PX, UNDERLINE_PX } from '#lib/domain/vision/layer-looks.ts';
import type { FindingWords } from './use-finding-words.ts';
import type { PlacedFinding } from './view-data.ts';

interface BoxesProps {
  list: RefObject<HTMLDivElement | null>;
  /** In reading order. */
  findings: readonly PlacedFinding[];
  coordinates: ImageSize;
  words: FindingWords;
  onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  /** Told which one has the focus, and that none has. */
  onFocus: (id: string | undefined) => void;
}

const OVERLAY = 'pointer-events-none absolute inset-0 size-full overflow-visible';

/**
 * The boxes, in the picture's own pixels; a list of which one is reached by Tab and the others by the arrows. Who has the
 * focus is written on them from outside: a few hundred of them are not drawn anew for that.
 */
export const Boxes = memo(function AllBoxes({ list, findings, coordinates, words, onKeyDown, onFocus }: BoxesProps) {
  const t = useTranslations('vision-viewer');
  if (findings.length === 0) return null;
  return (
    <div
      ref={list}
      role="listbox"
      tabIndex={-1}
      aria-label={t('boxes')}
      onKeyDown={onKeyDown}
      onFocus={({ target }) => onFocus(idOf(target))}
      onBlur={() => onFocus(undefined)}
      className="pointer-events-none absolute inset-0"
    >
      <svg
        role="presentation"
        viewBox={`0 0 ${coordinates.width} ${coordinates.height}`}
        preserveAspectRatio="none"
        className={OVERLAY}
      >
        {findings.map((finding) => (
          <g
            key={finding.id}
            role="option"
            aria-selected={false}
            aria-label={words.full(finding)}
            tabIndex={-1}
            data-box={finding.id}
            className="outline-none"
          >
            <Outline finding={finding} width={UNDERLINE_PX} colour={INK} />
            <Outline finding={finding} width={LINE_PX} />
          </g>
        ))}
      </svg>
    </div>
  );
});

/** The id of the box that an element is or lies in. */
export const idOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? (target.closest('[data-box]')?.getAttribute('data-box') ?? undefined) : undefined;

interface OutlineProps {
  finding: PlacedFinding;
  width: number;
  /** The layer's own when absent, and then its line too. */
  colour?: string;
  className?: string;
}

function Outline({ finding: { box, layer }, width, colour, className }: OutlineProps) {
  const look = LAYER_LOOKS[layer];
  return (
    <rect
      x={box.x}
      y={box.y}
      width={box.width}
      height={box.height}
      fill="none"
      stroke={colour ?? look.colour}
      strokeWidth={width}
      strokeDasharray={colour === undefined && look.dash.length > 0 ? look.dash.join(' ') : undefined}
      vectorEffect="non-scaling-stroke"
      className={className}
    />
  );
}

interface HighlightProps {
  finding: PlacedFinding;
  coordinates: ImageSize;
}

/** The one that is pointed at, over all others. */
export function Highlight({ finding, coordinates: { width, height } }: HighlightProps) {
  const { box, layer } = finding;
  const { colour } = LAYER_LOOKS[layer];
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={OVERLAY} data-highlight>
      <rect x={box.x} y={box.y} width={box.width} height={box.height} fill={colour} fillOpacity={0.16} />
      <Outline finding={finding} width={8} colour={INK} />
      <Outline finding={finding} width={5} colour="#fff" />
      <Outline finding={finding} width={3} colour={colour} />
    </svg>
  );
}
