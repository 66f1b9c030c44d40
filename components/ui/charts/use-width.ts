import { type RefObject, startTransition, useEffect, useState } from 'react';

/** How wide an element is, in whole CSS pixels; 0 until that is known. */
export function useWidth(ref: RefObject<HTMLElement | null>): number {
  const [widthPx, setWidthPx] = useState(0);
  useEffect(() => {
    const element = ref.current;
    if (element === null) return;
    // Several charts of a page are told at once: what follows is no hurry, and may be done in pieces.
    const observer = new ResizeObserver(([entry]) =>
      startTransition(() => setWidthPx(Math.floor(entry?.contentRect.width ?? 0))),
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [ref]);
  return widthPx;
}
