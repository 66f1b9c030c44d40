'use client';
import { type ComponentProps, type ReactNode, type ToggleEvent, useEffect, useId, useRef, useState } from 'react';

interface PopoverProps {
  /** Names what opens. */
  label: string;
  /** What the button that opens it shows. */
  button: ReactNode;
  buttonProps?: Omit<ComponentProps<'button'>, 'popoverTarget' | 'children'>;
  /** There only while it is open. */
  children: ReactNode;
}

/** Before anything else on the page hears of a key. */
const CAPTURE = { capture: true } as const;

/** The platform's popover beside its button: it closes on Escape and on a press beside it. */
export function Popover({ label, button, buttonProps, children }: PopoverProps) {
  const ref = useRef<HTMLDivElement>(null);
  const id = useId();
  const [open, setOpen] = useState(false);

  // The key is used up here: whatever else Escape means on the page, it is not meant now.
  const onKeyDown = useRef((event: KeyboardEvent) => {
    if (event.key !== 'Escape') return;
    event.preventDefault();
    ref.current?.hidePopover();
  });
  useEffect(() => {
    const listener = onKeyDown.current;
    return () => document.removeEventListener('keydown', listener, CAPTURE);
  }, []);
  // With the event itself, not with the next rendering: the key may come before that.
  const onBeforeToggle = ({ newState }: ToggleEvent<HTMLElement>) => {
    const opens = newState === 'open';
    if (opens) document.addEventListener('keydown', onKeyDown.current, CAPTURE);
    else document.removeEventListener('keydown', onKeyDown.current, CAPTURE);
    setOpen(opens);
  };

  return (
    <>
      <button type="button" {...buttonProps} popoverTarget={id} aria-haspopup="dialog" aria-expanded={open}>
        {button}
      </button>
      <div
        ref={ref}
        id={id}
        popover="auto"
        role="dialog"
        aria-label={label}
        onBeforeToggle={onBeforeToggle}
        className="popover rounded-card border border-line bg-panel text-text shadow-float"
      >
        {open && children}
      </div>
    </>
  );
}
