import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { barePicture } from './bare-picture.ts';
import { type Told, toldByExif } from './told.ts';

const FORMATS = ['jpeg', 'png', 'webp'] as const;
const blank = () => sharp({ create: { width: 8, height: 6, channels: 3, background: '#1d4ed8' } });

const TAGS = {
  location: {
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '31/1 13/1 0/1', GPSLongitudeRef: 'E', GPSLongitude: '121/1 28/1 0/1' },
  },
  time: { IFD2: { DateTimeOriginal: '2026:11:26 08:00:00' } },
  device: { IFD0: { Make: 'Cam', Model: 'C-1' } },
} as const;

const bytesOf = async (format: (typeof FORMATS)[number], exif: Record<string, Record<string, string>> | undefined) => {
  const picture = exif === undefined ? blank() : blank().withExif(exif);
  return new Uint8Array(await picture.toFormat(format).toBuffer());
};

describe.each(FORMATS)('of a %s', (format) => {
  test.each(['location', 'time', 'device'] as const)(
    'its EXIF is said to tell the %s, and that alone',
    async (told) => {
      const bytes = await bytesOf(format, { ...TAGS[told] });
      expect([...toldByExif(bytes)]).toEqual([told] satisfies Told[]);
      const bare = barePicture(bytes);
      expect(bare && [...toldByExif(bare.bytes)]).toEqual([]);
    },
  );

  test('all of it together, and nothing where there is nothing', async () => {
    const all = await bytesOf(format, { ...TAGS.location, ...TAGS.time, ...TAGS.device });
    expect([...toldByExif(all)].sort()).toEqual(['device', 'location', 'time']);
    expect(toldByExif(await bytesOf(format, undefined)).size).toBe(0);
  });

  test('cut anywhere, it is read without a fault', async () => {
    const all = await bytesOf(format, { ...TAGS.location, ...TAGS.time, ...TAGS.device });
    for (let end = 0; end < all.byteLength; end++) expect(() => toldByExif(all.subarray(0, end))).not.toThrow();
  });
});
