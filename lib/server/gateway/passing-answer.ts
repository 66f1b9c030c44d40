import { ApiError } from '#lib/contract/errors.ts';
import { cutObject } from '#lib/std/cut-object.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';

/** Most servers write usage last, some before the vectors: so much of either end is looked through for it. */
const EDGE_BYTES = 4 * 1024;

/** An answer that passes as it comes, since it is too large to be kept or no text at all. */
export class PassingAnswer {
  /** How much of it has passed. */
  bytes = 0;
  #head = '';
  #tail = '';

  /** @throws ApiError when it exceeds its cap */
  async *pass(chunks: AsyncIterable<Uint8Array>, capBytes: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.bytes += chunk.byteLength;
      if (this.bytes > capBytes) {
        throw new ApiError('event_too_large', 'The upstream’s answer is larger than the gateway passes on.');
      }
      if (this.#head.length < EDGE_BYTES) this.#head += latin1(chunk.subarray(0, EDGE_BYTES - this.#head.length));
      this.#tail = (this.#tail + latin1(chunk.subarray(-EDGE_BYTES))).slice(-EDGE_BYTES);
      yield chunk;
    }
  }

  /** The usage of a JSON answer, if it stands near one of its ends. */
  usage(): unknown {
    return usageIn(this.#tail) ?? usageIn(this.#head);
  }
}

/** A character for each byte: figures and names of fields need no more, and no character is ever cut. */
const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

const USAGE = /"usage"\s*:\s*(?=\{)/g;

/** The last that is whole. */
function usageIn(text: string): unknown {
  const objects = [...text.matchAll(USAGE)].map((match) => cutObject(text, match.index + match[0].length));
  return objects.map((object) => parseJson(object ?? '')).findLast(isRecord);
}
