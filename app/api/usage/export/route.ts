import { usageExportQuerySchema } from '#lib/contract/usage-report.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/usage/export';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: usageExportQuerySchema },
  async ({ container, query, by }) => {
    const { usageReports } = await container.services();
    return await usageReports.exportSums(query, by);
  },
);
