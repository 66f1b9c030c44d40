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

/**
 * So much of a frame may go into showing formulas; the others come with the next ones. To lay them out takes several times
 * as long.
 */
const SLICE_MS = 2;

/** In a page that nobody sees there are no frames. */
const HIDDEN_MS = 16;

let shared: Typesetter | undefined;

/** The page's one typesetter. The library's worker, its styles and fonts come with the first formula. */
export function sharedTypesetter(): Typesetter {
  shared ??= new LazyTypesetter(() => import('./katex-setter.ts').then(({ startKatex }) => startKatex()));
  return shared;
}

/** Shows formulas with the frames, a few each: between frames they would have the page laid out once more. */
export class LazyTypesetter implements Typesetter {
  readonly #load: () => Promise<FormulaSetter>;
  #setter: Promise<FormulaSetter> | undefined;
  readonly #made: MadeFormula[] = [];
  #scheduled = false;

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
      this.#schedule();
    } catch {
      // The next formula tries anew.
      if (this.#setter === used) this.#setter = undefined;
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    if (document.hidden) setTimeout(() => this.#drain(), HIDDEN_MS);
    else requestAnimationFrame(() => this.#drain());
  }

  #drain(): void {
    this.#scheduled = false;
    const startMs = performance.now();
    while (performance.now() - startMs < SLICE_MS) {
      const made = this.#made.shift();
      if (made === undefined) return;
      made.node.replaceChildren(...formulaNodes(made.html));
    }
    if (this.#made.length > 0) this.#schedule();
  }
}
