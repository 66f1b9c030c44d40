import { auditExportQuerySchema } from '#lib/contract/audit.ts';
import { apiRouteWithQuery } from '#lib/server/api-route.ts';
import { exportAudit } from '#lib/server/audit.ts';

const route = '/api/audit/export';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: auditExportQuerySchema },
  async ({ container, query, by }) => {
    const { audit, searchLimits } = await container.services();
    if (query.text !== undefined) await searchLimits.take('audit', by.principal);
    return exportAudit(audit, query);
  },
);
