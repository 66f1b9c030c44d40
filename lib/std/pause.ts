/** Waits until the time is over or it is cut off, which it may be already. In Node no process stays alive for it. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer: ReturnType<typeof setTimeout> | number = setTimeout(end, ms);
    // A browser's is a number.
    if (typeof timer === 'object') timer.unref();
    signal.addEventListener('abort', end);
    if (signal.aborted) end();
  });
}
