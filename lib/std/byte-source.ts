/** Bytes that come over time. */
export interface ByteSource extends AsyncIterable<Uint8Array> {
  /**
   * All of them, where they have come already; it is asked before anything is read, and then nothing need be. Most
   * requests and answers are short: the reads that bring nothing but these and the end cost more than what they say.
   */
  readonly whole?: (() => Uint8Array | undefined) | undefined;
}
