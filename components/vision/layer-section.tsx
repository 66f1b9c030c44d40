'use client';
import { Eye, EyeOff } from 'lucide-react';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import { LAYER_COMMANDS } from '#lib/client/vision/layer-commands.ts';
import { LAYERS } from '#lib/domain/vision/findings.ts';
import { INK, LAYER_LOOKS } from '#lib/domain/vision/layer-looks.ts';
import { GRADED, SHOWN_LAYERS, type ShownLayer, toggled, type VisionView } from '#lib/domain/vision/vision-view.ts';

interface LayerSectionProps {
  layer: ShownLayer;
  /** All that were found. */
  count: number;
  /** Those that are certain enough. */
  shown: number;
  view: VisionView;
  onChange: ChangeView<VisionView>;
  /** What else can be done with them. */
  tools?: ReactNode;
  children: ReactNode;
}

/** One kind of what was found, with a switch and, where certainty is told, a threshold. */
export function LayerSection({ layer, count, shown, view, onChange, tools, children }: LayerSectionProps) {
  const t = useTranslations('vision.layers');
  const isHidden = view.hidden.includes(layer);
  const graded = GRADED.find((one) => one === layer);
  const key = layer === 'other' ? undefined : LAYER_COMMANDS[layer].key;
  return (
    <section aria-labelledby={`layer-${layer}`} className="border-b border-line-soft py-2.5 last:border-0">
      <header className="flex min-h-8 items-center gap-2 pr-2 pl-4">
        <LineMark layer={layer} />
        <h3 id={`layer-${layer}`} className="grow text-ui">
          {t(layer)}
          <span className="ml-1.5 font-normal text-muted tabular-nums">
            {shown === count ? t('count', { count }) : t('countShown', { shown, count })}
          </span>
        </h3>
        {tools}
        <IconButton
          compact
          label={t(isHidden ? 'show' : 'hide', { layer: t(layer) })}
          aria-pressed={!isHidden}
          {...(key === undefined ? {} : { 'aria-keyshortcuts': key })}
          onClick={() => onChange({ hidden: toggled(SHOWN_LAYERS, view.hidden, layer) })}
        >
          {isHidden ? (
            <EyeOff size={14} strokeWidth={1.5} aria-hidden />
          ) : (
            <Eye size={14} strokeWidth={1.5} aria-hidden />
          )}
          {key !== undefined && (
            <kbd className="text-meta text-faint pointer-coarse:hidden" aria-hidden>
              {key}
            </kbd>
          )}
        </IconButton>
      </header>
      {graded !== undefined && count > 0 && (
        <label className="flex min-h-8 items-center gap-3 px-4 text-meta text-muted pointer-coarse:min-h-11">
          <span className="shrink-0">{t('least')}</span>
          <input
            type="range"
            min={0}
            max={100}
            step={1}
            value={view.minPercent[graded]}
            aria-label={t('leastOf', { layer: t(layer) })}
            aria-valuetext={t('percent', { percent: view.minPercent[graded] })}
            onChange={({ target }) => onChange({ minPercent: { ...view.minPercent, [graded]: Number(target.value) } })}
            className="h-4 min-w-0 grow accent-accent"
          />
          <output className="w-10 shrink-0 text-right tabular-nums">
            {t('percent', { percent: view.minPercent[graded] })}
          </output>
        </label>
      )}
      {count === 0 ? <p className="px-4 text-meta text-muted">{t('none')}</p> : children}
    </section>
  );
}

/** The line that its boxes have. */
function LineMark({ layer }: { layer: ShownLayer }) {
  const drawn = LAYERS.find((one) => one === layer);
  if (drawn === undefined) return null;
  const { colour, dash, linePx, underPx } = LAYER_LOOKS[drawn];
  const line = { x1: 2, x2: 26, y1: 5, y2: 5 };
  return (
    <svg aria-hidden="true" width={28} height={10} className="shrink-0">
      <line {...line} stroke={INK} strokeWidth={underPx} />
      <line {...line} stroke={colour} strokeWidth={linePx} strokeDasharray={dash.join(' ')} />
    </svg>
  );
}
