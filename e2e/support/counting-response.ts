import { type IncomingMessage, ServerResponse } from 'node:http';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';

export interface Reported {
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** An answer that knows which usage it reported: the last one whose bytes all went out. */
export class CountingResponse<Request extends IncomingMessage> extends ServerResponse<Request> {
  /** What went out since the last event's end; of a whole answer all of it. */
  #sent = '';
  #usage: Readonly<Record<string, unknown>> = {};

  get reported(): Reported {
    const count = (name: string) => Number(this.#usage[name] ?? 0);
    return { promptTokens: count('prompt_tokens'), completionTokens: count('completion_tokens') };
  }

  override write(chunk: unknown, encoding?: unknown, callback?: unknown): boolean {
    const bytes = toBytes(chunk, encoding);
    return super.write(bytes, (error) => {
      if (!error) this.#went(bytes);
      called([encoding, callback], error);
    });
  }

  override end(chunk?: unknown, encoding?: unknown, callback?: unknown): this {
    const bytes = toBytes(chunk, encoding);
    const sent = () => {
      this.#went(bytes);
      this.#look(this.#sent);
      called([chunk, encoding, callback]);
    };
    return bytes.byteLength === 0 ? super.end(sent) : super.end(bytes, sent);
  }

  #went(bytes: Uint8Array): void {
    this.#sent += Buffer.from(bytes).toString();
    // Sound, or a whole answer, which is looked at when all of it is there.
    if (!/^\s*(?:data|event|id|retry)?:/.test(this.#sent)) return;
    const lines = this.#sent.split('\n');
    this.#sent = lines.pop() ?? '';
    for (const line of lines) if (line.startsWith('data:')) this.#look(line.slice('data:'.length));
  }

  #look(text: string): void {
    if (!text.includes('"usage"')) return;
    const json = parseJson(text);
    if (isRecord(json) && isRecord(json.usage)) this.#usage = json.usage;
  }
}

function toBytes(chunk: unknown, encoding: unknown): Uint8Array {
  if (chunk instanceof Uint8Array) return chunk;
  const named = typeof encoding === 'string' && Buffer.isEncoding(encoding) ? encoding : 'utf8';
  return Buffer.from(typeof chunk === 'string' ? chunk : '', named);
}

function called(callbacks: readonly unknown[], error?: unknown): void {
  for (const callback of callbacks) if (typeof callback === 'function') callback(error);
}
