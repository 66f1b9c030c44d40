import { formulaNodes } from './formula-nodes.ts';

/** Sets formulas, when it is ready for them. */
export interface Typesetter {
  /** Replaces what stands in the node by the formula; now or later. */
  typeset(node: HTMLElement, tex: string, display: boolean): void;
}

/** Leaves formulas as they are written. */
export const PLAIN_TYPESETTER: Typesetter = { typeset: () => undefined };

/** @returns the HTML of a formula; undefined when it cannot be set. Rejects when nobody can set it. */
export type FormulaSetter = (tex: string, display: boolean) => Promise<string | undefined>;

interface MadeFormula {
  readonly node: HTMLElement;
  readonly html: string;
}

/** Longer ones are no formulas, and would hold everything else up. */
const MAX_TEX_CHARACTERS = 4_000;

/** So much of a frame may go into showing formulas; the others come with the next ones. */
const SLICE_MS = 8;
const FRAME_MS = 16;

let shared: Typesetter | undefined;

/** The page's one typesetter. The library's worker, its styles and fonts come with the first formula. */
export function sharedTypesetter(): Typesetter {
  shared ??= new LazyTypesetter(() => import('./katex-setter.ts').then(({ startKatex }) => startKatex()));
  return shared;
}

/** Shows formulas as they are made while there is time, and the others in the pauses of what else the page does. */
export class LazyTypesetter implements Typesetter {
  readonly #load: () => Promise<FormulaSetter>;
  #setter: Promise<FormulaSetter> | undefined;
  readonly #made: MadeFormula[] = [];
  #scheduled = false;
  #sliceStartMs = Number.NEGATIVE_INFINITY;
  #spentMs = 0;

  /** @param load called with the first formula; when it fails, the formulas so far stay as they are written */
  constructor(load: () => Promise<FormulaSetter>) {
    this.#load = load;
  }

  typeset(node: HTMLElement, tex: string, display: boolean): void {
    if (tex.length <= MAX_TEX_CHARACTERS) void this.#make(node, tex, display);
  }

  async #make(node: HTMLElement, tex: string, display: boolean): Promise<void> {
    this.#setter ??= this.#load();
    const used = this.#setter;
    try {
      const setter: FormulaSetter = await used;
      const html: string | undefined = await setter(tex, display);
      if (html === undefined) return;
      this.#made.push({ node, html });
      // In their turn: while others wait, this one does.
      if (!this.#scheduled) this.#drain();
    } catch {
      // The next formula tries anew.
      if (this.#setter === used) this.#setter = undefined;
    }
  }

  #drain(): void {
    this.#scheduled = false;
    while (this.#hasTime()) {
      const made = this.#made.shift();
      if (made === undefined) return;
      const startMs = performance.now();
      made.node.replaceChildren(...formulaNodes(made.html));
      this.#spentMs += performance.now() - startMs;
    }
    if (this.#made.length === 0) return;
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
