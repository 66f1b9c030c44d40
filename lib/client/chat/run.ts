import * as z from 'zod/mini';
import { isLeaving } from '#lib/client/leaving.ts';
import { chatChunkSchema, chatCompletionSchema, STREAM_DONE, wireErrorSchema } from '#lib/contract/chat.ts';
import type { AnswerFailure, AssistantMessage } from '#lib/domain/chat/message.ts';
import type { ChatBody } from '#lib/domain/chat/request.ts';
import { addChunk, completionToChunk } from '#lib/domain/chat/stream.ts';
import { createSseDecoder } from '#lib/std/sse.ts';
import type { LiveAnswer } from './live-answer.ts';
import { sharedEstimator } from './prompt-estimator.ts';

/** Larger than any event the gateway lets through, so that its own cap is the one that speaks. */
const MAX_EVENT_BYTES = 2 * 1024 * 1024;

const eventSchema = z.union([wireErrorSchema, chatChunkSchema]);

/** Thrown inside a run; becomes the answer's `failure`. */
class RunFailure extends Error {
  readonly failure: AnswerFailure;

  constructor(failure: AnswerFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/**
 * Sends one chat request through the gateway and feeds `live` until it ends. Never throws: whatever happens becomes
 * part of the answer, and what arrived before stays.
 */
export async function runChat(body: ChatBody, live: LiveAnswer): Promise<AssistantMessage> {
  const startMs = performance.now();
  const elapsedMs = () => Math.round(performance.now() - startMs);
  const counted = sharedEstimator().count({ system: [], thread: body.messages, draft: [] }, 'sending');
  const end = (changes: Partial<AssistantMessage>) => {
    const answer = live.current();
    live.update({ ...answer, ...changes, timings: { ...answer.timings, totalMs: elapsedMs() } });
    return live.current();
  };
  try {
    const response = await fetch('/v1/chat/completions', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
      signal: live.signal,
    });
    const requestId = response.headers.get('x-request-id');
    live.update({
      ...live.current(),
      sandbox: response.headers.get('x-ruijing-sandbox') === '1',
      ...(requestId === null ? {} : { requestId }),
    });
    if (!response.ok) throw new RunFailure(await readFailure(response));
    if (response.headers.get('content-type')?.includes('text/event-stream') === true) {
      await readEvents(response, live, elapsedMs);
    } else {
      const completion = chatCompletionSchema.parse(await response.json());
      live.update(addChunk(live.current(), completionToChunk(completion), elapsedMs()));
    }
    const promptTokens = await counted;
    return end({ status: 'done', ...(promptTokens === undefined ? {} : { estimate: { promptTokens } }) });
  } catch (thrown) {
    if (live.signal.aborted) return end({ status: 'stopped' });
    if (isLeaving()) return end({ status: 'interrupted' });
    return end({ status: 'failed', failure: toFailure(thrown, live.current().requestId) });
  }
}

async function readEvents(response: Response, live: LiveAnswer, elapsedMs: () => number): Promise<void> {
  const reader = response.body?.getReader();
  if (reader === undefined) return;
  const decoder = createSseDecoder({ maxEventBytes: MAX_EVENT_BYTES });
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    let answer = live.current();
    for (const event of decoder.push(value)) {
      if (event.data === STREAM_DONE) continue;
      const parsed = eventSchema.parse(JSON.parse(event.data));
      if (!('choices' in parsed)) {
        live.update(answer);
        throw new RunFailure(describeError(parsed, response));
      }
      answer = addChunk(answer, chatChunkSchema.parse(parsed), elapsedMs());
    }
    live.update(answer);
  }
}

async function readFailure(response: Response): Promise<AnswerFailure> {
  const parsed = wireErrorSchema.safeParse(await response.json().catch(() => undefined));
  return describeError(parsed.success ? parsed.data : { error: { message: response.statusText } }, response);
}

function describeError(body: z.infer<typeof wireErrorSchema>, response: Response): AnswerFailure {
  const { message, type, code } = body.error;
  const requestId = response.headers.get('x-request-id');
  const retryAfterMs = Number(response.headers.get('retry-after')) * 1000;
  return {
    status: response.status,
    type: type ?? 'api_error',
    code: code ?? 'other',
    message,
    ...(requestId === null ? {} : { requestId }),
    ...(retryAfterMs > 0 ? { retryAt: Date.now() + retryAfterMs } : {}),
  };
}

function toFailure(thrown: unknown, requestId: string | undefined): AnswerFailure {
  if (thrown instanceof RunFailure) return thrown.failure;
  const id = requestId === undefined ? {} : { requestId };
  // `fetch` rejects with a TypeError when the server cannot be reached or the connection breaks.
  if (thrown instanceof TypeError) return { status: 0, type: 'api_error', code: 'network', message: '', ...id };
  return { status: 200, type: 'api_error', code: 'upstream_invalid', message: String(thrown), ...id };
}
