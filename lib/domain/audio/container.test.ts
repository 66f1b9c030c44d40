import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { containerOf } from './container.ts';

const latin1 = (text: string) => Buffer.from(text, 'latin1');

const KINDS = [
  ['audio/mpeg', 'ID3\x04\0\0\0\0\0\x23TSSE'],
  ['audio/mpeg', '\xff\xfb\x90\x64\0\0\0\0'],
  ['audio/mpeg', '\xff\xf3\x40\xc4\0\0\0\0'],
  ['audio/mpeg', '\xff\xfd\xa4\x04\0\0\0\0'],
  ['video/mpeg', '\0\0\x01\xba\x44\0\x04\0'],
  ['audio/wav', 'RIFF\x24\x08\0\0WAVEfmt '],
  ['audio/wav', 'RF64\xff\xff\xff\xffWAVEds64'],
  ['audio/ogg', 'OggS\0\x02\0\0'],
  ['audio/flac', 'fLaC\0\0\0\x22'],
  [
    'audio/webm',
    '\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x84webm',
  ],
  ['audio/mp4', '\0\0\0\x20ftypM4A \0\0\0\0'],
  ['video/mp4', '\0\0\0\x20ftypisom\0\0\x02\0'],
  ['video/mp4', '\0\0\0\x1cftypiso5\0\0\x02\0'],
] as const;

describe('the container is told by the bytes', () => {
  test.each(KINDS)('%s', (type, head) => {
    expect(containerOf(latin1(head))?.type).toBe(type);
  });

  test.each([
    ['a picture', '\x89PNG\r\n\x1a\n'],
    ['a picture in a RIFF', 'RIFF\x24\0\0\0WEBPVP8 '],
    ['a film in a RIFF', 'RIFF\x24\0\0\0AVI LIST'],
    ['HEIC', '\0\0\0\x20ftypheic\0\0\0\0'],
    ['AVIF', '\0\0\0\x20ftypavif\0\0\0\0'],
    ['QuickTime', '\0\0\0\x14ftypqt  \0\0\0\0'],
    [
      'Matroska',
      '\x1a\x45\xdf\xa3\xa3\x42\x86\x81\x01\x42\xf7\x81\x01\x42\xf2\x81\x04\x42\xf3\x81\x08\x42\x82\x88matroska',
    ],
    ['AAC without a container', '\xff\xf1\x50\x80\x02\x1f\xfc'],
    ['a text in UTF-16', '\xff\xfeh\0e\0l\0l\0o\0'],
    ['a JPEG', '\xff\xd8\xff\xe0\0\x10JFIF'],
    ['a page', '<!doctype html>'],
    ['a program', '\x7fELF\x02\x01\x01\0'],
    ['an archive', 'PK\x03\x04\x14\0'],
    ['nothing', ''],
  ])('not %s', (_, head) => {
    expect(containerOf(latin1(head))).toBeUndefined();
  });

  test('no bytes throw', () => {
    fc.assert(fc.property(fc.uint8Array(), (head) => void containerOf(head)));
  });
});
