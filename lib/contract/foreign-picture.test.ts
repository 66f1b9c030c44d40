import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ForeignPicture, foreignPictureOf } from './foreign-picture.ts';
import { parseImageSource } from './vision.ts';

const ftyp = (major: string, ...compatible: string[]) => {
  const brands = Buffer.from(`${major}\0\0\0\0${compatible.join('')}`, 'latin1');
  const size = Buffer.alloc(4);
  size.writeUInt32BE(brands.byteLength + 8);
  return Buffer.concat([size, Buffer.from('ftyp'), brands, Buffer.alloc(64)]);
};

const FILES: readonly (readonly [ForeignPicture, string, Buffer])[] = [
  ['AVIF', 'image/avif', ftyp('avif', 'mif1', 'miaf')],
  ['AVIF', 'image/avif', ftyp('avis', 'msf1')],
  ['AVIF', 'image/avif', ftyp('mif1', 'avif', 'miaf')],
  ['HEIC', 'image/heic', ftyp('heic', 'mif1', 'heic')],
  ['HEIC', 'image/heif', ftyp('mif1', 'heic')],
  ['HEIC', 'image/heic-sequence', ftyp('hevc', 'msf1')],
  ['SVG', 'image/svg+xml', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')],
  [
    'SVG',
    'image/svg+xml',
    Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-8"?>\n<!-- by hand -->\n<svg width="1"/>'),
  ],
  [
    'SVG',
    'image/svg+xml',
    Buffer.from('<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "x.dtd">\n<s:svg/>                '),
  ],
];

const sentence = (kind: ForeignPicture) => `is ${kind}, which is not taken: convert it to PNG, JPEG, WebP or GIF`;

describe('T-UP-02 a picture that is not taken is called by its name', () => {
  test.each(FILES)('%s, %s', (kind, type, bytes) => {
    const refused = { kind: 'refused', code: 'unsupported_media', message: sentence(kind) };
    const base64 = bytes.toString('base64');
    expect(foreignPictureOf(bytes)).toBe(kind);
    expect(parseImageSource(base64)).toEqual(refused);
    expect(parseImageSource(base64.replace(/.{76}/g, '$&\n'))).toEqual(refused);
    expect(parseImageSource(`data:${type};base64,${base64}`)).toEqual(refused);
    // Under a name that is taken it is still what it is.
    expect(parseImageSource(`data:image/png;base64,${base64}`)).toEqual(refused);
  });

  test('SVG as it stands in its file, and in a data: URL without base64', () => {
    const refused = { kind: 'refused', message: sentence('SVG') };
    expect(parseImageSource('<svg onload="alert(1)"/>')).toMatchObject(refused);
    expect(parseImageSource('data:image/svg+xml,%3Csvg/%3E')).toMatchObject(refused);
  });
});

test.each([
  ['a film', ftyp('isom', 'mp42')],
  ['a page', Buffer.from('<!doctype html><html><svg/></html>')],
  ['XML of another kind', Buffer.from('<?xml version="1.0"?><feed/>')],
  ['nothing', Buffer.alloc(0)],
])('%s is none of them', (_, bytes) => {
  expect(foreignPictureOf(bytes)).toBeUndefined();
});

test('no bytes make it throw, or look for long', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 900 }), (bytes) => {
      foreignPictureOf(bytes);
      foreignPictureOf(Buffer.concat([ftyp('avif').subarray(0, 8), bytes]));
    }),
  );
  for (const part of ['<!--', '<?xml ', '<!doctype svg ', '\n', '<?xml ><!---->']) {
    const startMs = performance.now();
    foreignPictureOf(Buffer.from(part.repeat(2_000)));
    expect(performance.now() - startMs).toBeLessThan(200);
  }
});
