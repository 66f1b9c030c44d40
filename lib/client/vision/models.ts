import { type Model, parseModelList } from '#lib/contract/models.ts';

/** The models of the gateway that may look at pictures; other servers do not say what a model is for, so theirs all count. */
export const visionModelsQuery = {
  queryKey: ['models', 'vision'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<Model[]> => {
    const response = await fetch('/v1/models', { signal });
    if (!response.ok) throw new Error(`GET /v1/models answered ${response.status}`);
    const list = parseModelList(await response.json());
    if (list === undefined) throw new Error('GET /v1/models answered with something else than a list');
    return list.data.filter(({ type }) => type === undefined || type === 'vision' || type === 'chat');
  },
} as const;
