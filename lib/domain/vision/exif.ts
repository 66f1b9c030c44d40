const ORIENTATION = 0x0112;
const LITTLE_ENDIAN = 0x4949;
const ENTRY_BYTES = 12;
const UPRIGHT = 1;
const LAST_ORIENTATION = 8;

/**
 * How EXIF turns and mirrors a picture: 1, as it lies there, to 8; from 5 on its sides change places.
 *
 * @param tiff where its TIFF begins. @returns 1 where it does not tell
 */
export function exifOrientation(view: DataView, tiff: number): number {
  if (tiff + 8 > view.byteLength) return UPRIGHT;
  const little = view.getUint16(tiff) === LITTLE_ENDIAN;
  const directory = tiff + view.getUint32(tiff + 4, little);
  if (directory + 2 > view.byteLength) return UPRIGHT;
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * ENTRY_BYTES;
    if (at + ENTRY_BYTES > view.byteLength) return UPRIGHT;
    if (view.getUint16(at, little) !== ORIENTATION) continue;
    const orientation = view.getUint16(at + 8, little);
    return orientation >= UPRIGHT && orientation <= LAST_ORIENTATION ? orientation : UPRIGHT;
  }
  return UPRIGHT;
}
