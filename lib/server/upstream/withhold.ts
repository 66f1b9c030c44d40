import { isSecret, REDACTED } from './redact.ts';

/** Takes a secret out of bytes that come in pieces, wherever they are cut. */
export interface Withhold {
  /** What may go on: all but an end that may be the beginning of the secret. */
  push(bytes: Uint8Array): Uint8Array;
  /** What is still kept back once nothing more comes. */
  end(): Uint8Array;
}

/** Numbers are written with these: a dummy key of zeros would break the figures of good answers. */
const NUMBER = /^[\d.eE+-]+$/;

/**
 * What takes the key out of whatever an upstream answers, good answers and their events too (T-KEY-02). It looks for the
 * one that is known and no pattern, since an answer may be about keys; so it costs one search of each piece.
 *
 * @returns makes one for each answer; undefined where there is nothing to take out
 */
export function createWithhold(secret: string | undefined): (() => Withhold) | undefined {
  if (!isSecret(secret) || NUMBER.test(secret)) return undefined;
  const inJson = JSON.stringify(secret).slice(1, -1);
  // Some servers escape slashes in JSON. All spellings of most keys are one.
  const spellings = [...new Set([secret, inJson, inJson.replaceAll('/', '\\/')])].map((text) => Buffer.from(text));
  return () => new AllWithheld(spellings);
}

/** Bytes that are there all at once, without the secret. */
export function withheld(bytes: Uint8Array | undefined, withhold: Withhold | undefined): Uint8Array | undefined {
  if (bytes === undefined || withhold === undefined) return bytes;
  const [most, end] = [withhold.push(bytes), withhold.end()];
  return end.byteLength === 0 ? most : Buffer.concat([most, end]);
}

class AllWithheld implements Withhold {
  readonly #steps: readonly OneWithheld[];

  constructor(spellings: readonly Buffer[]) {
    this.#steps = spellings.map((spelling) => new OneWithheld(spelling));
  }

  push(bytes: Uint8Array): Uint8Array {
    return this.#steps.reduce((rest, step) => step.push(rest), bytes);
  }

  end(): Uint8Array {
    return this.#steps.reduce<Uint8Array>((rest, step) => Buffer.concat([step.push(rest), step.end()]), NOTHING);
  }
}

const LINE_BREAK = 0x0a;
const NOTHING = Buffer.alloc(0);
const IN_ITS_PLACE = Buffer.from(REDACTED);

class OneWithheld implements Withhold {
  readonly #secret: Buffer;
  readonly #first: number;
  #kept = NOTHING;

  constructor(secret: Buffer) {
    this.#secret = secret;
    this.#first = secret.readUInt8();
  }

  push(bytes: Uint8Array): Uint8Array {
    const all = this.#kept.length === 0 ? viewOf(bytes) : Buffer.concat([this.#kept, bytes]);
    this.#kept = NOTHING;
    let at = all.indexOf(this.#secret);
    if (at < 0) return this.#keepEnd(all);
    const parts: Uint8Array[] = [];
    let from = 0;
    for (; at >= 0; at = all.indexOf(this.#secret, from)) {
      parts.push(all.subarray(from, at), IN_ITS_PLACE);
      from = at + this.#secret.length;
    }
    parts.push(this.#keepEnd(all.subarray(from)));
    return Buffer.concat(parts);
  }

  end(): Uint8Array {
    const kept = this.#kept;
    this.#kept = NOTHING;
    return kept;
  }

  /** The bytes without the longest end that the secret begins with. */
  #keepEnd(bytes: Buffer): Buffer {
    // Whole events end so, and no key holds a line break.
    if (bytes.at(-1) === LINE_BREAK) return bytes;
    let at = bytes.indexOf(this.#first, Math.max(0, bytes.length - this.#secret.length + 1));
    for (; at >= 0; at = bytes.indexOf(this.#first, at + 1)) {
      const end = bytes.subarray(at);
      if (!this.#secret.subarray(0, end.length).equals(end)) continue;
      this.#kept = Buffer.from(end);
      return bytes.subarray(0, at);
    }
    return bytes;
  }
}

/** The same bytes: `Buffer.from` alone would copy them. */
const viewOf = (bytes: Uint8Array): Buffer =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
