import type { ListedConversation } from '#lib/contract/conversations.ts';

/** A page of the list, as the server gives it. */
export interface ListPage {
  readonly data: readonly ListedConversation[];
  readonly nextCursor: string | null;
}

/** How often it is asked for while an answer is being made in one of them. */
const ANSWERING_MS = 3_000;

interface Asked {
  readonly state: { readonly data: ListPage | undefined };
}

const api = () => import('./conversations.ts');

export const LIST_KEY = ['conversations'] as const;

/** A page of the list as the page's cache holds it. @param cursor of the page before; `null`: the first page */
export const conversationsQuery = (cursor: string | null) => ({
  queryKey: [...LIST_KEY, 'page', cursor],
  queryFn: async ({ signal }: { signal: AbortSignal }): Promise<ListPage> =>
    (await api()).fetchConversations(cursor, signal),
  // The first one came with the page, and every change of this browser's tabs is told (news.ts).
  staleTime: 60_000,
  // The end of an answer that nobody watches is told by nobody.
  refetchInterval: ({ state }: Asked) => (state.data?.data.some(({ answering }) => answering) ? ANSWERING_MS : false),
});

/** Newest first. @throws ApiRefusal */
export const searchConversations = async (q: string, signal: AbortSignal) =>
  (await api()).searchConversations(q, signal);

/** What was found by its words; asked for anew with every word. */
export const searchQuery = (q: string) => ({
  queryKey: [...LIST_KEY, 'search', q],
  queryFn: ({ signal }: { signal: AbortSignal }) => searchConversations(q, signal),
  enabled: q !== '',
});
