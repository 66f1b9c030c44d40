import type { CatalogueModel } from '#lib/contract/catalogue.ts';
import type { Kind } from '#lib/contract/endpoints.ts';
import { isNamedForOther } from './first-chat-model.ts';

/** How the list of models is looked at; the page's address says it. */
export interface ModelsView {
  readonly text: string;
  readonly kind: KindFilter | undefined;
  readonly sort: SortColumn | undefined;
  readonly descending: boolean;
  /** The sandbox's simulated faults too. */
  readonly faults: boolean;
}

/** What people look for; sound is one of them, heard or spoken. */
export const KIND_FILTERS = ['chat', 'embedding', 'vision', 'audio'] as const;
export type KindFilter = (typeof KIND_FILTERS)[number];

export const SORT_COLUMNS = ['id', 'kind', 'size', 'price', 'upstream'] as const;
export type SortColumn = (typeof SORT_COLUMNS)[number];

/** @param query of the page's address; what is no view in it is left out */
export function parseView(query: Pick<URLSearchParams, 'get'>): ModelsView {
  return {
    text: query.get('q') ?? '',
    kind: KIND_FILTERS.find((kind) => kind === query.get('kind')),
    sort: SORT_COLUMNS.find((column) => column === query.get('sort')),
    descending: query.get('order') === 'desc',
    faults: query.get('faults') === '1',
  };
}

/** The way back from {@link parseView}; empty for the plain list. */
export function toQuery({ text, kind, sort, descending, faults }: ModelsView): URLSearchParams {
  const query = new URLSearchParams();
  if (text !== '') query.set('q', text);
  if (kind !== undefined) query.set('kind', kind);
  if (sort !== undefined) query.set('sort', sort);
  if (sort !== undefined && descending) query.set('order', 'desc');
  if (faults) query.set('faults', '1');
  return query;
}

/** The models that a view shows, in its order; as the catalogue has them where it asks for none. */
export function viewModels(models: readonly CatalogueModel[], view: ModelsView): CatalogueModel[] {
  const { text, kind, sort, descending, faults } = view;
  const wanted = text.trim().toLowerCase();
  const found = models.filter(
    (model) =>
      (wanted === '' || `${model.id} ${model.upstream}`.toLowerCase().includes(wanted)) &&
      (kind === undefined || isOfKind(model, kind)) &&
      // As on the chat page: whoever looks for one finds it.
      (!model.fault || faults || wanted !== ''),
  );
  if (sort === undefined) return found;
  const keyOf = SORT_KEYS[sort];
  return found.sort((one, other) => {
    const [a, b] = [keyOf(one), keyOf(other)];
    // What nobody tells stands last, whatever the direction.
    if (a === undefined || b === undefined) return Number(a === undefined) - Number(b === undefined);
    return descending ? compare(b, a) : compare(a, b);
  });
}

const KINDS_OF: Readonly<Record<KindFilter, readonly Kind[]>> = {
  chat: ['chat'],
  embedding: ['embedding'],
  vision: ['vision'],
  audio: ['transcription', 'speech'],
};

const isOfKind = ({ kinds, takesImages }: CatalogueModel, filter: KindFilter): boolean =>
  kinds.some((kind) => KINDS_OF[filter].includes(kind)) || (filter === 'vision' && takesImages === true);

type SortKey = readonly (string | number)[];

const SORT_KEYS: Readonly<Record<SortColumn, (model: CatalogueModel) => SortKey | undefined>> = {
  id: ({ id }) => [id.toLowerCase()],
  kind: ({ kinds: [kind] }) => (kind === undefined ? undefined : [kind]),
  size: ({ contextTokens, dimensions }) => {
    if (contextTokens !== null) return [0, contextTokens.value];
    return dimensions === null ? undefined : [1, dimensions.value];
  },
  price: priceKey,
  upstream: ({ upstream }) => [upstream.toLowerCase()],
};

/** Prices by unlike units stand apart: tokens, then minutes, then pictures. */
function priceKey({ price, sandbox }: CatalogueModel): SortKey | undefined {
  if (sandbox) return [0, 0];
  if (price === null) return undefined;
  const { completionPerMillionTokens: answer, promptPerMillionTokens: prompt, perAudioMinute, perImage } = price;
  const figures = [answer ?? prompt, perAudioMinute, perImage];
  const unit = figures.findIndex((figure) => figure !== undefined);
  return [unit, figures[unit] ?? 0];
}

function compare(a: SortKey, b: SortKey): number {
  for (const [index, value] of a.entries()) {
    const other = b[index] ?? value;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}

/** The page that a model is tried on; undefined for a kind that has none. */
export function tryPath({ id, kinds, servedBy }: CatalogueModel): string | undefined {
  const chats = kinds.length === 0 ? !isNamedForOther(id) : kinds.includes('chat');
  return chats && servedBy !== null ? `/chat?model=${encodeURIComponent(id)}` : undefined;
}
