interface Entry<Value> {
  readonly value: Promise<Value>;
  readonly untilMs: number;
}

/**
 * Answers that are asked for at most once within a time; askers in between share one answer. A failure is not
 * remembered.
 */
export class Remembered<Key, Value> {
  readonly #ask: (key: Key) => Promise<Value>;
  readonly #ms: number;
  readonly #max: number;
  readonly #entries = new Map<Key, Entry<Value>>();

  /** @param options `ms`: how long an answer holds; `max`: so many are kept, the oldest go first */
  constructor(ask: (key: Key) => Promise<Value>, { ms, max }: { readonly ms: number; readonly max: number }) {
    this.#ask = ask;
    this.#ms = ms;
    this.#max = max;
  }

  get(key: Key): Promise<Value> {
    const nowMs = performance.now();
    const known = this.#entries.get(key);
    if (known !== undefined && nowMs < known.untilMs) return known.value;
    const value = this.#ask(key);
    const entry = { value, untilMs: nowMs + this.#ms };
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    value.catch(() => {
      if (this.#entries.get(key) === entry) this.#entries.delete(key);
    });
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#max && oldest !== undefined) this.#entries.delete(oldest);
    return value;
  }

  clear(): void {
    this.#entries.clear();
  }
}
