'use client';
import { useTranslations } from 'next-intl';
import type { PointerEvent } from 'react';
import { Dialog } from '#components/ui/dialog.tsx';
import { type SidePanelState, useSidePanel } from '#components/ui/use-side-panel.ts';
import { usePanel } from '#lib/client/panel-store.ts';
import { ParametersPanel } from './parameters-panel.tsx';

/** From here on there is room for the panel beside the conversation (Tailwind's `xl`). */
const WIDE = '(min-width: 1100px)';

/** Beside the conversation where there is room, remembered; else a sheet that opens when asked. */
export const useParametersPanel = (): SidePanelState => useSidePanel(usePanel, WIDE);

export function ParametersAside({ panel }: { panel: SidePanelState }) {
  const t = useTranslations('chat.panel');
  const close = useTranslations('shell')('close');
  const { widthPx } = usePanel();
  if (!panel.shown) return null;
  if (!panel.wide) {
    return (
      <Dialog shape="right" title={t('title')} closeLabel={close} onClose={panel.toggle}>
        <ParametersPanel />
      </Dialog>
    );
  }
  return (
    <>
      <Splitter />
      <aside
        aria-label={t('title')}
        style={{ width: widthPx }}
        className="hidden shrink-0 flex-col border-l border-line bg-bg min-[1100px]:flex"
      >
        <h2 className="flex h-12 shrink-0 items-center border-b border-line px-4 text-ui">{t('title')}</h2>
        <div className="min-h-0 grow overflow-y-auto">
          <ParametersPanel />
        </div>
      </aside>
    </>
  );
}

const KEY_STEP_PX = 16;

function Splitter() {
  const t = useTranslations('chat.panel');
  const { widthPx, minPx, maxPx, resize } = usePanel();
  const drag = (event: PointerEvent<HTMLInputElement>) => {
    if (event.buttons === 1) resize(window.innerWidth - event.clientX);
  };
  return (
    <div className="relative w-0 max-[1099px]:hidden">
      {/* A range is the platform's own control for "one number between two": keys and screen readers know it. */}
      <input
        type="range"
        aria-label={t('resize')}
        title={t('resize')}
        min={minPx}
        max={maxPx}
        step={KEY_STEP_PX}
        value={widthPx}
        onChange={(event) => resize(event.target.valueAsNumber)}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        className="splitter absolute inset-y-0 -left-1 z-1 h-full w-2 cursor-col-resize appearance-none bg-transparent"
      />
    </div>
  );
}
