import Link from 'next/link';
import type { ComponentProps } from 'react';
import { classNames } from '#lib/std/class-names.ts';

const LOOKS = {
  primary: 'bg-accent text-accent-text font-semibold hover:opacity-90',
  secondary: 'border border-line bg-panel text-text hover:bg-hover',
  quiet: 'text-muted hover:bg-hover hover:text-text',
  danger: 'border border-danger bg-panel text-danger hover:bg-danger-soft',
} as const;

const SIZES = {
  /** 32 px, 44 under a finger. */
  normal: 'h-8 px-3 text-ui pointer-coarse:h-11',
  compact: 'h-7 px-2 text-meta pointer-coarse:h-11 pointer-coarse:px-3',
  icon: 'size-8 pointer-coarse:size-11',
  iconCompact: 'size-7 pointer-coarse:size-11',
} as const;

interface Appearance {
  look?: keyof typeof LOOKS | undefined;
  size?: keyof typeof SIZES | undefined;
}

const classesOf = ({ look = 'secondary', size = 'normal' }: Appearance, own: string | undefined) =>
  classNames(
    'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-control whitespace-nowrap transition-colors duration-120 disabled:opacity-50',
    LOOKS[look],
    SIZES[size],
    own,
  );

interface ButtonProps extends ComponentProps<'button'>, Appearance {}

export function Button({ look, size, className, ...props }: ButtonProps) {
  return <button type="button" className={classesOf({ look, size }, className)} {...props} />;
}

/** Leads to another page, and looks like what is pressed. */
export function ButtonLink({ look, size, className, ...props }: ComponentProps<typeof Link> & Appearance) {
  return <Link className={classesOf({ look, size }, className)} {...props} />;
}

interface IconButtonProps extends Omit<ButtonProps, 'size' | 'aria-label' | 'title'> {
  /** Names the button for everybody: read aloud, and shown under the pointer. */
  label: string;
  compact?: boolean;
}

export function IconButton({ label, compact = false, look = 'quiet', ...props }: IconButtonProps) {
  return <Button look={look} size={compact ? 'iconCompact' : 'icon'} aria-label={label} title={label} {...props} />;
}
