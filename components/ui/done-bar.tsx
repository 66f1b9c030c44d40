'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { UndoBar } from './undo-bar.tsx';
import type { Done } from './use-acts.ts';

interface DoneBarProps {
  done: Done | undefined;
  onUndo: (undo: () => Promise<unknown>, message: string) => void;
  onDismiss: () => void;
}

/** Says what was done and takes it back. */
export function DoneBar({ done, onUndo, onDismiss }: DoneBarProps) {
  const t = useTranslations('shell');
  const ref = useRef<HTMLDivElement>(null);
  useEffect(() => {
    // What had the focus went with the change: a row that was deleted, the button that put limits back.
    if (done !== undefined && document.activeElement === document.body) ref.current?.querySelector('button')?.focus();
  }, [done]);
  const undo = done?.undo;
  return (
    // Always there: of a status that comes with its words nobody hears.
    <div ref={ref} role="status" className="sticky bottom-0 empty:hidden">
      {done !== undefined && (
        <div className="pb-2">
          <UndoBar
            message={done.message}
            onUndo={undo === undefined ? undefined : () => onUndo(undo, t('undone'))}
            onDismiss={onDismiss}
          />
        </div>
      )}
    </div>
  );
}
