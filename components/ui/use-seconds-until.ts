'use client';
import { useEffect, useState } from 'react';

const secondsUntil = (atMs: number): number => Math.max(0, Math.ceil((atMs - Date.now()) / 1000));

/** Whole seconds until a moment, counted down; 0 from then on. */
export function useSecondsUntil(atMs: number | undefined): number {
  const [seconds, setSeconds] = useState(() => (atMs === undefined ? 0 : secondsUntil(atMs)));
  useEffect(() => {
    if (atMs === undefined) return;
    const tick = () => setSeconds(secondsUntil(atMs));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [atMs]);
  return seconds;
}
