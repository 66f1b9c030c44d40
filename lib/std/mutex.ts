/** Lets one in at a time, in the order of asking. */
export class Mutex {
  readonly #waiting: (() => void)[] = [];
  #locked = false;

  /** Resolves when the caller is in; it must `unlock` then. */
  lock(): Promise<void> {
    if (!this.#locked) {
      this.#locked = true;
      return Promise.resolve();
    }
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  unlock(): void {
    const next = this.#waiting.shift();
    if (next === undefined) this.#locked = false;
    else next();
  }
}
