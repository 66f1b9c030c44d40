'use client';
import { TextSelect, ZoomIn, ZoomOut } from 'lucide-react';
import { useFormatter, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { IconButton } from '#components/ui/button.tsx';
import { ZOOM_PRESETS } from '#lib/domain/vision/zoom.ts';
import type { Zoom } from './view-data.ts';

const FIT = 'fit';
/** A zoom that is none of those to choose from. */
const OWN = 'own';

interface ToolsProps {
  zoom: Zoom;
  onStep: (direction: 1 | -1) => void;
  /** `undefined`: all of the picture. */
  onChoose: (scale: number | undefined) => void;
  /** Whether text is being selected; undefined where there is none. */
  selectsText: boolean | undefined;
  onSelectText: (selects: boolean) => void;
  children?: ReactNode;
}

/** What is done with the view. */
export function Tools({ zoom, onStep, onChoose, selectsText, onSelectText, children }: ToolsProps) {
  const t = useTranslations('vision-viewer');
  const format = useFormatter();
  const percent = (scale: number) => format.number(scale, { style: 'percent' });
  const preset = ZOOM_PRESETS.find((known) => Math.abs(known - zoom.scale) < 1e-6);
  return (
    <div
      role="toolbar"
      aria-label={t('tools')}
      className="flex min-h-10 shrink-0 items-center gap-1 overflow-x-auto border-t border-line-soft bg-panel px-2 py-1"
    >
      <IconButton compact label={t('zoomOut')} aria-keyshortcuts="-" onClick={() => onStep(-1)}>
        <ZoomOut size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      <select
        aria-label={t('zoom')}
        aria-keyshortcuts="0"
        value={zoom.isFit ? FIT : (preset ?? OWN)}
        onChange={({ target: { value } }) => onChoose(value === FIT ? undefined : Number(value))}
        className="h-7 shrink-0 rounded-control border border-line-control bg-panel px-1 text-meta tabular-nums pointer-coarse:h-11"
      >
        <option value={FIT}>{zoom.isFit ? t('fitAt', { percent: percent(zoom.scale) }) : t('fit')}</option>
        <option value={OWN} hidden>
          {percent(zoom.scale)}
        </option>
        {ZOOM_PRESETS.map((scale) => (
          <option key={scale} value={scale}>
            {percent(scale)}
          </option>
        ))}
      </select>
      <IconButton compact label={t('zoomIn')} aria-keyshortcuts="+" onClick={() => onStep(1)}>
        <ZoomIn size={16} strokeWidth={1.5} aria-hidden />
      </IconButton>
      {selectsText !== undefined && (
        <IconButton
          compact
          label={t('selectText')}
          aria-pressed={selectsText}
          onClick={() => onSelectText(!selectsText)}
          className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
        >
          <TextSelect size={16} strokeWidth={1.5} aria-hidden />
        </IconButton>
      )}
      {children}
    </div>
  );
}
