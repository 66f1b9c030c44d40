import type { RequestEstimate } from './estimate.ts';

/** How a request fills a model's context. */
export interface ContextFill {
  readonly contextTokens: number;
  /** Prompt and longest answer together. */
  readonly wantedTokens: number;
  /** What is wanted beyond the context; 0: it fits. */
  readonly overTokens: number;
  /** How long an answer still fits behind the prompt; less than 1: none. */
  readonly roomTokens: number;
}

export function contextFill(
  { promptTokens, maxCompletionTokens }: Pick<RequestEstimate, 'promptTokens' | 'maxCompletionTokens'>,
  contextTokens: number,
): ContextFill {
  const wantedTokens = promptTokens + maxCompletionTokens;
  return {
    contextTokens,
    wantedTokens,
    overTokens: Math.max(0, wantedTokens - contextTokens),
    roomTokens: contextTokens - promptTokens,
  };
}

interface Sized {
  readonly id: string;
  readonly contextTokens: number | null;
}

/**
 * The model to change to for a request that is too long: the smallest that holds it, since larger ones tend to cost more.
 *
 * @returns undefined when none is known to
 */
export function largerModel<T extends Sized>(models: readonly T[], wantedTokens: number): T | undefined {
  let chosen: T | undefined;
  for (const model of models) {
    if (model.contextTokens === null || model.contextTokens < wantedTokens) continue;
    if (chosen?.contextTokens == null || model.contextTokens < chosen.contextTokens) chosen = model;
  }
  return chosen;
}
