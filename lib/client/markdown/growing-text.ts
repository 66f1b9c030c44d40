/** So much of a frame may go into a text; what has come beyond that is shown in the next ones. */
const SLICE_MS = 6;

/** Between two looks at the clock, in UTF-16 units: what they come to is laid out in the same frame. */
const STEP_UNITS = 250;
/** Where one step takes longer than a slice, each costs what all of its text does: fewer are made then. */
const MAX_STEP_UNITS = 4_000;

interface View {
  update(text: string): void;
  finish(text: string): void;
}

/**
 * A text of which much may come at once: an answer that a page opens in the middle of, or whose renderer has only just
 * been loaded. It is shown piece by piece, so that no frame waits for all of it.
 */
export class GrowingText {
  readonly #view: View;
  #shownUnits = 0;
  #stepUnits = STEP_UNITS;

  constructor(view: View) {
    this.#view = view;
  }

  /** @returns whether all of it is shown; else this has to be called again */
  show(text: string): boolean {
    const startMs = performance.now();
    let atMs = startMs;
    while (this.#shownUnits < text.length && atMs - startMs < SLICE_MS) {
      this.#shownUnits = Math.min(text.length, this.#shownUnits + this.#stepUnits);
      this.#view.update(text.slice(0, this.#shownUnits));
      const tookMs = performance.now() - atMs;
      atMs += tookMs;
      if (tookMs > SLICE_MS) this.#stepUnits = Math.min(MAX_STEP_UNITS, this.#stepUnits * 2);
    }
    return this.#shownUnits === text.length;
  }

  /** All of it at once, for good. */
  finish(text: string): void {
    this.#view.finish(text);
  }
}
