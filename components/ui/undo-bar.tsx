'use client';
import { Undo2, X } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button, IconButton } from './button.tsx';

interface UndoBarProps {
  /** What was done. */
  message: string;
  /** Absent: it cannot be taken back. */
  onUndo?: (() => void) | undefined;
  onDismiss: () => void;
}

/** What was done, and the way back. It stays until it is dismissed; whoever shows it makes it a `status`. */
export function UndoBar({ message, onUndo, onDismiss }: UndoBarProps) {
  const t = useTranslations('shell');
  return (
    // Where it is narrow, the words have a line of their own: beside the buttons they would be a column of syllables.
    <div className="flex flex-wrap items-center justify-end gap-x-2 rounded-card border border-line bg-bg py-1 pr-1 pl-3 text-meta text-muted">
      <span className="min-w-0 grow basis-32 py-1 wrap-anywhere" title={message}>
        <span className="line-clamp-3">{message}</span>
      </span>
      <span className="flex shrink-0 items-center">
        {onUndo !== undefined && (
          <Button size="compact" look="quiet" onClick={onUndo}>
            <Undo2 size={14} strokeWidth={1.5} aria-hidden />
            {t('undo')}
          </Button>
        )}
        <IconButton compact label={t('close')} onClick={onDismiss}>
          <X size={14} strokeWidth={1.5} aria-hidden />
        </IconButton>
      </span>
    </div>
  );
}
