import { parseJson } from '#lib/std/parse-json.ts';

/** A message between this process and one of its children: what it says, and the bytes that it is about. */
export interface Frame {
  /** JSON; whoever reads it checks what it is. */
  readonly head: unknown;
  readonly bytes: Uint8Array;
}

/** A picture of 20 MB, its head, and room. */
const MAX_PART_BYTES = 32 * 1024 * 1024;
/** Two lengths, of the head and of the bytes, each in four bytes, the highest first. */
const PREFIX_BYTES = 8;
const NO_BYTES = new Uint8Array();

/** A frame as it goes through the pipe, in pieces: a picture is not copied for it. */
export function frameParts(head: unknown, bytes: Uint8Array = NO_BYTES): readonly Uint8Array[] {
  const json = Buffer.from(JSON.stringify(head));
  const prefix = Buffer.alloc(PREFIX_BYTES);
  prefix.writeUInt32BE(json.byteLength, 0);
  prefix.writeUInt32BE(bytes.byteLength, 4);
  return [prefix, json, bytes];
}

/** What came through the pipe is no frame. */
export class FrameFault extends Error {
  override readonly name = 'FrameFault';
}

/** Puts frames together of whatever pieces a pipe gives. */
export class FrameReader {
  #pieces: Uint8Array[] = [];
  #heldBytes = 0;
  #neededBytes = PREFIX_BYTES;

  /** @returns the frames that are whole now @throws FrameFault for what cannot become one: nothing behind it can be read */
  push(piece: Uint8Array): Frame[] {
    this.#pieces.push(piece);
    this.#heldBytes += piece.byteLength;
    const frames: Frame[] = [];
    while (this.#heldBytes >= this.#neededBytes) {
      const held = Buffer.concat(this.#pieces, this.#heldBytes);
      const [headBytes, bodyBytes] = [held.readUInt32BE(0), held.readUInt32BE(4)];
      if (Math.max(headBytes, bodyBytes) > MAX_PART_BYTES) throw new FrameFault('too large');
      const bodyStart = PREFIX_BYTES + headBytes;
      const end = bodyStart + bodyBytes;
      this.#neededBytes = end;
      this.#pieces = [held];
      if (held.byteLength < end) break;
      const head = parseJson(held.toString('utf8', PREFIX_BYTES, bodyStart));
      if (head === undefined) throw new FrameFault('no JSON');
      frames.push({ head, bytes: held.subarray(bodyStart, end) });
      this.#pieces = [held.subarray(end)];
      this.#heldBytes -= end;
      this.#neededBytes = PREFIX_BYTES;
    }
    return frames;
  }
}
