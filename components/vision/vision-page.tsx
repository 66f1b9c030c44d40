'use client';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useCallback, useEffect, useState } from 'react';
import { useDropzone } from 'react-dropzone';
import { UndoBar } from '#components/ui/undo-bar.tsx';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { watchPointer } from '#lib/client/vision/active.ts';
import { forgetRemoved, restorePicture } from '#lib/client/vision/queue.ts';
import { useVision } from '#lib/client/vision/store.ts';
import type { ConnectionName } from '#lib/contract/connection.ts';
import { IMAGE_TYPES } from '#lib/contract/vision.ts';
import { parseVisionView, toVisionQuery } from '#lib/domain/vision/vision-view.ts';
import { AddButtons } from './add-buttons.tsx';
import { EmptyVision } from './empty-vision.tsx';
import { Picture } from './picture.tsx';
import { PictureStrip } from './picture-strip.tsx';
import { RefusedFiles } from './refused-files.tsx';
import { SideColumn } from './side-column.tsx';
import { useOrder } from './use-order.ts';
import { VisionCommands } from './vision-commands.tsx';

const CameraDialog = dynamic(() => import('./camera-dialog.tsx').then((module) => module.CameraDialog), { ssr: false });
const AddressDialog = dynamic(() => import('./address-dialog.tsx').then((module) => module.AddressDialog), {
  ssr: false,
});

const ADDRESS = { parse: parseVisionView, format: toVisionQuery };
const ACCEPTED = Object.fromEntries(IMAGE_TYPES.map((type) => [type, []]));

/** Pictures in, what is in them out: boxes, words, faces and colours where they are. */
export function VisionPage({ connection }: { connection: ConnectionName }) {
  const t = useTranslations('vision');
  const [view, change] = useAddressView(ADDRESS);
  const { add, addExample } = useOrder(view);
  const [dialog, setDialog] = useState<'camera' | 'address'>();
  const shown = useVision(({ pictures, shownKey }) => pictures.find(({ key }) => key === shownKey));
  const removed = useVision((state) => state.removed);
  const close = useCallback(() => setDialog(undefined), []);
  const { getRootProps, getInputProps, isDragActive, open } = useDropzone({
    // What is no picture is refused by its name, like every other file that is not taken.
    onDrop: (accepted, rejected) => add([...accepted, ...rejected.map(({ file }) => file)]),
    accept: ACCEPTED,
    noClick: true,
    noKeyboard: true,
    disabled: connection.kind === 'none',
  });
  usePaste(add);
  useEffect(watchPointer, []);
  const buttons = (
    <AddButtons onChoose={open} onCamera={() => setDialog('camera')} onAddress={() => setDialog('address')} />
  );
  return (
    <div {...getRootProps({ role: undefined, tabIndex: undefined })} className="relative flex h-full flex-col">
      <input {...getInputProps({ 'aria-label': t('add.choose') })} />
      <VisionCommands view={view} onChange={change} onAdd={open} />
      <h1 className="sr-only">{t('title')}</h1>
      {shown === undefined ? (
        <div className="h-full overflow-y-auto">
          <EmptyVision connection={connection} onExample={addExample} onChoose={open}>
            {buttons}
          </EmptyVision>
        </div>
      ) : (
        // Where it is narrow the page scrolls as one; beside each other, each for itself.
        <div className="flex min-h-0 grow flex-col overflow-y-auto lg:flex-row lg:overflow-hidden">
          <div className="flex min-w-0 flex-col max-lg:h-[62%] max-lg:min-h-[24rem] max-lg:shrink-0 lg:grow">
            <PictureStrip>{buttons}</PictureStrip>
            <Picture picture={shown} view={view} />
          </div>
          <SideColumn picture={shown} view={view} onChange={change} connection={connection} />
        </div>
      )}
      <div className="pointer-events-none absolute inset-x-0 bottom-0 flex flex-col items-center gap-2 p-3 *:pointer-events-auto">
        <RefusedFiles />
        <div role="status" className="empty:hidden">
          {removed !== undefined && (
            <UndoBar
              message={t('removed', { name: removed.picture.name })}
              onUndo={restorePicture}
              onDismiss={forgetRemoved}
            />
          )}
        </div>
      </div>
      {isDragActive && (
        <div className="pointer-events-none absolute inset-2 z-10 flex items-center justify-center rounded-card border-2 border-accent border-dashed bg-accent-soft/90 text-title">
          {t('add.drop')}
        </div>
      )}
      {dialog === 'camera' && <CameraDialog onPicture={(file) => add([file])} onClose={close} />}
      {dialog === 'address' && <AddressDialog onPicture={(file) => add([file])} onClose={close} />}
    </div>
  );
}

/** Takes pictures from the clipboard, wherever on the page they are pasted. */
function usePaste(add: (files: readonly File[]) => void): void {
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0 || document.querySelector('dialog[open]') !== null) return;
      event.preventDefault();
      add(files);
    };
    addEventListener('paste', onPaste);
    return () => removeEventListener('paste', onPaste);
  }, [add]);
}
