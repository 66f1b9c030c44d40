import { searchQuerySchema } from '#lib/contract/conversations.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

export const GET = apiRouteWithQuery(
  { route: '/api/conversations/search', method: 'GET', query: searchQuerySchema },
  async ({ container, query, by }) => {
    const { conversations, searchLimits } = await container.services();
    await searchLimits.take('conversations', by.principal);
    return await conversations.search(query, by);
  },
);
