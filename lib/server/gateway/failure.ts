/**
 * What went wrong first: it ends every wait, those under way and those to come.
 *
 * Not a promise raced with each wait. Such a race leaves something behind on the longer-lived promise every time, so
 * that a body of single bytes, two waits for each, cost a kilobyte a byte.
 */
export class Failure {
  readonly #waiting = new Set<(error: unknown) => void>();
  #first: { readonly error: unknown } | undefined;

  /** What comes after the first changes nothing. */
  fail(error: unknown): void {
    if (this.#first !== undefined) return;
    this.#first = { error };
    for (const reject of this.#waiting) reject(error);
    this.#waiting.clear();
  }

  /** `work`, unless something has gone wrong or does before it is done. */
  race<T>(work: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (this.#first === undefined) this.#waiting.add(reject);
      else reject(this.#first.error);
      work.then(
        (value) => {
          this.#waiting.delete(reject);
          resolve(value);
        },
        (error: unknown) => {
          this.#waiting.delete(reject);
          reject(error);
        },
      );
    });
  }
}
