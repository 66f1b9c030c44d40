import { isKeptHeader, isToldElsewhere, keptHeaders } from '#lib/domain/usage/kept-headers.ts';
import { createRedact } from '#lib/server/upstream/redact.ts';

/** A client's headers are the same in all of its calls: so many clients are known. */
const MAX_KNOWN = 1_000;
/** Of sets that are new to this process; beyond, somebody makes them up, and they would fill the disk. */
const MAX_NEW_PER_HOUR = 5_000;
const HOUR_MS = 3_600_000;
const redact = createRedact(undefined);

interface Name {
  readonly name: string;
  readonly isKept: boolean;
}

/**
 * What is kept of calls' headers, as the ledger's entries have it. The same headers give the same text object, whose hash
 * is known by then: a call costs a look at each of its names and one in a map.
 */
export class HeaderKeeper {
  readonly #names = new Map<string, Name | undefined>();
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
      const name = this.#nameOf(fields[index] ?? '');
      if (name === undefined) continue;
      key += name.isKept ? `${name.name}:${fields[index + 1]}\n` : `${name.name}\n`;
    }
    return this.#known.get(key) ?? this.#meet(key, fields);
  }

  /** @returns undefined for one that is told elsewhere */
  #nameOf(written: string): Name | undefined {
    if (this.#names.has(written)) return this.#names.get(written);
    const name = written.toLowerCase();
    const told = isToldElsewhere(name) ? undefined : { name, isKept: isKeptHeader(name) };
    if (this.#names.size >= MAX_KNOWN) this.#names.clear();
    this.#names.set(written, told);
    return told;
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
