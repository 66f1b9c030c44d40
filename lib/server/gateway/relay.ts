import { STREAM_DONE, type Usage, usageSchema, wireErrorSchema } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { redact } from '#lib/server/upstream/redact.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { createSseDecoder, type SseDecoder, type SseEvent, SseEventTooLarge } from '#lib/std/sse.ts';

/** More broken events than this are no accident. */
const MAX_MALFORMED_EVENTS = 16;

/** What is known of a stream while it passes; read once it has ended. */
export interface Relayed {
  /** The tokens the upstream reported, or the gateway's estimate. */
  usage: Usage | undefined;
  malformedEvents: number;
}

export interface RelayOptions {
  readonly model: string;
  /** The client asked for usage: it gets an estimate where the upstream gives none. */
  readonly wantsUsage: boolean;
  readonly promptTokens: number;
  readonly maxEventBytes: number;
}

const encoder = new TextEncoder();

/** An event of the wire; JSON over several lines needs its name on each. */
export const toEvent = (data: string): Uint8Array => encoder.encode(`data: ${data.replaceAll('\n', '\ndata: ')}\n\n`);

/**
 * Passes a stream on, event by event, and mends what can be mended (faults.md F03–F08, F20–F25): broken events are
 * skipped and counted, a missing `[DONE]` is added, missing usage is estimated. The text of a good event stays as the
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
  if (!stream.done && !stream.finished) {
    throw new ApiError('upstream_truncated', 'The upstream’s answer ended early.');
  }
  const estimate = stream.missingUsage();
  if (estimate !== undefined) yield toEvent(estimate);
  yield toEvent(STREAM_DONE);
}

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
  /** A finish reason came: without `[DONE]` the answer is whole all the same (F22). */
  finished = false;
  readonly #relayed: Relayed;
  readonly #options: RelayOptions;
  #envelope: Record<string, unknown> = {};
  #completionTokens = 0;
  #failure: ApiError | undefined;

  constructor(relayed: Relayed, options: RelayOptions) {
    this.#relayed = relayed;
    this.#options = options;
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
    const failed = wireErrorSchema.safeParse(json);
    if (failed.success) {
      this.#failure = midStreamError(failed.data.error.message);
      return '';
    }
    if (event === 'error') return '';
    this.#observe(json);
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
      if (typeof choice.finish_reason === 'string') this.finished = true;
      if (isRecord(choice.delta)) this.#completionTokens += estimateDelta(choice.delta);
    }
  }

  /** Usage that is negative, text or nonsense is taken out; the last good one wins (F20, F23). */
  #withGoodUsage(json: Record<string, unknown>, data: string): string {
    if (json.usage === undefined || json.usage === null) return data;
    const usage = usageSchema.safeParse(json.usage);
    if (usage.success) {
      this.#relayed.usage = usage.data;
      return data;
    }
    const { usage: _, ...rest } = json;
    return JSON.stringify(rest);
  }

  missingUsage(): string | undefined {
    if (this.#relayed.usage !== undefined) return undefined;
    const usage = estimatedUsage(this.#options.promptTokens, this.#completionTokens);
    this.#relayed.usage = usage;
    if (!this.#options.wantsUsage) return undefined;
    return JSON.stringify({ model: this.#options.model, ...this.#envelope, choices: [], usage });
  }
}

function estimateDelta(delta: Record<string, unknown>): number {
  const texts = [delta.content, delta.reasoning_content, delta.reasoning];
  const calls = Array.isArray(delta.tool_calls) ? delta.tool_calls.filter(isRecord) : [];
  for (const call of [...calls.map((entry) => entry.function), delta.function_call].filter(isRecord)) {
    texts.push(call.name, call.arguments);
  }
  return texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? estimateTokens(text) : 0), 0);
}

/** The gateway's own count, marked as such. */
export function estimatedUsage(promptTokens: number, completionTokens: number): Usage {
  const [prompt, completion] = [Math.ceil(promptTokens), Math.ceil(completionTokens)];
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, estimated: true };
}

function midStreamError(message: string): ApiError {
  const said = message === '' ? '' : ` It said: ${redact(message).slice(0, 500)}`;
  return new ApiError('upstream_invalid', `The upstream failed during the answer.${said}`);
}
