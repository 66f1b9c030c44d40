import { MAX_SPEECH_CHARACTERS } from '#lib/contract/audio.ts';
import type { Catalogue, CatalogueModel, CatalogueUpstream, Figure } from '#lib/contract/catalogue.ts';
import { MAX_INPUTS } from '#lib/contract/embeddings.ts';
import { ENDPOINTS, type EndpointId, type Kind } from '#lib/contract/endpoints.ts';
import type { Model } from '#lib/contract/models.ts';
import { documentedModel } from '#lib/domain/models/documented.ts';
import type { PriceList } from '#lib/domain/pricing/price.ts';
import { faultOf } from '#lib/domain/sandbox/faults.ts';
import { Remembered } from './remembered.ts';
import { newRequestId } from './request-id.ts';
import { listModels } from './upstream/listing.ts';
import type { Router, UpstreamEntry } from './upstream/router.ts';

/** What everybody who may call may know of the models. */
export interface ModelCatalogue {
  /** As every upstream told within the last 5 s; one that does not answer hides no other. */
  read(): Promise<Catalogue>;
  /** The same, asked now: for an admin who has just mended something. */
  readNow(): Promise<Catalogue>;
}

/** Whoever is signed in may ask, as often as they like: for them upstreams are asked once in this time. */
const REMEMBER_MS = 5_000;
const MAX_REMEMBERED = 1_000;

interface Told {
  readonly upstream: CatalogueUpstream;
  readonly models: readonly CatalogueModel[];
}

export interface ModelCatalogueDeps {
  /** Those that answer now. */
  readonly upstreams: () => Promise<readonly UpstreamEntry[]>;
  readonly router: Router;
  readonly prices: PriceList;
  readonly currency: string;
  /** How long one upstream's list is waited for. */
  readonly listMs: number;
  /** Aborted when the process ends. */
  readonly drain: AbortSignal;
}

export function createModelCatalogue({ upstreams, prices, currency, ...deps }: ModelCatalogueDeps): ModelCatalogue {
  const { router, listMs, drain } = deps;

  async function ask(entry: UpstreamEntry): Promise<Told> {
    const { upstream, kinds } = entry;
    const { name } = upstream;
    const sandbox = upstream.kind === 'sandbox';
    const call = { endpoint: 'models.list', modelId: '', streams: false, requestId: newRequestId() } as const;
    const startMs = performance.now();
    const { models, failure } = await listModels(entry, { call: { ...call, signal: drain }, listMs });
    const latencyMs = Math.round(performance.now() - startMs);
    const described = [...new Map(models.map((model) => [model.id, model])).values()].map((model) => {
      const ofModel = kindsOf(model, kinds);
      return {
        ...factsOf(model, ofModel),
        price: (Object.hasOwn(prices, model.id) ? prices[model.id] : undefined) ?? null,
        upstream: name,
        servedBy: servedBy(router, model.id, ofModel[0] ?? (kinds.includes('chat') ? 'chat' : kinds[0])),
        sandbox,
        fault: sandbox && faultOf(model.id) !== undefined,
      };
    });
    const reason = failure === undefined ? null : { code: failure.code, message: failure.message };
    return {
      upstream: { name, sandbox, kinds: [...kinds], modelCount: described.length, latencyMs, failure: reason },
      models: described,
    };
  }

  const told = new Remembered<UpstreamEntry, Told>(ask, { ms: REMEMBER_MS, max: MAX_REMEMBERED });

  async function read(): Promise<Catalogue> {
    const asked = await Promise.all((await upstreams()).map((entry) => told.get(entry)));
    return {
      object: 'catalogue',
      currency,
      models: asked.flatMap(({ models }) => models),
      upstreams: asked.map(({ upstream }) => upstream),
    };
  }

  return {
    read,
    readNow() {
      told.clear();
      return read();
    },
  };
}

/** As the upstream tells, else as is documented, else as the settings ask it for one kind only. */
function kindsOf({ id, type }: Model, served: readonly Kind[]): Kind[] {
  const told = type ?? documentedModel(id)?.type;
  if (told !== undefined) return [told];
  return served.length === 1 ? [...served] : [];
}

function factsOf(
  { id, context_length, dimensions }: Model,
  kinds: Kind[],
): Pick<CatalogueModel, 'id' | 'kinds' | 'takesImages' | 'contextTokens' | 'dimensions' | 'limits'> {
  const documented = documentedModel(id);
  return {
    id,
    kinds,
    takesImages: documented === undefined ? null : documented.takesImages === true,
    contextTokens: figureOf(context_length, documented?.contextTokens),
    dimensions: figureOf(dimensions, documented?.dimensions),
    limits: kinds.flatMap((kind) => LIMITS[kind]),
  };
}

function figureOf(told: number | undefined, documented: number | undefined): Figure | null {
  if (told !== undefined) return { value: told, source: 'upstream' };
  return documented === undefined ? null : { value: documented, source: 'documentation' };
}

const LIMITS: Readonly<Record<Kind, CatalogueModel['limits']>> = {
  // Of a chat the context is the limit that is met first.
  chat: [],
  embedding: [{ name: 'inputs', value: MAX_INPUTS }],
  vision: [{ name: 'bodyBytes', value: ENDPOINTS['vision.analyze'].bodyCapBytes }],
  transcription: [{ name: 'fileBytes', value: ENDPOINTS['audio.transcriptions'].bodyCapBytes }],
  speech: [{ name: 'characters', value: MAX_SPEECH_CHARACTERS }],
};

const ENDPOINT_OF: Readonly<Record<Kind, EndpointId>> = {
  chat: 'chat.completions',
  embedding: 'embeddings',
  vision: 'vision.analyze',
  transcription: 'audio.transcriptions',
  speech: 'audio.speech',
};

function servedBy(router: Router, model: string, kind: Kind | undefined): string | null {
  if (kind === undefined) return null;
  try {
    return router.route({ endpointId: ENDPOINT_OF[kind], model }).name;
  } catch {
    // The router's way to say that nobody does.
    return null;
  }
}

/** The same for whoever is no admin: what went wrong with an upstream, not where it is or how it is set. */
export const withoutAddresses = (catalogue: Catalogue): Catalogue => ({
  ...catalogue,
  upstreams: catalogue.upstreams.map((upstream) => ({
    ...upstream,
    failure: upstream.failure === null ? null : { ...upstream.failure, message: '' },
  })),
});
