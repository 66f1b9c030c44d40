import type { Usage } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Redact } from '#lib/server/upstream/redact.ts';
import { readWireFailure, toLateError } from '#lib/server/upstream/wire-failure.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { SseEvent } from '#lib/std/sse.ts';
import { within } from '#lib/std/within.ts';
import { estimatedUsage, estimateMessage, readUsage } from './usage.ts';

/** More broken events than this are no accident. */
const MAX_MALFORMED_EVENTS = 16;

/** Whoever has every last word waits so long for usage and `[DONE]`, which are no more than a form. */
const END_GRACE_MS = 3_000;

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
  /** How many answers were asked for. */
  readonly choices: number;
  /** The client asked for usage: it gets an estimate where the upstream gives none. */
  readonly wantsUsage: boolean;
  readonly countPrompt: () => number;
  readonly maxEventBytes: number;
  /** How long a further word is waited for. */
  readonly idleMs: number;
  readonly redact: Redact;
}

type Read = IteratorResult<Uint8Array, undefined>;

/** What a stream has come to so far, event by event. */
export class StreamState {
  /** `[DONE]` came: whatever follows is dropped (F25). */
  done = false;
  readonly #relayed: Relayed;
  readonly #options: RelayOptions;
  #envelope: Record<string, unknown> = {};
  /** The last event that held nothing but usage, as the upstream wrote it; it goes out once, at the end. */
  #usageEvent: string | undefined;
  readonly #begun = new Set<unknown>();
  readonly #finished = new Set<unknown>();
  readonly #graceMs: number;
  #graceLeftMs: number;
  #failure: ApiError | undefined;

  constructor(relayed: Relayed, options: RelayOptions) {
    this.#relayed = relayed;
    this.#options = options;
    // Shorter than the wait for a further word, which would end the answer as a failure.
    this.#graceMs = Math.min(END_GRACE_MS, options.idleMs / 2);
    this.#graceLeftMs = this.#graceMs;
  }

  /** Every choice has its finish reason: without `[DONE]` the answer is whole all the same (F22). */
  get finished(): boolean {
    return this.#finished.size >= this.#options.choices && this.#finished.size === this.#begun.size;
  }

  /** The next bytes; undefined when the answer is whole and its end does not come. */
  read(reader: AsyncIterator<Uint8Array, undefined>): Promise<Read | undefined> {
    return this.finished ? this.#readInTime(reader) : reader.next();
  }

  async #readInTime(reader: AsyncIterator<Uint8Array, undefined>): Promise<Read | undefined> {
    // Only what is spent waiting counts: a client that reads slowly takes nothing from it.
    const startMs = performance.now();
    const next = await within(reader.next(), this.#graceLeftMs);
    this.#graceLeftMs -= performance.now() - startMs;
    return next;
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
      // Some say `stop` with every word: theirs is no end as long as words come.
      this.#graceLeftMs = this.#graceMs;
      this.#begun.add(choice.index);
      // And some write an empty text where others write null.
      if (typeof choice.finish_reason === 'string' && choice.finish_reason !== '') this.#finished.add(choice.index);
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
