import type { EndpointId, Kind } from '#lib/contract/endpoints.ts';
import { ENDPOINTS, KINDS } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import type { Model } from '#lib/contract/models.ts';
import { DEFAULT_VISION_MODEL } from '#lib/contract/vision.ts';
import { LIST_MS, type Listing, listModels } from './listing.ts';
import type { Upstream, UpstreamAnswer } from './port.ts';

/** An upstream and what it serves. */
export interface UpstreamEntry {
  readonly upstream: Upstream;
  readonly kinds: readonly Kind[];
  /** Ids of models; undefined: any that it knows. */
  readonly models: readonly string[] | undefined;
}

export interface Router {
  /**
   * Who serves a call.
   *
   * @throws ApiError 503 `no_upstream` where nobody serves such calls, 404 where nobody has this model
   */
  route(call: { readonly endpointId: EndpointId; readonly model: string }): Upstream;
}

export interface RouterOptions {
  /** How long one server's list of models is waited for; half of the time for the first byte where that is less. */
  readonly listMs?: number;
}

/** @param entries in the order in which they are asked; one that names a model goes before those that take any */
export function createRouter(entries: readonly UpstreamEntry[], { listMs = LIST_MS }: RouterOptions = {}): Router {
  const catalogue = createCatalogue(entries, listMs);
  return {
    route({ endpointId, model }) {
      const { kind } = ENDPOINTS[endpointId];
      if (kind === 'models') return catalogue;
      const serving = entries.filter(({ kinds }) => kinds.includes(kind));
      if (serving.length === 0) {
        throw new ApiError('no_upstream', `No upstream serves ${kind} here. RUIJING_UPSTREAMS names those that do.`);
      }
      const chosen =
        serving.find(({ models }) => models?.includes(model)) ??
        serving.find(({ models }) => models === undefined) ??
        // Whoever names no model leaves it to the server which one looks.
        (endpointId === 'vision.analyze' && model === DEFAULT_VISION_MODEL ? serving[0] : undefined);
      if (chosen === undefined) {
        throw new ApiError('model_not_found', `No upstream has the model '${model}'.`, { param: 'model' });
      }
      return chosen.upstream;
    },
  };
}

/** The models of all upstreams; of one upstream alone, as it tells them itself. */
function createCatalogue(entries: readonly UpstreamEntry[], listMs: number): Upstream {
  const [only] = entries;
  if (only === undefined) throw new Error('There is no upstream');
  if (entries.length === 1 && only.models === undefined && only.kinds.length === KINDS.length) return only.upstream;
  return {
    kind: entries.every(({ upstream }) => upstream.kind === 'sandbox') ? 'sandbox' : 'remote',
    name: entries.map(({ upstream }) => upstream.name).join(','),
    async send(call) {
      const models = await listAll(entries, { call, listMs: Math.min(listMs, (call.firstByteMs ?? Infinity) / 2) });
      if (call.endpoint === 'models.list') return toAnswer({ object: 'list', data: models });
      const model = models.find(({ id }) => id === call.modelId);
      if (model === undefined) {
        throw new ApiError('model_not_found', `No upstream has the model '${call.modelId}'.`, { param: 'model' });
      }
      return toAnswer(model);
    },
  };
}

/**
 * One that fails, or is not done in time, is left out: the others' models can be used all the same.
 *
 * @throws ApiError when every one fails
 */
async function listAll(entries: readonly UpstreamEntry[], listing: Listing): Promise<Model[]> {
  const told = await Promise.all(entries.map((entry) => listModels(entry, listing)));
  // Servers of one purpose often have no list; their models are in the settings.
  const failed = told.filter((list) => list.failure !== undefined && list.models.length === 0);
  if (failed.length === told.length) throw failed[0]?.failure;
  const models = new Map<string, Model>();
  for (const model of told.flatMap((list) => list.models)) if (!models.has(model.id)) models.set(model.id, model);
  return [...models.values()];
}

const encoder = new TextEncoder();

async function* encode(json: unknown): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(encoder.encode(JSON.stringify(json)));
}

const toAnswer = (json: unknown): UpstreamAnswer => ({
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: encode(json),
});
