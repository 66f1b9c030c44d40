import { isKeptHeader, isToldElsewhere, keptHeaders } from '#lib/domain/usage/kept-headers.ts';
import { createRedact } from '#lib/server/upstream/redact.ts';

/** A client's headers are the same in all of its calls: so many clients are known. */
const MAX_KNOWN = 1_000;
/** Of sets that are new to this process; beyond, somebody makes them up, and they would fill the disk. */
const MAX_NEW_PER_HOUR = 5_000;
const HOUR_MS = 3_600_000;
const redact = createRedact(undefined);

/**
 * What is kept of calls' headers, as the ledger's entries have it. The same headers give the same text object, whose hash
 * is known by then: a call costs a look at each of its names and one in a map.
 */
export class HeaderKeeper {
  /** What begins a header's part of the key: with a colon where its value belongs to it, empty for one that does not. */
  readonly #names = new Map<string, string>();
  readonly #known = new Map<string, string>();
  #newOnes = 0;
  #hourMs = 0;

  /**
   * @param fields names and values by turns, as they came
   * @returns JSON of `KeptHeader[]`; undefined while too many sets are new
   */
  keep(fields: readonly string[]): string | undefined {
    let key = '';
    for (let index = 0; index + 1 < fields.length; index += 2) {
      const written = fields[index] ?? '';
      const name = this.#names.get(written) ?? this.#nameOf(written);
      if (name === '') continue;
      key += name.endsWith(':') ? `${name}${fields[index + 1]}\n` : `${name}\n`;
    }
    return this.#known.get(key) ?? this.#meet(key, fields);
  }

  #nameOf(written: string): string {
    const name = written.toLowerCase();
    const part = isToldElsewhere(name) ? '' : isKeptHeader(name) ? `${name}:` : name;
    if (this.#names.size >= MAX_KNOWN) this.#names.clear();
    this.#names.set(written, part);
    return part;
  }

  #meet(key: string, fields: readonly string[]): string | undefined {
    const nowMs = performance.now();
    if (nowMs - this.#hourMs >= HOUR_MS) {
      this.#hourMs = nowMs;
      this.#newOnes = 0;
    }
    if (++this.#newOnes > MAX_NEW_PER_HOUR) return undefined;
    const text = JSON.stringify(keptHeaders(fields, redact));
    this.#known.set(key, text);
    const [oldest] = this.#known.keys();
    if (this.#known.size > MAX_KNOWN && oldest !== undefined) this.#known.delete(oldest);
    return text;
  }
}
