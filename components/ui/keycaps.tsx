'use client';
import { toKeycaps } from '#lib/client/shortcuts.ts';
import { classNames } from '#lib/std/class-names.ts';
import { useApple } from './use-apple.ts';

interface KeycapsProps {
  /** As `SHORTCUTS` writes it. */
  shortcut: string;
  /** Where it is what is asked for; elsewhere it is not shown under a finger, which presses no keys. */
  always?: boolean;
  className?: string;
}

/** A shortcut as it is written on the keys. */
export function Keycaps({ shortcut, always = false, className }: KeycapsProps) {
  const apple = useApple();
  return (
    <span
      className={classNames(
        'flex shrink-0 gap-0.5',
        !always && 'pointer-coarse:hidden',
        apple === undefined && 'invisible',
        className,
      )}
    >
      {toKeycaps(shortcut, apple ?? false).map((cap) => (
        <kbd
          key={cap}
          className="inline-flex h-5 min-w-5 items-center justify-center rounded-[4px] border border-line bg-bg px-1 font-sans text-meta text-muted"
        >
          {cap}
        </kbd>
      ))}
    </span>
  );
}
