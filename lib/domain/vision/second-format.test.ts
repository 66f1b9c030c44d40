import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { pngOf } from '#e2e/support/pictures.ts';
import { EXAMPLES } from './examples.ts';
import { secondFormatOf } from './second-format.ts';

const picture = pngOf(40, 30);
const zipEnd = (comment: string) =>
  Buffer.concat([
    Buffer.from('PK\x05\x06', 'latin1'),
    Buffer.alloc(16),
    Buffer.from([comment.length % 256, comment.length >> 8]),
    Buffer.from(comment, 'latin1'),
  ]);

test.each([
  ['a ZIP archive', Buffer.concat([picture, zipEnd('')])],
  ['a ZIP archive', Buffer.concat([picture, zipEnd('x'.repeat(300))])],
  ['a PDF document', Buffer.concat([picture.subarray(0, 33), Buffer.from('%PDF-1.7'), picture.subarray(33)])],
  ['a program', Buffer.concat([picture, Buffer.from('<?php system($_GET[0]);')])],
  ['a program', Buffer.concat([Buffer.from('GIF89a'), Buffer.from('<script>alert(1)</script>')])],
  ['a program', Buffer.concat([picture, Buffer.from('__HALT_COMPILER();')])],
])('a picture that is %s as well is known for it', (format, bytes) => {
  expect(secondFormatOf(bytes)).toBe(format);
});

test('pictures are nothing else: plain ones, with a film behind, with marks that readers of other kinds do not go by', () => {
  const film = Buffer.concat([Buffer.from('\0\0\0\x18ftypmp42', 'latin1'), Buffer.alloc(1_000, 7)]);
  const cutZip = Buffer.concat([picture, zipEnd('longer').subarray(0, -1)]);
  const latePdf = Buffer.concat([picture, Buffer.alloc(2_000), Buffer.from('%PDF-1.7')]);
  for (const bytes of [picture, Buffer.concat([picture, film]), cutZip, latePdf, Buffer.alloc(0)]) {
    expect(secondFormatOf(bytes)).toBeUndefined();
  }
  for (const { src } of EXAMPLES) {
    expect(secondFormatOf(readFileSync(join(import.meta.dirname, '../../../public', src)))).toBeUndefined();
  }
});
