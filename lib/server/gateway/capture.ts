import type { Caller } from '#lib/server/access.ts';
import type { Log } from '#lib/server/log.ts';
import type { KeptBody, PayloadStore } from '#lib/server/storage/payloads.ts';
import { redactPayload } from '#lib/server/upstream/redact-payload.ts';
import type { ByteSource } from '#lib/std/byte-source.ts';
import { parseMediaType } from '#lib/std/media-type.ts';
import type { GatewayAnswer, GatewayRequest } from './exchange.ts';
import type { Job } from './intake.ts';

/** Of each body, what is kept. */
export const MAX_KEPT_BYTES = 256 * 1024;
/** A secret that the cut falls into is seen whole all the same. */
const LOOK_AHEAD_BYTES = 1_024;
/** While the database is slow, so much waits; beyond, bodies are not kept. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;
const DAY_MS = 86_400_000;

export interface CapturesDeps {
  readonly store: Pick<PayloadStore, 'add'>;
  readonly bodyDays: number;
  readonly log: Log;
}

/** Keeps what is said in calls of keys that are to keep it; a call of any other one costs a look at its key's date. */
export class Captures {
  readonly #deps: CapturesDeps;
  readonly #writing = new Set<Promise<void>>();
  #waitingBytes = 0;

  constructor(deps: CapturesDeps) {
    this.#deps = deps;
  }

  /** @returns undefined where nothing is to be kept */
  begin(requestId: string, { keyId, owner, captureUntilMs }: Caller): Capture | undefined {
    if (captureUntilMs === null || keyId === null || captureUntilMs <= Date.now()) return undefined;
    return new Capture((bodies) => {
      const capturedAtMs = Date.now();
      const expiresAtMs = capturedAtMs + this.#deps.bodyDays * DAY_MS;
      this.#write({ requestId, keyId, owner, capturedAtMs, expiresAtMs, ...bodies });
    });
  }

  /** Resolves when everything is written. */
  async flush(): Promise<void> {
    while (this.#writing.size > 0) await Promise.all(this.#writing);
  }

  #write(payload: Parameters<PayloadStore['add']>[0]): void {
    const { store, log } = this.#deps;
    const { requestId, request, answer } = payload;
    const bytes = (request.text?.length ?? 0) + (answer.text?.length ?? 0);
    if (this.#waitingBytes + bytes > MAX_WAITING_BYTES) {
      log.warn('bodies not kept', { requestId, cause: 'too many wait' });
      return;
    }
    this.#waitingBytes += bytes;
    const written = store
      .add(payload)
      .catch((cause: unknown) => log.warn('bodies not kept', { requestId, cause: String(cause) }))
      .finally(() => {
        this.#waitingBytes -= bytes;
        this.#writing.delete(written);
      });
    this.#writing.add(written);
  }
}

interface Bodies {
  readonly request: KeptBody;
  readonly answer: KeptBody;
  readonly answerHeaders: Readonly<Record<string, string>>;
}

/** What is said in one call, gathered as it passes. */
export class Capture {
  readonly #done: (bodies: Bodies) => void;
  #requestType: string | undefined;
  readonly #request = new Beginning();
  #form: string | undefined;
  #isOver = false;

  constructor(done: (bodies: Bodies) => void) {
    this.#done = done;
  }

  /** The request, whose body is kept while it is read. Of a form that holds a file it is not. */
  watch(request: GatewayRequest): GatewayRequest {
    this.#requestType = request.header('content-type');
    const { body } = request;
    if (body === undefined || parseMediaType(this.#requestType).type.startsWith('multipart/')) return request;
    return { ...request, body: this.#tap(body) };
  }

  #tap(source: ByteSource): ByteSource {
    const beginning = this.#request;
    return {
      whole: () => {
        const bytes = source.whole?.();
        if (bytes !== undefined) beginning.add(bytes);
        return bytes;
      },
      async *[Symbol.asyncIterator]() {
        for await (const chunk of source) {
          beginning.add(chunk);
          yield chunk;
        }
      },
    };
  }

  /** What was asked is understood: of a form the fields, and what is known of its file. */
  asked({ upload, requestBytes }: Job): void {
    if (upload === undefined) return;
    const { name, type, sizeBytes } = upload.file;
    this.#form = JSON.stringify({ fields: upload.fields, file: { name, type, sizeBytes } });
    this.#request.bytes = requestBytes;
  }

  /** The answer, which is kept while it passes. */
  answered(answer: GatewayAnswer): GatewayAnswer {
    const beginning = new Beginning();
    const headers = { ...answer.headers };
    const { body } = answer;
    if (typeof body === 'string') {
      beginning.add(Buffer.from(body));
      this.#end(beginning, headers);
      return answer;
    }
    const end = () => this.#end(beginning, headers);
    return { ...answer, body: tapped(body, { onBytes: (bytes) => beginning.add(bytes), onEnd: end }) };
  }

  #end(answer: Beginning, headers: Readonly<Record<string, string>>): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const answerType = headers['content-type'];
    this.#done({
      request: this.#form === undefined ? this.#body(this.#request, this.#requestType) : this.#formBody(this.#form),
      answer: this.#body(answer, answerType),
      answerHeaders: headers,
    });
  }

  #formBody(form: string): KeptBody {
    const type = parseMediaType(this.#requestType).type;
    return { ...this.#cut(form, false), type, bytes: this.#request.bytes };
  }

  #body(beginning: Beginning, written: string | undefined): KeptBody {
    const type = written ?? null;
    const { bytes } = beginning;
    if (bytes === 0 || !isText(parseMediaType(written).type)) return { type, text: null, bytes, isCut: false };
    return { ...this.#cut(beginning.text(), bytes > MAX_KEPT_BYTES), type, bytes };
  }

  #cut(text: string, isCut: boolean): Pick<KeptBody, 'text' | 'isCut'> {
    const clean = Buffer.from(redactPayload(text));
    if (clean.byteLength <= MAX_KEPT_BYTES) return { text: clean.toString(), isCut };
    // A character that the cut falls into goes as a whole.
    return { text: new TextDecoder().decode(clean.subarray(0, MAX_KEPT_BYTES), { stream: true }), isCut: true };
  }
}

const isText = (type: string): boolean =>
  type === '' || type.startsWith('text/') || type === 'application/json' || type === 'application/x-subrip';

/** The beginning of a body, and how long the whole is. */
class Beginning {
  bytes = 0;
  readonly #parts: Uint8Array[] = [];
  #kept = 0;

  add(chunk: Uint8Array): void {
    this.bytes += chunk.byteLength;
    const room = MAX_KEPT_BYTES + LOOK_AHEAD_BYTES - this.#kept;
    if (room <= 0) return;
    // A copy: whoever made it may use its memory again.
    const part = Uint8Array.from(chunk.subarray(0, room));
    this.#parts.push(part);
    this.#kept += part.byteLength;
  }

  text(): string {
    return new TextDecoder().decode(Buffer.concat(this.#parts), { stream: this.#kept < this.bytes });
  }
}

interface Tap {
  readonly onBytes: (bytes: Uint8Array) => void;
  /** However it ended. */
  readonly onEnd: () => void;
}

/** The same bytes, pulled as fast as the caller reads. */
function tapped(body: ReadableStream<Uint8Array>, { onBytes, onEnd }: Tap): ReadableStream<Uint8Array> {
  const reader = body.getReader();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          const { done, value } = await reader.read();
          if (!done) {
            onBytes(value);
            controller.enqueue(value);
            return;
          }
        } catch (error) {
          onEnd();
          throw error;
        }
        onEnd();
        controller.close();
      },
      async cancel(reason) {
        onEnd();
        await reader.cancel(reason);
      },
    },
    { highWaterMark: 0 },
  );
}
