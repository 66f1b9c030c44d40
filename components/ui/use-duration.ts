'use client';
import { useFormatter } from 'next-intl';

const SECOND_MS = 1_000;

/** Says how long something took, given its milliseconds. */
export function useDuration(): (ms: number) => string {
  const format = useFormatter();
  return (ms) =>
    ms < SECOND_MS
      ? `${format.number(Math.round(ms))} ms`
      : `${format.number(ms / SECOND_MS, { maximumSignificantDigits: 3 })} s`;
}
