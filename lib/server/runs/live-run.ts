import { Readable } from 'node:stream';
import { toApiError } from '#lib/contract/errors.ts';
import type { Bill, RunEvent, RunHead } from '#lib/contract/runs.ts';
import type { Booked, Gateway, GatewayAnswer } from '#lib/server/gateway/exchange.ts';
import type { RunEnding } from '#lib/server/storage/runs.ts';
import { SseCutter } from '#lib/std/sse.ts';
import type { LogWriter } from './log-writer.ts';

export interface LiveRunOptions {
  readonly id: string;
  readonly gateway: Gateway;
  readonly writer: LogWriter;
  /** Makes the body of the call. */
  readonly body: () => Promise<Uint8Array>;
  /** Names in small letters: who calls, as the request for the run said. */
  readonly headers: ReadonlyMap<string, string>;
}

const PATH = '/v1/chat/completions';

/** A run under way in this process: it calls the gateway as any client does, and keeps what comes. */
export class LiveRun {
  readonly id: string;
  /** All that came, for readers who come late. */
  readonly events: RunEvent[] = [];
  readonly #options: LiveRunOptions;
  readonly #startMs = performance.now();
  readonly #listeners = new Set<() => void>();
  #leave: ((reason?: unknown) => void) | undefined;
  #stopBody: (() => void) | undefined;
  #stopped = false;
  /** The gateway's own word on a failure inside a stream. */
  #errorCode: string | undefined;
  #whole = false;
  #head: RunHead | undefined;
  #bill: Bill | null = null;
  #told = 0;

  constructor(options: LiveRunOptions) {
    this.id = options.id;
    this.#options = options;
  }

  /** How many of the events may be told: those that are in the log. */
  get told(): number {
    return this.#told;
  }

  /** Calls back whenever there is something new to tell. @returns ends that */
  onTold(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Ends the call; the upstream hears of it at once. What came stays. */
  stop(): void {
    if (this.#stopped) return;
    this.#stopped = true;
    this.#leave?.();
    this.#stopBody?.();
  }

  /** Makes the call. Never throws: whatever happens is how it ended. */
  async run(): Promise<RunEnding> {
    try {
      const body = await this.#options.body();
      const answer = await this.#options.gateway(this.#request(body));
      this.#take(answer);
      if (typeof answer.body === 'string') {
        this.#push({ type: 'raw', raw: answer.body });
        this.#whole = answer.status === 200;
      } else await this.#read(answer.body);
    } catch (thrown) {
      // A connection that the gateway cuts says why by its error.
      if (!this.#stopped) this.#errorCode ??= toApiError(thrown).code;
    }
    await this.#options.writer.flush();
    return { status: this.#status(), durationMs: this.#elapsedMs(), bill: this.#bill };
  }

  #status(): RunEnding['status'] {
    if (this.#errorCode === 'draining') return 'interrupted';
    if (this.#errorCode === undefined && this.#whole) return 'done';
    return this.#stopped ? 'stopped' : 'failed';
  }

  #request(bytes: Uint8Array): Parameters<Gateway>[0] {
    const { headers } = this.#options;
    return {
      method: 'POST',
      target: PATH,
      header: (name) => headers.get(name),
      headerFields: [...headers].flat(),
      body: {
        whole: () => bytes,
        [Symbol.asyncIterator]: () => Readable.from([bytes])[Symbol.asyncIterator](),
      },
      onLeave: (listener) => {
        this.#leave = listener;
        if (this.#stopped) listener();
      },
      onBooked: (booked) => {
        this.#bill = billOf(booked);
      },
    };
  }

  #take({ status, headers }: GatewayAnswer): void {
    const retryAfterMs = Number(headers['retry-after-ms'] ?? Number(headers['retry-after'] ?? 0) * 1000);
    this.#head = {
      status,
      streams: headers['content-type']?.startsWith('text/event-stream') === true,
      sandbox: headers['x-ruijing-sandbox'] === '1',
      requestId: headers['x-request-id'] ?? null,
      retryAtMs: retryAfterMs > 0 ? Date.now() + retryAfterMs : null,
    };
    this.#push({ type: 'head', head: this.#head });
  }

  async #read(body: ReadableStream<Uint8Array>): Promise<void> {
    const reader = body.getReader();
    this.#stopBody = () => void reader.cancel().catch(() => undefined);
    if (this.#stopped) this.#stopBody();
    const streams = this.#head?.streams === true;
    const cutter = new SseCutter();
    let whole = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      const events = cutter.push(value);
      if (streams) for (const raw of events) this.#pushEvent(raw);
      else whole += events.join('');
    }
    const rest = cutter.end();
    if (streams) {
      if (rest !== '') this.#pushEvent(rest);
    } else {
      this.#push({ type: 'raw', raw: whole + rest });
      this.#whole = !this.#stopped && this.#head?.status === 200;
    }
  }

  #pushEvent(raw: string): void {
    if (raw === DONE) this.#whole = true;
    else if (raw.startsWith(ERROR)) this.#errorCode = /"code":"(\w+)"/.exec(raw)?.[1] ?? 'other';
    this.#push({ type: 'raw', raw });
  }

  #push(matter: { type: 'head'; head: RunHead } | { type: 'raw'; raw: string }): void {
    const event: RunEvent = { n: this.events.length + 1, atMs: this.#elapsedMs(), ...matter };
    this.events.push(event);
    this.#options.writer.push({ runId: this.id, event }, () => {
      this.#told = Math.max(this.#told, event.n);
      for (const listener of this.#listeners) listener();
    });
  }

  /** To the hundredth of a millisecond: finer is noise. */
  #elapsedMs(): number {
    return Math.round((performance.now() - this.#startMs) * 100) / 100;
  }
}

/** The last event of a whole stream, and the beginning of one that tells of a failure, as the gateway writes them. */
const DONE = 'data: [DONE]\n\n';
const ERROR = 'data: {"error":{';

const billOf = ({
  row: { promptTokens, completionTokens, source, costMicros },
  expectedPromptTokens,
}: Booked): Bill => ({
  expectedPromptTokens,
  promptTokens,
  completionTokens,
  estimated: source === 'estimated',
  costMicros,
});
