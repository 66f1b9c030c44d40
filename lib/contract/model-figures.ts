import { isRecord } from '#lib/std/is-record.ts';
import type { CatalogueModel } from './catalogue.ts';
import type { Price } from './price.ts';

/**
 * What the chat page needs of `GET /api/models` before a message is sent. Parsed by hand like the list of models (decision
 * 0009): zod would be a tenth of all script that the page loads until then.
 */
export interface ModelFigures extends Pick<CatalogueModel, 'id' | 'sandbox' | 'price' | 'takesImages'> {
  /** Tokens, prompt and answer together; `null`: nobody tells. */
  readonly contextTokens: number | null;
}

export interface CatalogueFigures {
  /** ISO 4217; of every price. */
  readonly currency: string;
  /** One of each id: the one that calls go to. */
  readonly models: readonly ModelFigures[];
}

/** @returns undefined for what is no catalogue; models that make no sense are left out */
export function parseCatalogueFigures(json: unknown): CatalogueFigures | undefined {
  if (!isRecord(json) || typeof json.currency !== 'string' || !Array.isArray(json.models)) return undefined;
  const models = new Map<string, ModelFigures>();
  for (const entry of json.models.filter(isRecord)) {
    const model = parseModel(entry);
    // Of several upstreams that offer it, the catalogue names the one that is asked.
    if (model !== undefined && (!models.has(model.id) || entry.upstream === entry.servedBy))
      models.set(model.id, model);
  }
  return { currency: json.currency, models: [...models.values()] };
}

function parseModel(json: Readonly<Record<string, unknown>>): ModelFigures | undefined {
  const { id, sandbox, contextTokens, price, takesImages } = json;
  if (typeof id !== 'string' || typeof sandbox !== 'boolean') return undefined;
  const tokens = isRecord(contextTokens) ? contextTokens.value : null;
  return {
    id,
    sandbox,
    contextTokens: Number.isInteger(tokens) && Number(tokens) > 0 ? Number(tokens) : null,
    price: parsePrice(price),
    takesImages: typeof takesImages === 'boolean' ? takesImages : null,
  };
}

/** All of it or nothing: a price with a part that cannot be read would be too low. */
function parsePrice(json: unknown): Price | null {
  if (!isRecord(json)) return null;
  const price: Record<string, number> = {};
  for (const name of PRICE_FIELDS) {
    const amount = json[name];
    if (amount === undefined) continue;
    if (typeof amount !== 'number' || !(amount >= 0)) return null;
    price[name] = amount;
  }
  return price;
}

const PRICE_FIELDS = [
  'promptPerMillionTokens',
  'cachedPerMillionTokens',
  'completionPerMillionTokens',
  'perImage',
  'perAudioMinute',
] as const satisfies readonly (keyof Price)[];
