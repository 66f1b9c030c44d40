import { type Usage, usageSchema } from '#lib/contract/chat.ts';
import type { ApiError } from '#lib/contract/errors.ts';
import type { Log, LogFields } from '#lib/server/log.ts';

/** One line per call, written when it has ended: figures and codes, never words. */
export class CallLog {
  readonly #log: Log;
  readonly #startMs = performance.now();
  #fields: LogFields;
  #firstByteMs: number | undefined;

  constructor(log: Log, fields: { requestId: string; endpoint: string }) {
    this.#log = log;
    this.#fields = fields;
  }

  knows(fields: LogFields): void {
    this.#fields = { ...this.#fields, ...fields };
  }

  /** The same events, the first one's time taken. */
  async *timed(events: AsyncGenerator<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const event of events) {
      this.#firstByteMs ??= this.#elapsedMs();
      yield event;
    }
  }

  end(error: ApiError | undefined, reported?: unknown, malformedEvents = 0): void {
    const usage: Usage | undefined = usageSchema.safeParse(reported).data;
    this.#write({
      status: error?.status ?? 200,
      code: error?.code,
      promptTokens: usage?.prompt_tokens,
      completionTokens: usage?.completion_tokens,
      usageSource: usage === undefined ? 'none' : usage.estimated ? 'estimated' : 'upstream',
      malformedEvents: malformedEvents === 0 ? undefined : malformedEvents,
    });
  }

  endWithStatus(status: number): void {
    this.#write({ status });
  }

  #write(fields: LogFields): void {
    const status = Number(fields.status);
    const level = status >= 500 && status !== 503 ? 'warn' : 'info';
    this.#log[level]('call', {
      ...this.#fields,
      ...fields,
      firstByteMs: this.#firstByteMs,
      latencyMs: this.#elapsedMs(),
    });
  }

  #elapsedMs(): number {
    return Math.round(performance.now() - this.#startMs);
  }
}
