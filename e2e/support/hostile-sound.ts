interface Sound {
  readonly type: string;
  readonly bytes: Buffer;
}

/** As large as an upload may be. */
const BYTES = 24_000_000;

/** Files that would each keep a parser at work for seconds, or make it take more memory than there is. */
export const hostileSound = {
  'an ID3v2 tag of millions of frames': () => {
    const frame = Buffer.from('TXXX\0\0\0\x03\0\0\0A\0', 'latin1');
    return { type: 'audio/mpeg', bytes: id3(Buffer.alloc(BYTES, frame)) };
  },
  // Split into a list whose one allocation is larger than a thread's usual limits: meeting one ends the process.
  'an ID3v2 tag of one list of millions': () => {
    const text = Buffer.concat([Buffer.from([0]), Buffer.alloc(BYTES, 'a\0')]);
    const head = Buffer.concat([Buffer.from('TIPL'), syncSafe(text.byteLength), Buffer.alloc(2)]);
    return { type: 'audio/mpeg', bytes: id3(Buffer.concat([head, text])) };
  },
  'an MP3 of nothing but beginnings': () => {
    const start = Buffer.from('fffb9000', 'hex');
    return { type: 'audio/mpeg', bytes: Buffer.concat([start, Buffer.alloc(BYTES, Buffer.from('ffe0', 'hex'))]) };
  },
  'an MP4 with a table of millions of times': () => {
    const table = Buffer.alloc(8 + BYTES);
    table.writeUInt32BE(BYTES / 8, 4);
    const track = ['stts', 'stbl', 'minf', 'mdia', 'trak', 'moov'].reduce<Buffer>(
      (inner, name) => box(name, inner),
      table,
    );
    return { type: 'video/mp4', bytes: Buffer.concat([box('ftyp', Buffer.from('isom0000')), track]) };
  },
  'an MP4 of millions of boxes': () => {
    const boxes = Buffer.alloc(BYTES, box('free', Buffer.alloc(0)));
    return { type: 'video/mp4', bytes: Buffer.concat([box('ftyp', Buffer.from('isom0000')), box('moov', boxes)]) };
  },
} satisfies Readonly<Record<string, () => Sound>>;

/** Version 2.4. @param frames of the tag, which is all that there is */
const id3 = (frames: Uint8Array): Buffer =>
  Buffer.concat([Buffer.from('ID3\x04\0\0', 'latin1'), syncSafe(frames.byteLength), frames]);

/** Seven bits a byte (ID3v2.4, 6.2). */
const syncSafe = (size: number): Buffer =>
  Buffer.from([(size >> 21) & 0x7f, (size >> 14) & 0x7f, (size >> 7) & 0x7f, size & 0x7f]);

function box(name: string, content: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(head.byteLength + content.byteLength);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, content]);
}
