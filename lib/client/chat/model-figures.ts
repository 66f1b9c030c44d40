import { type CatalogueFigures, parseCatalogueFigures } from '#lib/contract/model-figures.ts';

/** Contexts and prices of the models, as the page's cache holds them. */
export const modelFiguresQuery = {
  queryKey: ['model-figures'],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<CatalogueFigures> => {
    const response = await fetch('/api/models', { signal });
    const figures = response.ok ? parseCatalogueFigures(await response.json()) : undefined;
    if (figures === undefined) throw new Error(`GET /api/models answered ${response.status}`);
    return figures;
  },
  // Upstreams are asked for it: once a visit is enough for what an operator sets.
  refetchOnWindowFocus: false,
} as const;
