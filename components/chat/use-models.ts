'use client';
import { useQuery } from '@tanstack/react-query';
import { chatModelsQuery } from '#lib/client/chat/models.ts';
import { useChat } from '#lib/client/chat/store.ts';
import { type Model, SANDBOX_OWNER } from '#lib/contract/models.ts';

export const isSandbox = (model: Model | undefined): boolean => model?.owned_by === SANDBOX_OWNER;

/** Magic models of the sandbox, which provoke a fault each. */
export const isFault = (model: Model): boolean => isSandbox(model) && model.id.startsWith('sandbox-');

/** The models to choose from and the chosen one: what the person picked, else the first of the list. */
export function useModels() {
  const query = useQuery(chatModelsQuery);
  const chosenId = useChat((state) => state.settings.model);
  const models = query.data ?? [];
  const model = models.find(({ id }) => id === chosenId) ?? (chosenId === '' ? models[0] : undefined);
  return { ...query, models, model, modelId: model?.id ?? chosenId };
}
