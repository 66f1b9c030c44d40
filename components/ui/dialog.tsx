'use client';
import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { classNames } from '#lib/std/class-names.ts';
import { IconButton } from './button.tsx';
import { useModal } from './use-modal.ts';

const SHAPES = {
  centre: 'w-[min(560px,calc(100vw-24px))] max-h-[calc(100dvh-48px)] rounded-card border border-line',
  wide: 'w-[min(800px,calc(100vw-24px))] max-h-[calc(100dvh-48px)] rounded-card border border-line',
  left: 'm-0 h-dvh max-h-none w-60 border-r border-line',
  right: 'm-0 ml-auto h-dvh max-h-none w-[min(340px,calc(100vw-32px))] border-l border-line',
} as const;

interface DialogProps {
  title: string;
  closeLabel: string;
  onClose: () => void;
  shape?: keyof typeof SHAPES;
  /** `request`: a press beside it is no wish to close it, since what it shows cannot be had again. */
  closedBy?: 'any' | 'request';
  children: ReactNode;
}

/** The platform's modal dialog: it keeps the focus, closes on Escape and on a click beside it, and gives focus back. */
export function Dialog({ title, closeLabel, onClose, shape = 'centre', closedBy = 'any', children }: DialogProps) {
  const ref = useModal();
  const titleId = useId();

  return (
    <dialog
      ref={ref}
      aria-labelledby={titleId}
      onClose={({ target, currentTarget }) => {
        // React has the end of a dialog that lies within this one bubble up to it.
        if (target === currentTarget) onClose();
      }}
      // The platform closes on a press outside by itself only where `closedby` is known.
      {...{ closedby: closedBy === 'any' ? 'any' : 'closerequest' }}
      className={classNames('bg-panel text-text shadow-float', SHAPES[shape])}
    >
      <div className="flex max-h-[inherit] h-full flex-col">
        <header className="flex min-h-12 shrink-0 items-center justify-between gap-2 border-b border-line-soft pr-2 pl-4">
          <h2 id={titleId} className="min-w-0 py-2.5 text-title wrap-anywhere">
            {title}
          </h2>
          <IconButton label={closeLabel} onClick={() => ref.current?.close()}>
            <X size={16} strokeWidth={1.5} aria-hidden />
          </IconButton>
        </header>
        <div className="min-h-0 grow overflow-y-auto">{children}</div>
      </div>
    </dialog>
  );
}
