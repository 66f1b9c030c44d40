import { STREAM_DONE, type Usage } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Redact } from '#lib/server/upstream/redact.ts';
import { readWireFailure, toLateError } from '#lib/server/upstream/wire-failure.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { createSseDecoder, type SseDecoder, type SseEvent, SseEventTooLarge } from '#lib/std/sse.ts';
import { estimatedUsage, estimateMessage, readUsage } from './usage.ts';

/** More broken events than this are no accident. */
const MAX_MALFORMED_EVENTS = 16;

/** What is known of a stream while it passes; read once it has ended. */
export interface Relayed {
  /** The tokens that the upstream reported: the last good figures count (F20). */
  usage: Usage | undefined;
  /** The gateway's own count of what was passed on. */
  completionTokens: number;
  malformedEvents: number;
  /** The last word has gone out. */
  whole: boolean;
}

export interface RelayOptions {
  readonly model: string;
  /** The client asked for usage: it gets an estimate where the upstream gives none. */
  readonly wantsUsage: boolean;
  readonly countPrompt: () => number;
  readonly maxEventBytes: number;
  readonly redact: Redact;
}

const encoder = new TextEncoder();

/** An event of the wire; JSON over several lines needs its name on each. */
export const toEvent = (data: string): Uint8Array => encoder.encode(`data: ${data.replaceAll('\n', '\ndata: ')}\n\n`);

/**
 * Passes a stream on, event by event, and mends what can be mended (faults.md F03–F08, F20–F25): broken events are
 * skipped and counted, a missing `[DONE]` is added, missing usage is estimated, usage that nobody asked for is kept back. The text of a good event stays as the
 * upstream wrote it.
 *
 * @throws ApiError when it cannot be mended; what was yielded before are whole events
 */
export async function* relay(
  body: AsyncIterable<Uint8Array>,
  relayed: Relayed,
  options: RelayOptions,
): AsyncGenerator<Uint8Array> {
  const stream = new StreamState(relayed, options);
  const decoder = createSseDecoder({ maxEventBytes: options.maxEventBytes });
  try {
    for await (const chunk of body) {
      const events = decode(decoder, chunk);
      let out = '';
      for (const event of events) {
        if (event.data === STREAM_DONE) stream.done = true;
        if (stream.done) break;
        out += stream.pass(event);
      }
      if (out !== '') yield encoder.encode(out);
      stream.throwFailure();
      if (stream.done) break;
    }
  } catch (error) {
    if (!(stream.finished && isBreak(error))) throw error;
  }
  if (!stream.done && !stream.finished) {
    throw new ApiError('upstream_truncated', 'The upstream’s answer ended early.');
  }
  const usage = stream.usage();
  relayed.whole = true;
  yield usage === undefined ? toEvent(STREAM_DONE) : Buffer.concat([toEvent(usage), toEvent(STREAM_DONE)]);
}

/** A connection that breaks after the last word took nothing away (F14, F22). */
const isBreak = (error: unknown): boolean =>
  error instanceof ApiError && (error.code === 'upstream_reset' || error.code === 'upstream_truncated');

function decode(decoder: SseDecoder, chunk: Uint8Array): SseEvent[] {
  try {
    return decoder.push(chunk);
  } catch (error) {
    if (!(error instanceof SseEventTooLarge)) throw error;
    throw new ApiError('event_too_large', 'The upstream sent an event larger than the gateway passes on.', {
      cause: error,
    });
  }
}

class StreamState {
  /** `[DONE]` came: whatever follows is dropped (F25). */
  done = false;
  readonly #relayed: Relayed;
  readonly #options: RelayOptions;
  #envelope: Record<string, unknown> = {};
  /** The last event that held nothing but usage, as the upstream wrote it; it goes out once, at the end. */
  #usageEvent: string | undefined;
  readonly #begun = new Set<unknown>();
  readonly #finished = new Set<unknown>();
  #failure: ApiError | undefined;

  constructor(relayed: Relayed, options: RelayOptions) {
    this.#relayed = relayed;
    this.#options = options;
  }

  /** Every choice has its finish reason: without `[DONE]` the answer is whole all the same (F22). */
  get finished(): boolean {
    return this.#finished.size > 0 && this.#finished.size === this.#begun.size;
  }

  /** The event as it goes on; empty for one that does not. */
  pass({ event, data }: SseEvent): string {
    if (this.#failure !== undefined) return '';
    // Some servers name their error event; any other name is none of this API's.
    if (event !== 'message' && event !== 'error') return '';
    const json = parseJson(data);
    if (!isRecord(json)) {
      this.#relayed.malformedEvents++;
      if (this.#relayed.malformedEvents > MAX_MALFORMED_EVENTS) {
        this.#failure = new ApiError('upstream_invalid', 'The upstream sent too many events that are no JSON.');
      }
      return '';
    }
    const failure = readWireFailure(json, this.#options.redact);
    if (failure !== undefined || event === 'error') {
      this.#failure = toLateError(failure ?? { message: '', code: '', param: undefined });
      return '';
    }
    this.#observe(json);
    if (isUsageOnly(json)) {
      if (readUsage(json.usage) !== undefined) this.#usageEvent = data;
      this.#withGoodUsage(json, data);
      return '';
    }
    return `data: ${this.#withGoodUsage(json, data).replaceAll('\n', '\ndata: ')}\n\n`;
  }

  /** Errors come after the events before them. @throws ApiError */
  throwFailure(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  #observe(json: Record<string, unknown>): void {
    const { choices, usage: _, ...envelope } = json;
    this.#envelope = envelope;
    if (!Array.isArray(choices)) return;
    for (const choice of choices.filter(isRecord)) {
      this.#begun.add(choice.index);
      if (typeof choice.finish_reason === 'string') this.#finished.add(choice.index);
      if (isRecord(choice.delta)) this.#relayed.completionTokens += estimateMessage(choice.delta);
    }
  }

  /** Usage that is negative, text or nonsense is taken out; the last good one wins (F20, F23). */
  #withGoodUsage(json: Record<string, unknown>, data: string): string {
    if (json.usage === undefined || json.usage === null) return data;
    const usage = readUsage(json.usage);
    if (usage !== undefined) {
      this.#relayed.usage = usage;
      return data;
    }
    const { usage: _, ...rest } = json;
    return JSON.stringify(rest);
  }

  /** The usage event that the client asked for: the upstream's, or an estimate. */
  usage(): string | undefined {
    if (!this.#options.wantsUsage) return undefined;
    if (this.#usageEvent !== undefined) return this.#usageEvent;
    // Passed on already, inside the events of the words.
    if (this.#relayed.usage !== undefined) return undefined;
    const usage = estimatedUsage(this.#options.countPrompt(), this.#relayed.completionTokens);
    return JSON.stringify({ model: this.#options.model, ...this.#envelope, choices: [], usage });
  }
}

/** The extra event that `include_usage` brings. */
const isUsageOnly = ({ choices, usage }: Record<string, unknown>): boolean =>
  usage !== undefined && usage !== null && Array.isArray(choices) && choices.length === 0;
