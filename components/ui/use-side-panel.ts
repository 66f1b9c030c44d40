'use client';
import { useSyncExternalStore } from 'react';
import type { PanelStore } from '#lib/client/panel-store.ts';

function useMatches(query: string): boolean {
  return useSyncExternalStore(
    (changed) => {
      const list = matchMedia(query);
      list.addEventListener('change', changed);
      return () => list.removeEventListener('change', changed);
    },
    () => matchMedia(query).matches,
    () => true,
  );
}

export interface SidePanelState {
  readonly wide: boolean;
  readonly shown: boolean;
  readonly toggle: () => void;
}

/**
 * Beside the page where there is room, remembered; else a sheet that opens when asked.
 *
 * @param wideQuery the media query of windows with room
 */
export function useSidePanel(usePanel: () => PanelStore, wideQuery: string): SidePanelState {
  const wide = useMatches(wideQuery);
  const { open, sheetOpen, toggle, toggleSheet } = usePanel();
  return { wide, shown: wide ? open : sheetOpen, toggle: wide ? toggle : toggleSheet };
}
