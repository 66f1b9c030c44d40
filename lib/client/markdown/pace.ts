/** Thirty times a second: more is more layout and paint, and nobody reads that fast. */
const EVERY_MS = 33;

/** A text that is slow to lay out is painted less often, so that most of the time is left for everything else. */
const REST_PER_WORK = 4;

/** Paints in frames, at a steady pace that falls when painting takes long. */
export class Pace {
  readonly #paint: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #frame = 0;
  #nextMs = Number.NEGATIVE_INFINITY;

  constructor(paint: () => void) {
    this.#paint = paint;
  }

  /** At the next frame that is due. */
  soon(): void {
    if (this.#timer !== undefined || this.#frame !== 0) return;
    const restMs = this.#nextMs - performance.now();
    if (restMs > 0) this.#timer = setTimeout(() => this.#ask(), restMs);
    else this.#ask();
  }

  now(): void {
    this.stop();
    const startMs = performance.now();
    this.#paint();
    const endMs = performance.now();
    this.#nextMs = Math.max(startMs + EVERY_MS, endMs + (endMs - startMs) * REST_PER_WORK) - FRAME_MS;
  }

  /** Paints no more. */
  stop(): void {
    clearTimeout(this.#timer);
    cancelAnimationFrame(this.#frame);
    this.#timer = undefined;
    this.#frame = 0;
  }

  #ask(): void {
    this.#timer = undefined;
    this.#frame = requestAnimationFrame(() => this.now());
  }
}

/** The wait for a frame comes on top. */
const FRAME_MS = 8;
