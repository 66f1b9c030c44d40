import { type ChatCompletion, chatCompletionSchema } from '#lib/contract/chat.ts';
import type { Endpoint } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { WatchedBody } from './call.ts';
import { estimatedUsage, estimateMessage, readUsage } from './usage.ts';

export interface Ahead {
  /** The text, when all of it came. */
  readonly whole: string | undefined;
  /** Otherwise: what was read, then the rest. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads an answer as far as it may be kept.
 *
 * @throws ApiError 502 when it exceeds its cap
 */
export async function readAhead(
  body: WatchedBody,
  { keptAnswerBytes, answerCapBytes }: Pick<Endpoint, 'keptAnswerBytes' | 'answerCapBytes'>,
): Promise<Ahead> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  const arrived = body.whole();
  // Not `for await`: leaving that loop would end the body.
  for (let part = arrived ?? (await read(body)); part !== undefined; part = await read(body)) {
    bytes += part.byteLength;
    parts.push(part);
    if (bytes > answerCapBytes) {
      await body.return();
      throw new ApiError('event_too_large', 'The upstream’s answer is larger than the gateway passes on.');
    }
    if (bytes > keptAnswerBytes) return { whole: undefined, chunks: chain(parts, body) };
    if (arrived !== undefined) break;
  }
  const [only] = parts;
  const all =
    parts.length === 1 && only !== undefined
      ? Buffer.from(only.buffer, only.byteOffset, bytes)
      : Buffer.concat(parts, bytes);
  return { whole: all.toString('utf8'), chunks: chain(parts, body) };
}

const read = async (body: WatchedBody): Promise<Uint8Array | undefined> => (await body.next()).value;

async function* chain(parts: readonly Uint8Array[], rest: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  yield* parts;
  yield* rest;
}

/** The answer with usage that can be trusted: the upstream's, or an estimate in its place, marked (F21, F23). */
export function withUsage(answer: Record<string, unknown>, countPrompt: () => number): Record<string, unknown> {
  if (readUsage(answer.usage) !== undefined) return answer;
  const choices = Array.isArray(answer.choices) ? answer.choices.filter(isRecord) : [];
  const messages = choices.map(({ message }) => message).filter(isRecord);
  const completionTokens = messages.reduce((sum, message) => sum + estimateMessage(message), 0);
  return { ...answer, usage: estimatedUsage(countPrompt(), completionTokens) };
}

/**
 * A whole answer as the events of a stream, for a client that asked for one and an upstream that does not stream (F12).
 *
 * @throws ApiError 502 when it is no chat completion
 */
export function toChunks(answer: Record<string, unknown>, wantsUsage: boolean): string[] {
  const parsed = chatCompletionSchema.safeParse(answer);
  if (!parsed.success) throw new ApiError('upstream_invalid', 'The upstream’s answer is no chat completion.');
  const { choices, usage, ...envelope }: ChatCompletion = parsed.data;
  const chunk = {
    ...envelope,
    object: 'chat.completion.chunk',
    choices: choices.map(({ message, index = 0, ...choice }) => ({
      ...choice,
      index,
      delta: { ...message, tool_calls: message.tool_calls?.map((call, position) => ({ ...call, index: position })) },
    })),
  };
  const last = { ...envelope, object: 'chat.completion.chunk', choices: [], usage };
  return (wantsUsage ? [chunk, last] : [chunk]).map((event) => JSON.stringify(event));
}
