/** Larger pieces are kept as they are. */
const SMALL_BYTES = 16 * 1024;
const MIN_BLOCK_BYTES = 1024;
const MAX_BLOCK_BYTES = 64 * 1024;

/**
 * Bytes gathered from pieces of any size. Small ones are copied together: each by itself is an object, and holds the
 * whole buffer that it was cut from, so that a body of single bytes would cost hundreds of times its size.
 */
export class Blocks {
  readonly #parts: Uint8Array[] = [];
  #block = new Uint8Array(0);
  /** Where in the block the part begins that `#parts` does not have yet, and where it ends so far. */
  #start = 0;
  #end = 0;
  #sizeBytes = 0;

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  /** In their order. */
  parts(): readonly Uint8Array[] {
    this.#closePart();
    return this.#parts;
  }

  whole(): Uint8Array {
    const [only = new Uint8Array(0), ...more] = this.parts();
    return more.length === 0 ? only : Buffer.concat(this.#parts, this.#sizeBytes);
  }

  push(piece: Uint8Array): void {
    if (piece.byteLength === 0) return;
    // The first is kept as it is too: most bodies come in one piece.
    if (piece.byteLength >= SMALL_BYTES || this.#sizeBytes === 0) {
      this.#closePart();
      this.#parts.push(piece);
    } else this.#copy(piece);
    this.#sizeBytes += piece.byteLength;
  }

  #copy(piece: Uint8Array): void {
    if (this.#block.byteLength - this.#end < piece.byteLength) {
      this.#closePart();
      // As large as all that came before: never much more than is needed.
      const bytes = Math.min(Math.max(this.#sizeBytes, 2 * piece.byteLength, MIN_BLOCK_BYTES), MAX_BLOCK_BYTES);
      this.#block = new Uint8Array(bytes);
      this.#start = 0;
      this.#end = 0;
    }
    this.#block.set(piece, this.#end);
    this.#end += piece.byteLength;
  }

  /** What follows in the same block is a part of its own. */
  #closePart(): void {
    if (this.#end > this.#start) this.#parts.push(this.#block.subarray(this.#start, this.#end));
    this.#start = this.#end;
  }
}
