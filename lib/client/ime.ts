/** Safari ends a composition *before* the keydown of the Enter that ended it. */
const AFTER_COMPOSITION_MS = 60;

interface KeyLike {
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly timeStamp: number;
}

/**
 * Tells an Enter that picks a word from an input method from one that a person means. No single sign does:
 * `isComposing` alone fails in Safari, `keyCode` 229 alone in Chrome on macOS.
 */
export class ImeGuard {
  #composing = false;
  #endedAtMs = Number.NEGATIVE_INFINITY;

  start(): void {
    this.#composing = true;
  }

  /** @param timeStampMs `Event.timeStamp` of `compositionend` */
  end(timeStampMs: number): void {
    this.#composing = false;
    this.#endedAtMs = timeStampMs;
  }

  /** Whether this key belongs to the input method. */
  owns(key: KeyLike): boolean {
    return (
      this.#composing ||
      key.isComposing ||
      key.keyCode === 229 ||
      key.timeStamp - this.#endedAtMs < AFTER_COMPOSITION_MS
    );
  }
}
