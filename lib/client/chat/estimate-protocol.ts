import type { RequestMessage } from '#lib/domain/chat/request.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** Page → worker: a prompt to count. */
export interface EstimateRequest {
  readonly id: number;
  readonly system: readonly RequestMessage[];
  /** Left out: the one that came last; a long one is not copied with every key. */
  readonly thread?: readonly RequestMessage[] | undefined;
  readonly draft: readonly RequestMessage[];
}

/** Worker → page. */
export interface EstimateAnswer {
  readonly id: number;
  readonly promptTokens: number;
}

/** @returns undefined for what is none */
export function parseEstimateRequest(data: unknown): EstimateRequest | undefined {
  if (!isRecord(data) || !isCount(data.id)) return undefined;
  const { id, system, thread, draft } = data;
  if (!isMessages(system) || !isMessages(draft) || !(thread === undefined || isMessages(thread))) return undefined;
  return { id, system, thread, draft };
}

/** @returns undefined for what is none */
export function parseEstimateAnswer(data: unknown): EstimateAnswer | undefined {
  if (!isRecord(data) || !isCount(data.id) || !isCount(data.promptTokens)) return undefined;
  return { id: data.id, promptTokens: data.promptTokens };
}

const isMessages = (data: unknown): data is readonly RequestMessage[] => Array.isArray(data) && data.every(isMessage);

const isMessage = (data: unknown): data is RequestMessage =>
  isRecord(data) &&
  (data.role === 'system' || data.role === 'user' || data.role === 'assistant') &&
  (typeof data.content === 'string' || (Array.isArray(data.content) && data.content.every(isRecord)));

const isCount = (data: unknown): data is number => Number.isSafeInteger(data) && Number(data) >= 0;
