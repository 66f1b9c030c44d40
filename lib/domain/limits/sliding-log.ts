/**
 * The instants of the requests within the last minute, oldest first: exact where a counter per calendar minute lets
 * twice the limit through at its border. Instants must not go back.
 */
export class SlidingLog {
  readonly #spanMs: number;
  /** A ring: it grows to the largest number of instants ever held. */
  #ring = new Float64Array(8);
  #first = 0;
  #length = 0;

  /** @param spanMs how long an instant counts: it is forgotten when exactly this much has passed */
  constructor(spanMs: number) {
    this.#spanMs = spanMs;
  }

  /** How many count at an instant. */
  count(atMs: number): number {
    while (this.#length > 0 && this.#at(0) + this.#spanMs <= atMs) {
      this.#first = (this.#first + 1) % this.#ring.length;
      this.#length--;
    }
    return this.#length;
  }

  add(atMs: number): void {
    if (this.#length === this.#ring.length) this.#grow();
    this.#ring[(this.#first + this.#length) % this.#ring.length] = atMs;
    this.#length++;
  }

  /** Milliseconds until fewer than `limit` count, which is when one more fits. */
  waitMs(limit: number, atMs: number): number {
    const count = this.count(atMs);
    return count < limit ? 0 : this.#at(count - limit) - atMs + this.#spanMs;
  }

  /** Milliseconds until none counts. */
  resetMs(atMs: number): number {
    const count = this.count(atMs);
    return count === 0 ? 0 : this.#at(count - 1) - atMs + this.#spanMs;
  }

  #at(index: number): number {
    return this.#ring[(this.#first + index) % this.#ring.length] ?? 0;
  }

  #grow(): void {
    const ring = new Float64Array(this.#ring.length * 2);
    for (let index = 0; index < this.#length; index++) ring[index] = this.#at(index);
    this.#ring = ring;
    this.#first = 0;
  }
}
