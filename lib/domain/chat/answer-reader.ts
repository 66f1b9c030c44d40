import { chatChunkSchema, chatCompletionSchema, STREAM_DONE, wireErrorSchema } from '#lib/contract/chat.ts';
import type { Bill, Run, RunEvent, RunHead } from '#lib/contract/runs.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { eventData } from '#lib/std/sse.ts';
import type { AnswerFailure, AssistantMessage } from './message.ts';
import { addChunk, completionToChunk } from './stream.ts';

/** Of an answer that never began to come. */
const NO_HEAD: RunHead = { status: 0, streams: false, sandbox: false, requestId: null, retryAtMs: null };

/**
 * An answer as the log of its run tells it: the same events give the same answer, whoever reads them, in how many parts
 * and how often they began again.
 */
export class AnswerReader {
  #answer: AssistantMessage;
  #head = NO_HEAD;
  #lastN = 0;

  /** @param base the answer before the run: empty, or the part of it that goes on */
  constructor(base: AssistantMessage) {
    this.#answer = base;
  }

  get answer(): AssistantMessage {
    return this.#answer;
  }

  /** The number of the last event that was read. */
  get lastN(): number {
    return this.#lastN;
  }

  /** Takes the next event; one that was read before changes nothing. */
  push(event: RunEvent): void {
    if (event.n <= this.#lastN) return;
    this.#lastN = event.n;
    if (event.type === 'head') {
      this.#head = event.head;
      const { sandbox, requestId } = event.head;
      this.#answer = { ...this.#answer, sandbox, ...(requestId === null ? {} : { requestId }) };
      return;
    }
    const data = this.#head.streams ? eventData(event.raw) : event.raw;
    if (data !== undefined && data !== STREAM_DONE) this.#take(parseJson(data), event.atMs);
  }

  /** Ends the answer as its run ended. @returns it */
  end({ status, durationMs, bill }: Run): AssistantMessage {
    const { usage, timings, failure } = this.#answer;
    this.#answer = {
      ...this.#answer,
      status: status === 'running' ? 'interrupted' : status,
      timings: durationMs === null ? timings : { ...timings, totalMs: Math.round(durationMs) },
      ...(status === 'failed' && failure === undefined ? { failure: this.#failure({}) } : {}),
      ...(bill === null ? {} : { costMicros: bill.costMicros, usage: usage ?? usageOf(bill), ...estimateOf(bill) }),
    };
    return this.#answer;
  }

  #take(json: unknown, atMs: number): void {
    if (isRecord(json) && isRecord(json.error)) {
      const parsed = wireErrorSchema.safeParse(json);
      this.#answer = { ...this.#answer, failure: this.#failure(parsed.success ? parsed.data.error : {}) };
      return;
    }
    const chunk = this.#head.streams
      ? chatChunkSchema.safeParse(json).data
      : mapped(chatCompletionSchema.safeParse(json).data, completionToChunk);
    this.#answer =
      chunk === undefined
        ? { ...this.#answer, failure: this.#failure({ code: 'upstream_invalid' }) }
        : addChunk(this.#answer, chunk, Math.round(atMs));
  }

  #failure(error: {
    message?: string;
    type?: string | null | undefined;
    code?: string | null | undefined;
  }): AnswerFailure {
    const { status, requestId, retryAtMs } = this.#head;
    return {
      status,
      type: error.type ?? 'api_error',
      code: error.code ?? (status === 0 ? 'internal_error' : 'other'),
      message: error.message ?? '',
      ...(requestId === null ? {} : { requestId }),
      ...(retryAtMs === null ? {} : { retryAt: retryAtMs }),
    };
  }
}

const mapped = <From, To>(value: From | undefined, map: (value: From) => To): To | undefined =>
  value === undefined ? undefined : map(value);

const estimateOf = ({ expectedPromptTokens: promptTokens }: Bill) =>
  promptTokens === null ? {} : { estimate: { promptTokens } };

const usageOf = ({ promptTokens, completionTokens, estimated }: Bill) => ({
  promptTokens,
  completionTokens,
  estimated,
});
