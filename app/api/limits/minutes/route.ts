import { limitMinutesQuerySchema } from '#lib/contract/limit-watch.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/limits/minutes';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: limitMinutesQuerySchema },
  async ({ container, query, by }) => {
    const { limitWatch } = await container.services();
    return await limitWatch.minutes(query, by);
  },
);
