import { type Model, parseModelList } from '#lib/contract/models.ts';

/** The gateway's models. @throws Error when it does not answer with a list */
async function fetchModels({ signal }: { readonly signal: AbortSignal }): Promise<readonly Model[]> {
  const response = await fetch('/v1/models', { signal });
  if (!response.ok) throw new Error(`GET /v1/models answered ${response.status}`);
  const list = parseModelList(await response.json());
  if (list === undefined) throw new Error('GET /v1/models answered with something else than a list');
  return list.data;
}

/** The list as the page's cache holds it; whoever asks shares one request. */
const modelsQuery = { queryKey: ['models'], queryFn: fetchModels } as const;

/** Those that can chat; other servers do not say what a model is for, so theirs all count. */
export const chatModelsQuery = {
  ...modelsQuery,
  select: (models: readonly Model[]) => models.filter(({ type }) => type === undefined || type === 'chat'),
} as const;

/** Those that may look at pictures: a server without a route for them has a chat model do it. */
export const visionModelsQuery = {
  ...modelsQuery,
  select: (models: readonly Model[]) =>
    models.filter(({ type }) => type === undefined || type === 'vision' || type === 'chat'),
} as const;
