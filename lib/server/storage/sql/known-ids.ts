/** Callers make up names of models and headers: beyond so many texts, an id is asked for again. Some megabytes. */
const MAX_KEPT = 10_000;

/** Ids of what was met last of a table of texts that are kept once each: of series, of sets of headers. */
export class KnownIds {
  readonly #ids = new Map<string, number>();
  readonly #max: number;

  constructor(max = MAX_KEPT) {
    this.#max = max;
  }

  get size(): number {
    return this.#ids.size;
  }

  get(text: string): number | undefined {
    return this.#ids.get(text);
  }

  /** The oldest go when there are too many. */
  keep(met: ReadonlyMap<string, number>): void {
    for (const [text, id] of met) this.#ids.set(text, id);
    for (const text of this.#ids.keys()) {
      if (this.#ids.size <= this.#max) return;
      this.#ids.delete(text);
    }
  }

  /** What nothing refers to is deleted from time to time, by any process. */
  clear(): void {
    this.#ids.clear();
  }
}
