/** Less is a bar of the browser that comes and goes, no keyboard. */
const MIN_KEYBOARD_PX = 100;

/**
 * Keeps the page above an on-screen keyboard where the browser lays that over it: Safari on iOS knows no
 * `interactive-widget`, shrinks only the visual viewport, and pushes the page up out of sight. Elsewhere nothing changes.
 *
 * @returns ends it
 */
export function keepAboveKeyboard(target: Window): () => void {
  const viewport = target.visualViewport;
  if (viewport === null) return () => {};
  const root = target.document.documentElement;
  const fit = () => {
    const coveredPx = target.innerHeight - viewport.height;
    // A page that somebody has magnified shows less of itself too.
    const covered = viewport.scale === 1 && coveredPx >= MIN_KEYBOARD_PX;
    if (!covered) {
      root.style.removeProperty('--keyboard');
      return;
    }
    root.style.setProperty('--keyboard', `${coveredPx}px`);
    target.scrollTo(0, 0);
  };
  const listening = new AbortController();
  for (const type of ['resize', 'scroll']) viewport.addEventListener(type, fit, { signal: listening.signal });
  return () => {
    listening.abort();
    root.style.removeProperty('--keyboard');
  };
}
