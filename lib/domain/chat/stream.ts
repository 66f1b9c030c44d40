import { MAX_TOOL_CALLS } from '#lib/contract/answer-limits.ts';
import type { ChatChunk, ChatCompletion, Usage } from '#lib/contract/chat.ts';
import type { AnswerTimings, AnswerUsage, AssistantMessage, ToolCall } from './message.ts';

/** Figures of an answer as the page shows them, from the wire's. */
function toAnswerUsage(usage: Usage): AnswerUsage {
  return {
    promptTokens: usage.prompt_tokens,
    completionTokens: usage.completion_tokens,
    estimated: usage.estimated === true,
  };
}

interface ToolCallPiece {
  readonly index: number | undefined;
  readonly id?: string | null | undefined;
  readonly name: string | null | undefined;
  readonly arguments: string | null | undefined;
}

const noCall = (index: number): ToolCall => ({ id: `call_${index}`, name: '', arguments: '' });

/** Calls arrive in pieces: each names its call by index, id and name come first and the arguments grow. */
function growToolCalls(calls: readonly ToolCall[], pieces: readonly ToolCallPiece[]): readonly ToolCall[] {
  if (pieces.length === 0) return calls;
  const grown = [...calls];
  for (const piece of pieces) {
    const index = piece.index ?? 0;
    // A number out of nowhere would be as many holes to fill.
    if (!Number.isInteger(index) || index < 0 || index >= MAX_TOOL_CALLS) continue;
    const call = grown[index] ?? noCall(index);
    grown[index] = {
      id: piece.id ?? call.id,
      name: call.name + (piece.name ?? ''),
      arguments: call.arguments + (piece.arguments ?? ''),
    };
  }
  // An upstream that skips an index must not leave a hole.
  return Array.from(grown, (call, index) => call ?? noCall(index));
}

/**
 * Adds one event of a stream to an answer. The same events give the same answer however they were cut on the way.
 *
 * @param atMs milliseconds since the request was sent
 */
export function addChunk(answer: AssistantMessage, chunk: ChatChunk, atMs: number): AssistantMessage {
  // With n > 1 the page shows the first choice only: it never asks for more.
  const choice = chunk.choices.find((candidate) => (candidate.index ?? 0) === 0);
  const delta = choice?.delta;
  const reasoning = delta?.reasoning_content ?? delta?.reasoning ?? '';
  const content = delta?.content ?? '';
  const pieces: ToolCallPiece[] = (delta?.tool_calls ?? []).map((call) => ({
    index: call.index,
    id: call.id,
    name: call.function?.name,
    arguments: call.function?.arguments,
  }));
  if (delta?.function_call) {
    pieces.push({ index: 0, name: delta.function_call.name, arguments: delta.function_call.arguments });
  }

  return {
    ...answer,
    text: answer.text + content,
    reasoning: answer.reasoning + reasoning,
    toolCalls: growToolCalls(answer.toolCalls, pieces),
    timings: addTimings(
      answer.timings,
      { thinks: reasoning !== '', answers: content !== '' || pieces.length > 0 },
      atMs,
    ),
    ...(choice?.finish_reason ? { finishReason: choice.finish_reason } : {}),
    ...(chunk.usage ? { usage: toAnswerUsage(chunk.usage) } : {}),
  };
}

function addTimings(timings: AnswerTimings, saw: { thinks: boolean; answers: boolean }, atMs: number): AnswerTimings {
  if (!saw.thinks && !saw.answers) return timings;
  return {
    ...timings,
    ...(saw.thinks && timings.firstThoughtMs === undefined ? { firstThoughtMs: atMs } : {}),
    ...(saw.thinks ? { thoughtEndMs: atMs } : {}),
    ...(saw.answers && timings.firstAnswerMs === undefined ? { firstAnswerMs: atMs } : {}),
  };
}

/** A whole answer (`stream: false`, or a server that does not stream) read as one event of a stream. */
export function completionToChunk(completion: ChatCompletion): ChatChunk {
  return {
    ...completion,
    choices: completion.choices.map(({ message, ...choice }) => ({
      ...choice,
      delta: {
        ...message,
        tool_calls: message.tool_calls?.map((call, index) => ({ ...call, index })),
      },
    })),
  };
}
