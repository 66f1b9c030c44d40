import { usageQuerySchema } from '#lib/contract/usage.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/usage';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: usageQuerySchema },
  async ({ container, query, by: { principal } }) => {
    const { usage } = await container.services();
    return await usage.totals(query, principal.role === 'developer' ? principal.id : undefined);
  },
);
