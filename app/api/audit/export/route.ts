import { auditExportQuerySchema } from '#lib/contract/audit.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';
import { exportAudit } from '#lib/server/audit.ts';

const route = '/api/audit/export';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: auditExportQuerySchema },
  async ({ container, query }) => {
    const { audit } = await container.services();
    return exportAudit(audit, query);
  },
);
