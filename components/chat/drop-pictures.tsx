'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';

const DropOverlay = dynamic(
  () => import('./composer-pictures.tsx').then(({ pictureTools }) => pictureTools.DropOverlay),
  {
    loading: Nothing,
  },
);

/** Takes files wherever on the page they are dropped; outside of dialogs, which have their own use for them. */
export function DropPictures() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const onOver = (event: DragEvent) => {
      if (!event.dataTransfer?.types.includes('Files') || document.querySelector('dialog[open]') !== null) return;
      // Without it the browser would open the file in the place of the page.
      event.preventDefault();
      setOver(true);
    };
    addEventListener('dragover', onOver);
    return () => removeEventListener('dragover', onOver);
  }, []);
  return over && <DropOverlay onEnd={() => setOver(false)} />;
}
