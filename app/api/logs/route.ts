import { callLogQuerySchema } from '#lib/contract/call-log.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/logs';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: callLogQuerySchema },
  async ({ container, query, by }) => {
    const { callLogs } = await container.services();
    return await callLogs.page(query, by);
  },
);
