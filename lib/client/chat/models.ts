import { type Model, parseModelList } from '#lib/contract/models.ts';

/**
 * The models of the gateway that can chat; other servers do not say what a model is for, so theirs all count.
 *
 * @throws Error when the gateway does not answer with a list
 */
export async function fetchChatModels(signal: AbortSignal): Promise<Model[]> {
  const response = await fetch('/v1/models', { signal });
  if (!response.ok) throw new Error(`GET /v1/models answered ${response.status}`);
  const list = parseModelList(await response.json());
  if (list === undefined) throw new Error('GET /v1/models answered with something else than a list');
  return list.data.filter(({ type }) => type === undefined || type === 'chat');
}

/** The list as the page's cache holds it; whoever asks shares one request. */
export const chatModelsQuery = {
  queryKey: ['models'],
  queryFn: ({ signal }: { signal: AbortSignal }) => fetchChatModels(signal),
} as const;
