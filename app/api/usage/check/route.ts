import { usageReportQuerySchema } from '#lib/contract/usage-report.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/usage/check';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: usageReportQuerySchema },
  async ({ container, query, by }) => {
    const { usageReports } = await container.services();
    return await usageReports.check(query, by);
  },
);
