'use client';
import { useTranslations } from 'next-intl';
import { type KeyboardEvent, memo, type RefObject } from 'react';
import type { Box } from '#lib/contract/vision.ts';
import { LAYERS, type Layer } from '#lib/domain/vision/findings.ts';
import type { ImageSize } from '#lib/domain/vision/image-size.ts';
import { INK, LAYER_LOOKS } from '#lib/domain/vision/layer-looks.ts';
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
            <rect
              x={finding.box.x}
              y={finding.box.y}
              width={finding.box.width}
              height={finding.box.height}
              fill="none"
            />
          </g>
        ))}
        {LAYERS.map((layer) => (
          <Outlines key={layer} findings={findings} layer={layer} />
        ))}
      </svg>
    </div>
  );
});

/** The id of the box that an element is or lies in. */
export const idOf = (target: EventTarget | null): string | undefined =>
  target instanceof Element ? (target.closest('[data-box]')?.getAttribute('data-box') ?? undefined) : undefined;

interface OutlinesProps {
  findings: readonly PlacedFinding[];
  layer: Layer;
}

/**
 * Lines without gaps are drawn in one piece: a few hundred pieces are many to be drawn anew in each step of a zoom. Those
 * with gaps each by itself: in one piece the gaps of all would be counted out, even of those that are out of view.
 */
function Outlines({ findings, layer }: OutlinesProps) {
  const own = findings.filter((finding) => finding.layer === layer);
  const { colour, dash, linePx, underPx } = LAYER_LOOKS[layer];
  if (own.length === 0) return null;
  const all = own.map(({ box }) => pathOf(box)).join('');
  return (
    <g aria-hidden>
      <Line path={all} width={underPx} colour={INK} />
      {dash.length === 0 ? (
        <Line path={all} width={linePx} colour={colour} />
      ) : (
        own.map(({ id, box }) => <Line key={id} path={pathOf(box)} width={linePx} colour={colour} dash={dash} />)
      )}
    </g>
  );
}

const pathOf = ({ x, y, width, height }: Box): string => `M${x},${y}h${width}v${height}h${-width}z`;

interface LineProps {
  path: string;
  /** In CSS pixels. */
  width: number;
  colour: string;
  dash?: readonly number[];
}

const Line = ({ path, width, colour, dash = [] }: LineProps) => (
  <path
    d={path}
    fill="none"
    stroke={colour}
    strokeWidth={width}
    strokeDasharray={dash.length > 0 ? dash.join(' ') : undefined}
    vectorEffect="non-scaling-stroke"
  />
);

interface HighlightProps {
  finding: PlacedFinding;
  coordinates: ImageSize;
}

/** The one that is pointed at, over all others. */
export function Highlight({ finding: { box, layer }, coordinates: { width, height } }: HighlightProps) {
  const { colour } = LAYER_LOOKS[layer];
  const path = pathOf(box);
  return (
    <svg aria-hidden viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" className={OVERLAY} data-highlight>
      <path d={path} fill={colour} fillOpacity={0.16} />
      <Line path={path} width={8} colour={INK} />
      <Line path={path} width={5} colour="#fff" />
      <Line path={path} width={3} colour={colour} />
    </svg>
  );
}
