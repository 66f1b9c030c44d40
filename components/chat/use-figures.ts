'use client';
import { useQuery } from '@tanstack/react-query';
import { useEstimate } from '#lib/client/chat/estimate.ts';
import { modelFiguresQuery } from '#lib/client/chat/model-figures.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { type ContextFill, contextFill, largerModel } from '#lib/domain/chat/context-window.ts';
import { estimateRequest, type RequestEstimate } from '#lib/domain/chat/estimate.ts';
import { isFault, isSandbox, useModels } from './use-models.ts';

interface OtherModel {
  readonly id: string;
  readonly contextTokens: number | null;
}

/** What the page knows of the request that Send would make. */
export interface Figures extends RequestEstimate {
  readonly modelId: string;
  readonly sandbox: boolean;
  /** Of every amount; undefined: prices are not known yet, or cannot be had. */
  readonly currency: string | undefined;
  /** Undefined: nobody tells the model's context. */
  readonly context: ContextFill | undefined;
  /** One that holds what this one does not. */
  readonly larger: OtherModel | undefined;
}

/** Makes the figures of the chat as it stands at the call. @returns undefined until the prompt was first counted */
export function useFiguresMaker(): () => Figures | undefined {
  const { models, model, modelId } = useModels();
  const { data: catalogue } = useQuery(modelFiguresQuery);
  return () => {
    const { promptTokens } = useEstimate.getState();
    if (promptTokens === undefined) return;
    const knownOf = (id: string) => catalogue?.models.find((candidate) => candidate.id === id);
    const known = knownOf(modelId);
    const sandbox = isSandbox(model);
    const contextTokens = model?.context_length ?? known?.contextTokens ?? null;
    const facts = { sandbox, contextTokens, price: known?.price ?? null };
    const estimate = estimateRequest(promptTokens, useChat.getState().settings, facts);
    const context = contextTokens === null ? undefined : contextFill(estimate, contextTokens);
    const others = models
      .filter((other) => !isFault(other))
      .map(({ id, context_length }) => ({ id, contextTokens: context_length ?? knownOf(id)?.contextTokens ?? null }));
    return {
      ...estimate,
      modelId,
      sandbox,
      currency: catalogue?.currency,
      context,
      larger: context !== undefined && context.overTokens > 0 ? largerModel(others, context.wantedTokens) : undefined,
    };
  };
}

/** The figures as they change. */
export function useFigures(): Figures | undefined {
  useEstimate((state) => state.promptTokens);
  useChat((state) => state.settings);
  return useFiguresMaker()();
}
