'use client';
import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import { Nothing } from '#components/ui/nothing.ts';
import { addFiles } from '#lib/client/chat/add-files.ts';

const DropOverlay = dynamic(() => import('./drop-overlay.tsx').then((module) => module.DropOverlay), {
  loading: Nothing,
});

/** Takes files wherever on the page they are dropped; outside of dialogs, which have their own use for them. */
export function DropPictures() {
  const [over, setOver] = useState(false);
  useEffect(() => {
    const isForUs = ({ dataTransfer }: DragEvent) =>
      dataTransfer?.types.includes('Files') === true && document.querySelector('dialog[open]') === null;
    const onOver = (event: DragEvent) => {
      if (!isForUs(event)) return;
      // Without it the browser would open the file in the place of the page.
      event.preventDefault();
      setOver(true);
    };
    const onLeave = ({ relatedTarget }: DragEvent) => {
      // From one thing on the page to the next it is still over it.
      if (relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      setOver(false);
      if (!isForUs(event)) return;
      event.preventDefault();
      addFiles(event.dataTransfer?.files ?? []);
      document.getElementById('composer')?.focus();
    };
    addEventListener('dragover', onOver);
    addEventListener('dragleave', onLeave);
    addEventListener('drop', onDrop);
    return () => {
      removeEventListener('dragover', onOver);
      removeEventListener('dragleave', onLeave);
      removeEventListener('drop', onDrop);
    };
  }, []);
  return over && <DropOverlay />;
}
