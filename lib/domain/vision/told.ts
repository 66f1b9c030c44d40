import { imageTypeOf } from '#lib/contract/vision.ts';

/** What a picture's file may tell beside what it shows. */
export const TOLD = ['location', 'time', 'device', 'other'] as const;
export type Told = (typeof TOLD)[number];

/**
 * What a file's EXIF tells of where, when and with what a picture was taken. Nothing is decoded. What else stands in a
 * file, such as comments, is found by what `barePicture` leaves out.
 *
 * @param bytes of the whole file
 */
export function toldByExif(bytes: Uint8Array): ReadonlySet<Told> {
  const type = imageTypeOf(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const tiff = type === 'image/gif' || type === undefined ? undefined : FINDERS[type](view);
  const told = new Set<Told>();
  if (tiff === undefined) return told;
  const little = tiff + 8 <= view.byteLength && view.getUint16(tiff) === LITTLE_ENDIAN;
  const tagsAt = (offset: number) => tagsOf(view, tiff + offset, little);
  const first = tiff + 8 <= view.byteLength ? tagsAt(view.getUint32(tiff + 4, little)) : new Map<number, number>();
  const gps = first.get(GPS_DIRECTORY);
  if (gps !== undefined && GPS_TAGS.some((tag) => tagsAt(gps).has(tag))) told.add('location');
  const more = first.get(EXIF_DIRECTORY);
  const all = new Set([...first.keys(), ...(more === undefined ? [] : tagsAt(more).keys())]);
  if (TIMES.some((tag) => all.has(tag))) told.add('time');
  if (DEVICES.some((tag) => all.has(tag))) told.add('device');
  return told;
}

const LITTLE_ENDIAN = 0x4949;
const ENTRY_BYTES = 12;
const [EXIF_DIRECTORY, GPS_DIRECTORY] = [0x8769, 0x8825] as const;
/** Latitude, longitude, altitude, and the same of where the camera looked. */
const GPS_TAGS = [0x02, 0x04, 0x06, 0x14, 0x16] as const;
/** DateTime, DateTimeOriginal, DateTimeDigitized. */
const TIMES = [0x0132, 0x9003, 0x9004] as const;
/** Make, Model, BodySerialNumber, LensModel. */
const DEVICES = [0x010f, 0x0110, 0xa431, 0xa434] as const;

/** The tags of a directory, with what stands in each entry's last four bytes (CIPA DC-008, 4.6.2). */
function tagsOf(view: DataView, at: number, little: boolean): Map<number, number> {
  const tags = new Map<number, number>();
  if (at + 2 > view.byteLength) return tags;
  const count = view.getUint16(at, little);
  for (let entry = 0; entry < count; entry++) {
    const begins = at + 2 + entry * ENTRY_BYTES;
    if (begins + ENTRY_BYTES > view.byteLength) break;
    tags.set(view.getUint16(begins, little), view.getUint32(begins + 8, little));
  }
  return tags;
}

const [APP1, START_OF_SCAN] = [0xe1, 0xda] as const;

/** Where the TIFF of EXIF begins; undefined where there is none. */
const FINDERS = {
  'image/jpeg'(view: DataView): number | undefined {
    for (let at = 2; at + 10 <= view.byteLength && view.getUint8(at) === 0xff; ) {
      const marker = view.getUint8(at + 1);
      if (marker === 0xff) {
        at++;
        continue;
      }
      if (marker === START_OF_SCAN) return undefined;
      if (marker === APP1 && nameAt(view, at + 4) === 'Exif') return at + 10;
      at += 2 + view.getUint16(at + 2);
    }
    return undefined;
  },
  'image/png'(view: DataView): number | undefined {
    for (let at = 8; at + 12 <= view.byteLength; at += 12 + view.getUint32(at)) {
      if (nameAt(view, at + 4) === 'eXIf') return at + 8;
    }
    return undefined;
  },
  'image/webp'(view: DataView): number | undefined {
    for (let at = 12; at + 8 <= view.byteLength; ) {
      const size = view.getUint32(at + 4, true);
      // Some writers put the JPEG's mark in front.
      if (nameAt(view, at) === 'EXIF') return nameAt(view, at + 8) === 'Exif' ? at + 14 : at + 8;
      at += 8 + size + (size % 2);
    }
    return undefined;
  },
} as const;

const nameAt = (view: DataView, at: number): string =>
  at + 4 > view.byteLength ? '' : String.fromCharCode(...[0, 1, 2, 3].map((offset) => view.getUint8(at + offset)));
