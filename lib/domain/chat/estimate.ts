import { CHAT_PARAMETERS } from '#lib/contract/chat-parameters.ts';
import type { Price } from '#lib/contract/price.ts';
import { costMicrosOf } from '#lib/domain/pricing/price.ts';
import { NOTHING_USED } from '#lib/domain/usage/call.ts';
import type { ChatSettings } from './request.ts';

/** What is known of a model before it is called. */
export interface ModelFacts {
  /** Its calls are answered by the built-in sandbox and cost nothing. */
  readonly sandbox: boolean;
  /** Tokens, prompt and answer together; `null`: nobody tells. */
  readonly contextTokens: number | null;
  /** `null`: it has none. */
  readonly price: Price | null;
}

export interface CostRange {
  /** Of the prompt alone, all of it cached where that is cheaper; in millionths of the currency. */
  readonly leastMicros: number;
  /** The whole answer that may come: what a spending cap holds back for it. */
  readonly mostMicros: number;
}

/** A request before it is sent. */
export interface RequestEstimate {
  readonly promptTokens: number;
  readonly maxCompletionTokens: number;
  /** `null`: the model has no price. */
  readonly cost: CostRange | null;
}

/** The longest answer that the gateway reckons with. */
export const maxCompletionTokensOf = ({ parameters }: Pick<ChatSettings, 'parameters'>): number =>
  parameters.max_tokens ?? CHAT_PARAMETERS.max_tokens.default;

/** The figures that the gateway reserves by. @param facts undefined: nothing is known of the model */
export function estimateRequest(
  promptTokens: number,
  settings: Pick<ChatSettings, 'parameters'>,
  facts: ModelFacts | undefined,
): RequestEstimate {
  const maxCompletionTokens = maxCompletionTokensOf(settings);
  const price = facts?.sandbox === true ? {} : facts?.price;
  return {
    promptTokens,
    maxCompletionTokens,
    cost: price === null || price === undefined ? null : costRange(price, promptTokens, maxCompletionTokens),
  };
}

function costRange(price: Price, promptTokens: number, maxCompletionTokens: number): CostRange {
  const cost = (used: { readonly completionTokens: number; readonly cachedTokens: number }) =>
    costMicrosOf(price, { ...NOTHING_USED, audioMs: 0, promptTokens, ...used }) ?? 0;
  const promptMicros = [0, promptTokens].map((cachedTokens) => cost({ completionTokens: 0, cachedTokens }));
  return {
    leastMicros: Math.min(...promptMicros),
    mostMicros: cost({ completionTokens: maxCompletionTokens, cachedTokens: 0 }),
  };
}
