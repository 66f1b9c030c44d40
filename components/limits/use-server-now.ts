import { useEffect, useState } from 'react';

const SECOND_MS = 1_000;

/** What the server's clock shows, in Unix milliseconds, second by second. @param aheadMs of the clock here */
export function useServerNow(aheadMs: number): number {
  const [nowMs, setNowMs] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), SECOND_MS);
    return () => clearInterval(timer);
  }, []);
  return nowMs + aheadMs;
}
