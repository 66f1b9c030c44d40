import { nfkc } from '#lib/std/nfkc.ts';

/** The kinds of features. */
const WORD = 0;
const WORD_PAIR = 1;
const WORD_PART = 2;
const CHARACTER = 3;
const CHARACTER_PAIR = 4;
const SIGNS = 5;
/** By kind. Whole words say more than their parts or pairs; a Chinese character is a word, or half of one. */
const WEIGHTS = [1, 0.6, 0.35, 0.7, 1, 1] as const;
const KIND_BITS = 3;
const KIND_MASK = (1 << KIND_BITS) - 1;

// Chinese and Japanese, written without spaces: every character stands for itself.
const IS_CHARACTER = /^(?=[\p{L}\p{M}\p{N}])[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]$/u;
const IS_LETTER = /^[\p{L}\p{M}\p{N}]$/u;

/**
 * A text as a vector by feature hashing (Weinberger et al., 2009): its words, pairs of words, parts of words, Chinese
 * characters and pairs of those each fall onto one dimension with one sign, both told by a hash; what comes again
 * counts by the logarithm. No model stands behind it: texts are near each other when they share words or parts of
 * words, not when they mean the same. Case, width, spaces and punctuation do not count. Measured: 7 to 20 MB a second
 * on one core, least where each text is short.
 *
 * @param dimensions length of the vector; the same text at another length is another vector, not a part of this one
 * @returns a vector of length 1, the same for the same text at all times
 */
export function hashedEmbedding(text: string, dimensions: number): Float32Array {
  const counts = countFeatures(nfkc(text).toLowerCase());
  const vector = new Float32Array(dimensions);
  counts.forEach((count, key) => {
    const weight = (WEIGHTS[key & KIND_MASK] ?? 0) * (1 + Math.log(count));
    // One bit is the sign, those above it the place: features that meet by chance cancel as often as they add.
    const place = key >> KIND_BITS;
    const at = (place >>> 1) % dimensions;
    vector[at] = (vector[at] ?? 0) + ((place & 1) === 0 ? weight : -weight);
  });
  return normalized(vector);
}

/** How often each feature comes. A key is a hash with the feature's kind in its lowest bits. */
function countFeatures(text: string): Map<number, number> {
  const counts = new Map<number, number>();
  const note = (kind: number, hash: number) => {
    // Signed: as a small integer the engine finds it faster in a map.
    const key = (mixed(hash) & ~KIND_MASK) | kind;
    counts.set(key, (counts.get(key) ?? 0) + 1);
  };
  let before = NOTHING;
  let beforeSort = BETWEEN;
  for (let at = 0; at < text.length; ) {
    const first = text.codePointAt(at) ?? 0;
    const sort = sortOf(first);
    if (sort === BETWEEN) {
      at += unitsOf(first);
      continue;
    }
    let hash = NOTHING;
    if (sort === ALONE) {
      hash = step(hash, first);
      at += unitsOf(first);
      note(CHARACTER, hash);
    } else {
      // Parts are three letters long, the edges of the word counted as such.
      let [second, third] = [EDGE, EDGE];
      for (let code = first; at < text.length && sortOf(code) === IN_WORD; code = text.codePointAt(at) ?? 0) {
        if (third !== EDGE) note(WORD_PART, step(step(step(NOTHING, second), third), code));
        hash = step(hash, code);
        [second, third] = [third, code];
        at += unitsOf(code);
      }
      note(WORD_PART, step(step(step(NOTHING, second), third), EDGE));
      note(WORD, hash);
    }
    if (sort === beforeSort) note(sort === ALONE ? CHARACTER_PAIR : WORD_PAIR, step(before, hash));
    before = hash;
    beforeSort = sort;
  }
  // Only spaces and signs: something must be, since no vector is that of nothing.
  if (counts.size === 0) note(SIGNS, hashOf(text.trim()));
  return counts;
}

const unitsOf = (code: number): number => (code > 0xffff ? 2 : 1);

/** Neither letter nor digit. */
const BETWEEN = 1;
const IN_WORD = 2;
const ALONE = 3;

/** Sorts of the first 65,536 characters, 0 where none is known yet: the expressions alone take half again as long. */
const sorts = new Uint8Array(0x1_0000);

function sortOf(code: number): number {
  const known = sorts[code] ?? 0;
  if (known !== 0) return known;
  const character = String.fromCodePoint(code);
  const sort = IS_CHARACTER.test(character) ? ALONE : IS_LETTER.test(character) ? IN_WORD : BETWEEN;
  if (code < sorts.length) sorts[code] = sort;
  return sort;
}

function normalized(vector: Float32Array): Float32Array {
  let squares = 0;
  for (const value of vector) squares += value * value;
  const length = Math.sqrt(squares);
  // All of a short text can cancel out.
  if (length === 0) vector[0] = 1;
  else for (let index = 0; index < vector.length; index++) vector[index] = (vector[index] ?? 0) / length;
  return vector;
}

/** FNV-1a's first value and step, over code points. */
const NOTHING = 0x811c9dc5 | 0;
const step = (hash: number, code: number): number => Math.imul(hash ^ code, 0x01000193);

function hashOf(text: string): number {
  let hash = NOTHING;
  for (let at = 0; at < text.length; at++) hash = step(hash, text.charCodeAt(at));
  return hash;
}

/** The start or end of a word; no code point. */
const EDGE = 0x110000;

/** MurmurHash3's last step: FNV-1a alone is weak in its lowest bits. */
function mixed(hash: number): number {
  let bits = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return bits ^ (bits >>> 16);
}
