'use client';
import { memo, type RefObject } from 'react';
import { INK, LABEL, LAYER_LOOKS } from '#lib/domain/vision/layer-looks.ts';
import { classNames } from '#lib/std/class-names.ts';
import type { LabelText } from './labels.ts';
import type { PlacedFinding } from './view-data.ts';

const LOOK = 'absolute overflow-hidden rounded-[3px] text-ellipsis whitespace-pre';

const styleOf = ({ layer }: PlacedFinding) => ({
  background: LAYER_LOOKS[layer].colour,
  color: INK,
  height: LABEL.heightPx,
  lineHeight: `${LABEL.heightPx}px`,
  paddingInline: LABEL.paddingPx,
  fontSize: LABEL.fontPx,
  fontWeight: LABEL.weight,
});

interface LabelLayerProps {
  holder: RefObject<HTMLDivElement | null>;
  texts: readonly LabelText[];
}

/** Labels as `Labels` places them; what they say is said by the boxes to whoever hears it. */
export const LabelLayer = memo(function AllLabels({ holder, texts }: LabelLayerProps) {
  return (
    <div ref={holder} aria-hidden className="pointer-events-none absolute inset-0 overflow-hidden select-none">
      {texts.map(
        ({ finding, text }) =>
          LAYER_LOOKS[finding.layer].isLabelled && (
            <span key={finding.id} data-label={finding.id} hidden className={LOOK} style={styleOf(finding)}>
              {text}
            </span>
          ),
      )}
    </div>
  );
});

interface ActiveLabelProps {
  holder: RefObject<HTMLDivElement | null>;
  text: LabelText | undefined;
}

/** Of whoever is pointed at, where its own has no room. */
export function ActiveLabel({ holder, text }: ActiveLabelProps) {
  return (
    <div
      ref={holder}
      aria-hidden
      hidden
      className={classNames(LOOK, 'pointer-events-none z-10 shadow-float select-none')}
      style={text && styleOf(text.finding)}
    >
      {text?.text}
    </div>
  );
}
