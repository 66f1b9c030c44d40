'use client';
import { useEffect, useState } from 'react';

/** Whole seconds until a moment, counted down; 0 from then on. */
export function useSecondsUntil(atMs: number | undefined): number {
  const left = () => (atMs === undefined ? 0 : Math.max(0, Math.ceil((atMs - Date.now()) / 1000)));
  const [seconds, setSeconds] = useState(left);
  useEffect(() => {
    if (atMs === undefined) return;
    const tick = () => setSeconds(Math.max(0, Math.ceil((atMs - Date.now()) / 1000)));
    tick();
    const timer = setInterval(tick, 250);
    return () => clearInterval(timer);
  }, [atMs]);
  return seconds;
}
