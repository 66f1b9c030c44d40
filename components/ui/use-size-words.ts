'use client';
import { useFormatter } from 'next-intl';

/** @returns how large so many bytes are, in words */
export function useSizeWords(): (bytes: number) => string {
  const format = useFormatter();
  return (bytes) => {
    const [figure, unit] =
      bytes < 1_000_000 ? [Math.max(1, Math.round(bytes / 1_000)), 'KB'] : [bytes / 1_000_000, 'MB'];
    return `${format.number(figure, { maximumFractionDigits: 1 })} ${unit}`;
  };
}
