'use client';
import { useQuery } from '@tanstack/react-query';
import { useChat } from '#lib/client/chat/store.ts';
import { chatModelsQuery } from '#lib/client/models.ts';
import { type Model, SANDBOX_OWNER } from '#lib/contract/models.ts';

export const isSandbox = (model: Model | undefined): boolean => model?.owned_by === SANDBOX_OWNER;

/** Magic models of the sandbox, which provoke a fault each. */
export const isFault = (model: Model): boolean => isSandbox(model) && model.id.startsWith('sandbox-');

/** The models to choose from and the chosen one: what the person picked, else the first of the list. */
export function useModels() {
  // By name: whoever reads all of a query is painted with each of its changes.
  const { data: models = [], isPending, isError, refetch } = useQuery(chatModelsQuery);
  const chosenId = useChat((state) => state.settings.model);
  const model = models.find(({ id }) => id === chosenId) ?? (chosenId === '' ? models[0] : undefined);
  return { isPending, isError, refetch, models, model, modelId: model?.id ?? chosenId };
}
