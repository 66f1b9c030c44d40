import { type Catalogue, catalogueSchema } from '#lib/contract/catalogue.ts';
import { callApi } from './api.ts';

/** Every upstream's models, asked anew at each visit. */
export const catalogueQuery = {
  queryKey: ['catalogue'],
  queryFn: ({ signal }: { signal: AbortSignal }): Promise<Catalogue> =>
    callApi('/api/models', { answer: catalogueSchema, signal }),
  staleTime: 0,
  // Upstreams are asked when a person asks, not whenever the window comes to the front.
  refetchOnWindowFocus: false,
} as const;
