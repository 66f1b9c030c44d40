import { randomBytes } from 'node:crypto';
import type { Reply } from './chat.ts';

/** `system_fingerprint` of everything the sandbox says. */
const FINGERPRINT = 'sandbox';

const newId = (prefix: string) => `${prefix}-${randomBytes(12).toString('hex')}`;
const nowSeconds = () => Math.floor(Date.now() / 1000);

function callFields({ call }: Reply): Record<string, unknown> {
  if (call === undefined) return {};
  const fields = { name: call.name, arguments: call.arguments };
  return call.form === 'tool'
    ? { tool_calls: [{ id: newId('call'), type: 'function', function: fields }] }
    : { function_call: fields };
}

/** The whole answer as one JSON object. */
export function toCompletion(reply: Reply): Record<string, unknown> {
  return {
    id: newId('chatcmpl'),
    object: 'chat.completion',
    created: nowSeconds(),
    model: reply.model,
    system_fingerprint: FINGERPRINT,
    choices: Array.from({ length: reply.count }, (_, index) => ({
      index,
      message: { role: 'assistant', content: reply.text, ...callFields(reply) },
      finish_reason: reply.finishReason,
    })),
    usage: reply.usage,
  };
}

export interface ChunkOptions {
  readonly includesUsage: boolean;
  /** A text as it is sent: cut into pieces, each when its time has come. */
  readonly pieces: (text: string) => AsyncIterable<string>;
}

/** The answer as the events of a stream, each when its time has come; without `[DONE]`. */
export async function* toChunks(
  reply: Reply,
  { includesUsage, pieces }: ChunkOptions,
): AsyncGenerator<Record<string, unknown>> {
  const envelope = {
    id: newId('chatcmpl'),
    object: 'chat.completion.chunk',
    created: nowSeconds(),
    model: reply.model,
    system_fingerprint: FINGERPRINT,
  };
  const indexes = Array.from({ length: reply.count }, (_, index) => index);
  const event = (index: number, delta: Record<string, unknown>, finish: string | null = null) => ({
    ...envelope,
    choices: [{ index, delta, finish_reason: finish }],
  });

  for (const index of indexes) yield event(index, { role: 'assistant', content: '' });
  for await (const content of pieces(reply.text)) for (const index of indexes) yield event(index, { content });
  if (reply.call !== undefined) {
    const { form, name, arguments: args } = reply.call;
    const grow = (fields: Record<string, unknown>, first: Record<string, unknown> = {}) =>
      form === 'tool' ? { tool_calls: [{ index: 0, ...first, function: fields }] } : { function_call: fields };
    for (const index of indexes)
      yield event(index, grow({ name, arguments: '' }, { id: newId('call'), type: 'function' }));
    for await (const part of pieces(args)) for (const index of indexes) yield event(index, grow({ arguments: part }));
  }
  for (const index of indexes) yield event(index, {}, reply.finishReason);
  if (includesUsage) yield { ...envelope, choices: [], usage: reply.usage };
}
