'use client';
import { useEffect } from 'react';
import type { ChangeView } from '#components/ui/use-address-view.ts';
import { provideCommands } from '#lib/client/commands.ts';
import { useVision } from '#lib/client/vision/store.ts';
import { SHOWN_LAYERS, type ShownLayer, toggled, type VisionView } from '#lib/domain/vision/vision-view.ts';

interface VisionCommandsProps {
  view: VisionView;
  onChange: ChangeView<VisionView>;
  onAdd: () => void;
}

/** What can be done on the page by key and by name. */
export function VisionCommands({ view: { hidden }, onChange, onAdd }: VisionCommandsProps) {
  useEffect(() => {
    const toggle = (layer: ShownLayer) => ({
      run: () => onChange({ hidden: toggled(SHOWN_LAYERS, hidden, layer) }),
      enabled: () => useVision.getState().shownKey !== undefined,
    });
    return provideCommands({
      addPicture: { run: onAdd },
      toggleObjects: toggle('objects'),
      toggleLabels: toggle('labels'),
      toggleText: toggle('text'),
      toggleFaces: toggle('faces'),
      toggleColors: toggle('colors'),
    });
  }, [hidden, onChange, onAdd]);
  return null;
}
