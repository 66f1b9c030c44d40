/** Pictures that are known and not taken. */
export type ForeignPicture = 'AVIF' | 'HEIC' | 'SVG';

/** Enough for every mark, those behind an XML declaration as well. */
export const FOREIGN_HEAD_BYTES = 768;

const AVIF_BRANDS = /^avi[fs]$/;
const HEIC_BRANDS = /^(?:he[iv][cmsx]|mi[fa]1|msf1)$/;
/** Behind what XML allows before its root. A comment ends at its first end only, or there would be endless ways to read it. */
const SVG = /^\uFEFF?\s*(?:<\?xml[^>]*>\s*|<!--(?:(?!-->)[\s\S])*-->\s*|<!doctype\s+svg[^>]*>\s*)*<(?:\w+:)?svg[\s>/]/i;

/**
 * Which of the pictures that are not taken a file is, by its first bytes: whoever sends one should hear its name.
 *
 * @param head the first `FOREIGN_HEAD_BYTES`, or all
 */
export function foreignPictureOf(head: Uint8Array): ForeignPicture | undefined {
  const latin1 = (from: number, to: number) => String.fromCharCode(...head.subarray(from, to));
  if (latin1(4, 8) === 'ftyp') {
    // ISO 14496-12: the major brand, a version, and those that it is compatible with.
    const brands = [latin1(8, 12), ...(latin1(16, Math.min(boxBytes(head), 128)).match(/[\s\S]{4}/g) ?? [])];
    if (brands.some((brand) => AVIF_BRANDS.test(brand))) return 'AVIF';
    return brands.some((brand) => HEIC_BRANDS.test(brand)) ? 'HEIC' : undefined;
  }
  return SVG.test(new TextDecoder().decode(head.subarray(0, FOREIGN_HEAD_BYTES))) ? 'SVG' : undefined;
}

const boxBytes = ([a = 0, b = 0, c = 0, d = 0]: Uint8Array): number => ((a << 24) | (b << 16) | (c << 8) | d) >>> 0;
