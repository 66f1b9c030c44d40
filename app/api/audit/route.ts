import { auditQuerySchema } from '#lib/contract/audit.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';
import { auditPage } from '#lib/server/audit.ts';

const route = '/api/audit';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: auditQuerySchema },
  async ({ container, query }) => {
    const { audit } = await container.services();
    return await auditPage(audit, query);
  },
);
