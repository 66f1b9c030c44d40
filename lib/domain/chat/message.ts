import type { MessageNode, Picture } from '#lib/contract/conversations.ts';

/** What a person sent. */
export interface UserMessage {
  readonly id: string;
  readonly role: 'user';
  readonly text: string;
  readonly pictures?: readonly Picture[] | undefined;
}

/** An instruction among the messages; the one before all of them is a setting. */
export interface SystemMessage {
  readonly id: string;
  readonly role: 'system';
  readonly text: string;
}

export interface ToolCall {
  /** The server's own, or one made from its place. */
  readonly id: string;
  readonly name: string;
  /** JSON text, as the model wrote it: it may be unfinished or wrong. */
  readonly arguments: string;
}

/** `interrupted`: the process that made the answer ended first. */
export type AnswerStatus = 'streaming' | 'done' | 'stopped' | 'failed' | 'interrupted';

/** Milliseconds since the request was sent; absent: it has not happened. */
export interface AnswerTimings {
  readonly firstThoughtMs?: number | undefined;
  /** First word of the answer itself, thinking left out. */
  readonly firstAnswerMs?: number | undefined;
  readonly thoughtEndMs?: number | undefined;
  readonly totalMs?: number | undefined;
}

export interface AnswerUsage {
  readonly promptTokens: number;
  readonly completionTokens: number;
  /** The upstream reported none: these are estimates. */
  readonly estimated: boolean;
}

/** What the console counted before the request was sent. */
export interface AnswerEstimate {
  readonly promptTokens: number;
}

export interface AnswerFailure {
  /** HTTP status; 0 when no answer came at all. */
  readonly status: number;
  /** The documented type and code, or what the server sent in their place. */
  readonly type: string;
  readonly code: string;
  /** The server's own words. */
  readonly message: string;
  readonly requestId?: string | undefined;
  /** When trying again makes sense: milliseconds since the epoch, from `Retry-After`. */
  readonly retryAt?: number | undefined;
}

/** What a model answered, thinking apart. */
export interface AssistantMessage {
  readonly id: string;
  readonly role: 'assistant';
  /** Empty: a person wrote it. */
  readonly model: string;
  /** It came from the built-in sandbox, not from a model. */
  readonly sandbox: boolean;
  readonly text: string;
  readonly reasoning: string;
  readonly toolCalls: readonly ToolCall[];
  readonly status: AnswerStatus;
  readonly finishReason?: string | undefined;
  readonly failure?: AnswerFailure | undefined;
  readonly usage?: AnswerUsage | undefined;
  readonly estimate?: AnswerEstimate | undefined;
  /** What the ledger was billed, in millionths of its currency; `null`: the model has no price. */
  readonly costMicros?: number | null | undefined;
  readonly timings: AnswerTimings;
  readonly requestId?: string | undefined;
  /** The run that makes it, or made it last. */
  readonly runId?: string | undefined;
}

export type Message = SystemMessage | UserMessage | AssistantMessage;

/** An answer that has not begun. */
export function emptyAnswer(origin: { id: string; model: string; sandbox: boolean }): AssistantMessage {
  return { ...origin, role: 'assistant', text: '', reasoning: '', toolCalls: [], status: 'streaming', timings: {} };
}

/** An answer in a person's own words. */
export const writtenAnswer = (id: string, text: string): AssistantMessage => ({
  ...emptyAnswer({ id, model: '', sandbox: false }),
  text,
  status: 'done',
});

/** A message as pages show it and requests send it. */
export function toMessage({ id, role, text, pictures, answer }: MessageNode): Message {
  if (role !== 'assistant')
    return pictures === undefined || role === 'system' ? { id, role, text } : { id, role, text, pictures };
  return answer === undefined ? writtenAnswer(id, text) : { id, role, text, ...answer };
}

/** All of an answer but its text and its place, as it is stored. */
export function answerOf({
  id: _,
  role: __,
  text: ___,
  ...answer
}: AssistantMessage): NonNullable<MessageNode['answer']> {
  const { toolCalls, ...others } = answer;
  return { ...others, toolCalls: [...toolCalls] };
}

/** Something of it came: a call that failed at once made nothing that could be labelled. */
export const isMade = ({ text, reasoning, toolCalls }: AssistantMessage): boolean =>
  text !== '' || reasoning !== '' || toolCalls.length > 0;

/** Tokens of the answer per second of writing, from its first word to its end; undefined when that is no time at all. */
export function tokensPerSecond({ usage, timings }: AssistantMessage): number | undefined {
  const startMs = timings.firstThoughtMs ?? timings.firstAnswerMs;
  if (usage === undefined || startMs === undefined || timings.totalMs === undefined) return undefined;
  const seconds = (timings.totalMs - startMs) / 1000;
  return seconds > 0 && usage.completionTokens > 1 ? usage.completionTokens / seconds : undefined;
}
