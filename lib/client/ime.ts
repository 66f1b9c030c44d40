/**
 * How long after `compositionend` the key that ended it may still come. WebKit sends it some 5 ms later and marks it 229
 * (MDN browser-compat-data #30009, opencode #38696); older ones sent 13. Apart since a plain Enter may be the person's
 * own: rolled over from the space bar it comes within 60 ms.
 */
const AFTER_END_MS = { marked: 100, plain: 30 } as const;

/** `keyCode` of a key that an input method has handled (UI Events §keyCode). */
const HANDLED_BY_IME = 229;

interface KeyLike {
  /** Where the key lies: of a key that an input method took, `key` is `Process`. */
  readonly code: string;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly timeStamp: number;
}

/**
 * Tells the keys of an input method from a person's. No single sign does: WebKit ends a composition *before* the keydown
 * that ended it, so `isComposing` is false there; Chrome on macOS marks the Enter that is meant to send with 229
 * (open-design #3426), so that mark alone swallows it.
 */
export class ImeGuard {
  #composing = false;
  #endedAtMs = Number.NEGATIVE_INFINITY;
  /** Keys that went down while composing and are still down: the one that ended it is among them, except in WebKit. */
  readonly #down = new Set<string>();

  start(): void {
    this.#composing = true;
    // A keyup may have gone to another window.
    this.#down.clear();
  }

  /** @param timeStampMs `Event.timeStamp` of `compositionend` */
  end(timeStampMs: number): void {
    this.#composing = false;
    this.#endedAtMs = timeStampMs;
  }

  /** Whether this keydown belongs to the input method. To be asked once about every keydown, whichever key it is. */
  owns(key: KeyLike): boolean {
    if (this.#composing || key.isComposing) {
      this.#down.add(key.code);
      return true;
    }
    // The stamp of a key may be the keyboard's and so lie before that of the end which it brought about.
    const distanceMs = Math.abs(key.timeStamp - this.#endedAtMs);
    // Only one key can have ended it: whatever comes after the first one is the person's.
    this.#endedAtMs = Number.NEGATIVE_INFINITY;
    const limitMs = key.keyCode === HANDLED_BY_IME ? AFTER_END_MS.marked : AFTER_END_MS.plain;
    return distanceMs < limitMs && !this.#down.has(key.code);
  }

  released({ code }: Pick<KeyLike, 'code'>): void {
    this.#down.delete(code);
  }
}

/**
 * Keeps the keys of an input method from every handler of the page: an Enter that picks a word sends nothing and chooses
 * nothing, an Escape that drops one stops and closes nothing, whoever listens and whatever they check.
 *
 * @returns ends it
 */
export function hideImeKeys(target: Window): () => void {
  const guard = new ImeGuard();
  const listening = new AbortController();
  // First on the way down: before React and before whatever a library listens with.
  const options = { capture: true, signal: listening.signal };
  target.addEventListener('compositionstart', () => guard.start(), options);
  target.addEventListener('compositionend', ({ timeStamp }) => guard.end(timeStamp), options);
  target.addEventListener('keyup', (event) => guard.released(event), options);
  target.addEventListener(
    'keydown',
    (event) => {
      if (!guard.owns(event)) return;
      event.stopImmediatePropagation();
      // WebKit would close a <dialog> with it; the composition that it dropped is over.
      if (event.key === 'Escape') event.preventDefault();
    },
    options,
  );
  return () => listening.abort();
}
