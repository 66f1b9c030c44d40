/** Sets formulas, when it is ready for them. */
export interface Typesetter {
  /** Replaces what stands in the node by the formula; now or later. */
  typeset(node: HTMLElement, tex: string, display: boolean): void;
}

/** Leaves formulas as they are written. */
export const PLAIN_TYPESETTER: Typesetter = { typeset: () => undefined };

type SetFormula = (node: HTMLElement, tex: string, display: boolean) => void;

interface Job {
  readonly node: HTMLElement;
  readonly tex: string;
  readonly display: boolean;
}

/** Longer ones are no formulas, and would hold everything else up. */
const MAX_TEX_CHARACTERS = 4_000;

/** So much of a frame may go into formulas; the others come with the next ones. */
const SLICE_MS = 8;
const FRAME_MS = 16;

let shared: Typesetter | undefined;

/** The page's one typesetter. The library, its styles and fonts come with the first formula. */
export function sharedTypesetter(): Typesetter {
  shared ??= new LazyTypesetter(() => import('./katex.ts').then((module) => module.setFormula));
  return shared;
}

/** Sets formulas as they come while there is time, and the others in the pauses of what else the page does. */
export class LazyTypesetter implements Typesetter {
  readonly #load: () => Promise<SetFormula>;
  readonly #waiting: Job[] = [];
  #set: SetFormula | undefined;
  #loading = false;
  #scheduled = false;
  #sliceStartMs = Number.NEGATIVE_INFINITY;
  #spentMs = 0;

  /** @param load called with the first formula; when it fails, the formulas so far stay as they are written */
  constructor(load: () => Promise<SetFormula>) {
    this.#load = load;
  }

  typeset(node: HTMLElement, tex: string, display: boolean): void {
    if (tex.length > MAX_TEX_CHARACTERS) return;
    this.#waiting.push({ node, tex, display });
    if (this.#set === undefined) void this.#begin();
    // In their turn: while others wait, this one does.
    else if (!this.#scheduled) this.#drain();
  }

  async #begin(): Promise<void> {
    if (this.#loading) return;
    this.#loading = true;
    try {
      this.#set = await this.#load();
      this.#drain();
    } catch {
      this.#waiting.length = 0;
    }
    this.#loading = false;
  }

  #drain(): void {
    this.#scheduled = false;
    while (this.#hasTime()) {
      const job = this.#waiting.shift();
      if (job === undefined) return;
      const startMs = performance.now();
      this.#set?.(job.node, job.tex, job.display);
      this.#spentMs += performance.now() - startMs;
    }
    if (this.#waiting.length === 0) return;
    this.#scheduled = true;
    setTimeout(() => this.#drain(), FRAME_MS);
  }

  #hasTime(): boolean {
    const nowMs = performance.now();
    if (nowMs - this.#sliceStartMs > FRAME_MS) {
      this.#sliceStartMs = nowMs;
      this.#spentMs = 0;
    }
    return this.#spentMs < SLICE_MS;
  }
}
