'use client';
import type { LucideIcon } from 'lucide-react';
import { type KeyboardEvent, type ReactNode, type ToggleEvent, useId, useRef } from 'react';
import { classNames } from '#lib/std/class-names.ts';

export interface MenuItem {
  readonly id: string;
  readonly label: string;
  readonly icon: LucideIcon;
  readonly run: () => void;
  readonly disabled?: boolean;
  readonly danger?: boolean;
}

interface MenuProps {
  /** Names the button for everybody. */
  label: string;
  /** What stands on the button. */
  icon: ReactNode;
  items: readonly MenuItem[];
  className?: string;
}

const GAP_PX = 4;

/** A button with what may be done, on the platform's popover: it lies above everything and closes by itself. */
export function Menu({ label, icon, items, className }: MenuProps) {
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  const button = useRef<HTMLButtonElement>(null);

  const onToggle = (event: ToggleEvent<HTMLDivElement>) => {
    button.current?.setAttribute('aria-expanded', String(event.newState === 'open'));
    if (event.newState !== 'open') return;
    if (list.current !== null && button.current !== null) placeBelow(list.current, button.current);
    list.current?.querySelector<HTMLElement>('[role=menuitem]:not(:disabled)')?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = STEPS[event.key];
    if (event.key === 'Tab') list.current?.hidePopover();
    if (step === undefined || list.current === null) return;
    event.preventDefault();
    const choices = [...list.current.querySelectorAll<HTMLElement>('[role=menuitem]:not(:disabled)')];
    const at = choices.indexOf(
      document.activeElement instanceof HTMLElement ? document.activeElement : (choices[0] ?? list.current),
    );
    choices.at(step(at, choices.length) % choices.length)?.focus();
  };

  return (
    <>
      <button
        ref={button}
        type="button"
        aria-label={label}
        title={label}
        aria-haspopup="menu"
        aria-expanded={false}
        popoverTarget={id}
        className={classNames(
          'inline-flex size-7 shrink-0 items-center justify-center rounded-control text-muted transition-colors duration-120 hover:bg-hover hover:text-text pointer-coarse:size-11',
          className,
        )}
      >
        {icon}
      </button>
      <div
        ref={list}
        id={id}
        popover="auto"
        role="menu"
        aria-label={label}
        tabIndex={-1}
        onToggle={onToggle}
        onKeyDown={onKeyDown}
        className="inset-auto m-0 min-w-40 rounded-card border border-line bg-panel p-1 text-text shadow-float"
      >
        {items.map(({ id: itemId, label: words, icon: Icon, run, disabled = false, danger = false }) => (
          <button
            key={itemId}
            type="button"
            role="menuitem"
            tabIndex={-1}
            disabled={disabled}
            onClick={() => {
              list.current?.hidePopover();
              run();
            }}
            className={classNames(
              'flex h-8 w-full items-center gap-2 rounded-control px-2 text-left text-ui whitespace-nowrap outline-none hover:bg-hover focus-visible:bg-hover disabled:opacity-50 pointer-coarse:h-11',
              danger && 'text-danger',
            )}
          >
            <Icon size={14} strokeWidth={1.5} aria-hidden className={danger ? undefined : 'text-muted'} />
            {words}
          </button>
        ))}
      </div>
    </>
  );
}

const STEPS: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowDown: (at) => at + 1,
  ArrowUp: (at, count) => at - 1 + count,
  Home: () => 0,
  End: (_at, count) => count - 1,
};

/** Below the button, or above it where there is no room, and never out of the window. */
function placeBelow(list: HTMLElement, button: HTMLElement): void {
  const at = button.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + GAP_PX;
  const top = below + height <= window.innerHeight ? below : Math.max(GAP_PX, at.top - GAP_PX - height);
  list.style.top = `${top}px`;
  list.style.left = `${Math.max(GAP_PX, Math.min(at.left, window.innerWidth - width - GAP_PX))}px`;
}
