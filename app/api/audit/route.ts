import { auditQuerySchema } from '#lib/contract/audit.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';
import { auditPage } from '#lib/server/audit.ts';

const route = '/api/audit';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: auditQuerySchema },
  async ({ container, query, by }) => {
    const { audit, searchLimits } = await container.services();
    if (query.text !== undefined) await searchLimits.take('audit', by.principal);
    return await auditPage(audit, query);
  },
);
