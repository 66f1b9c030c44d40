import { connectionTestRequestSchema } from '#lib/contract/connection.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';
import { describeConnection, testConnection } from '#lib/server/connection.ts';

const route = '/api/connection';

export const GET = apiRoute({ route, method: 'GET' }, ({ container }) => describeConnection(container));

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: connectionTestRequestSchema },
  async ({ container, body }) => testConnection((await container.services()).fetch, body.model),
);
