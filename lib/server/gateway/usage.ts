import type { Usage } from '#lib/contract/chat.ts';
import { estimateTokens } from '#lib/domain/metering/tokens.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** No model reads or writes this much in one call: a larger figure is a fault of the upstream (F23). */
const MAX_TOKENS = 100_000_000;

/** Whether a figure of an upstream can be one of tokens. */
export const isCount = (value: unknown): value is number =>
  Number.isInteger(value) && Number(value) >= 0 && Number(value) <= MAX_TOKENS;

/** The upstream's figures; undefined when there are none or they cannot be true. Read by hand: every answer has them. */
export function readUsage(usage: unknown): Usage | undefined {
  if (!isRecord(usage)) return undefined;
  const { prompt_tokens, completion_tokens, total_tokens, estimated, ...rest } = usage;
  if (!isCount(prompt_tokens) || !isCount(completion_tokens) || !isCount(total_tokens)) return undefined;
  const figures = { ...rest, prompt_tokens, completion_tokens, total_tokens };
  return estimated === true ? { ...figures, estimated } : figures;
}

/** Tokens of a whole message or of one piece of it: words, thoughts and calls. */
export function estimateMessage(message: Record<string, unknown>): number {
  // Both names of the thoughts may hold the same text.
  const texts = [message.content, message.reasoning_content ?? message.reasoning];
  const calls = Array.isArray(message.tool_calls) ? message.tool_calls.filter(isRecord) : [];
  for (const call of [...calls.map((entry) => entry.function), message.function_call].filter(isRecord)) {
    texts.push(call.name, call.arguments);
  }
  return texts.reduce<number>((sum, text) => sum + (typeof text === 'string' ? estimateTokens(text) : 0), 0);
}

/** The gateway's own count, marked as such. */
export function estimatedUsage(promptTokens: number, completionTokens: number): Usage {
  const [prompt, completion] = [Math.ceil(promptTokens), Math.ceil(completionTokens)];
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens: prompt + completion, estimated: true };
}
