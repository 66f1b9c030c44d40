import { type ChatCompletion, chatCompletionSchema } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { estimatedUsage, estimateMessage, readUsage } from './usage.ts';

export interface WholeAnswer {
  /** The JSON as it was written. */
  readonly text: string;
  readonly json: Record<string, unknown>;
}

/**
 * Reads a whole answer.
 *
 * @throws ApiError 502 when it exceeds the cap or is no JSON object
 */
export async function readWhole(body: AsyncIterable<Uint8Array>, capBytes: number): Promise<WholeAnswer> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of body) {
    bytes += part.byteLength;
    if (bytes > capBytes) {
      throw new ApiError('event_too_large', 'The upstream’s answer is larger than the gateway passes on.');
    }
    parts.push(part);
  }
  const text = Buffer.concat(parts).toString('utf8');
  const json = parseJson(text);
  if (!isRecord(json)) throw new ApiError('upstream_invalid', 'The upstream’s answer is no JSON object.');
  return { text, json };
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
