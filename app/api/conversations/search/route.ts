import { searchQuerySchema } from '#lib/contract/conversations.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

export const GET = apiRouteWithQuery(
  { route: '/api/conversations/search', method: 'GET', query: searchQuerySchema },
  async ({ container, query, by }) => {
    const { conversations } = await container.services();
    return await conversations.search(query, by);
  },
);
