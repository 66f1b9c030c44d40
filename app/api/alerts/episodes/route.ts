import { episodesQuerySchema } from '#lib/contract/alerts.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/alerts/episodes';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: episodesQuerySchema },
  async ({ container, query }) => {
    const { alerts } = await container.services();
    return await alerts.episodes(query);
  },
);
