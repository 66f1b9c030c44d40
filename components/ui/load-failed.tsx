'use client';
import { Button } from './button.tsx';

interface LoadFailedProps {
  /** What could not be loaded. */
  words: string;
  retry: string;
  onRetry: () => void;
}

/** Says that something could not be loaded, and tries again. */
export function LoadFailed({ words, retry, onRetry }: LoadFailedProps) {
  return (
    <div role="alert" className="flex flex-wrap items-center gap-3 rounded-card bg-danger-soft p-4 text-ui">
      <span>{words}</span>
      <Button size="compact" onClick={onRetry}>
        {retry}
      </Button>
    </div>
  );
}
