import { randomUUID } from 'node:crypto';
import type { Upload } from './port.ts';

/** A form as bytes. */
export interface EncodedForm {
  readonly contentType: string;
  /** Exactly what `stream` comes to. */
  readonly lengthBytes: number;
  /** From the start, as often as asked. */
  stream(): AsyncIterable<Uint8Array>;
}

/**
 * Encodes an upload as `multipart/form-data`: the fields in their order, then the file, since servers that read a form as
 * it arrives want to know the model by then.
 */
export function encodeForm({ fields, file }: Upload): EncodedForm {
  // No file can hold it, since it is chance that the sender did not know.
  const boundary = `----ruijing-${randomUUID()}`;
  const parts = fields.map(([name, value]) => `${headOf(boundary, `name="${quoted(name)}"`)}\r\n${value}\r\n`);
  const fileHead = headOf(boundary, `name="file"; filename="${quoted(file.name)}"`);
  const head = Buffer.from(`${parts.join('')}${fileHead}content-type: ${file.type}\r\n\r\n`);
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  return {
    contentType: `multipart/form-data; boundary=${boundary}`,
    lengthBytes: head.byteLength + file.sizeBytes + tail.byteLength,
    async *stream() {
      yield head;
      yield* file.read();
      yield tail;
    },
  };
}

const headOf = (boundary: string, disposition: string): string =>
  `--${boundary}\r\ncontent-disposition: form-data; ${disposition}\r\n`;

const ESCAPES: Readonly<Record<string, string>> = { '\r': '%0D', '\n': '%0A', '"': '%22' };

/** As browsers write names (WHATWG HTML, "multipart/form-data encoding algorithm"). */
const quoted = (name: string): string => name.replace(/[\r\n"]/g, (character) => ESCAPES[character] ?? '');
