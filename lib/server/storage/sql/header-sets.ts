import { createHash } from 'node:crypto';
import { KnownIds } from './known-ids.ts';
import type { HeaderSetTable } from './schema.ts';

/** A set says so often that it is in use still; one that has not said so since before the oldest row is deleted. */
export const HEADERS_SEEN_MS = 3_600_000;
/** A client's headers are the same in all of its calls: more sets than this are made up. */
const MAX_KEPT = 2_000;

/** Ids of the sets of headers that were met within the hour. */
export class HeaderIds {
  readonly #ids = new KnownIds(MAX_KEPT);
  #untilMs = 0;

  /** @returns undefined for one that the database is to be told of */
  get(headers: string): number | undefined {
    const nowMs = Date.now();
    if (nowMs >= this.#untilMs) {
      this.#ids.clear();
      this.#untilMs = nowMs + HEADERS_SEEN_MS;
    }
    return this.#ids.get(headers);
  }

  keep(met: ReadonlyMap<string, number>): void {
    this.#ids.keep(met);
  }
}

/** @param headers JSON, as the ledger's entries have it */
export const toHeaderSetTable = (headers: string): Omit<HeaderSetTable, 'id'> => ({
  hash: createHash('sha256').update(headers).digest('hex'),
  headers,
  seen_at_ms: Date.now(),
});
