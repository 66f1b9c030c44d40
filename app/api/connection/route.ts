import { connectionTestRequestSchema } from '#lib/contract/connection.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';
import { describeConnection, testConnection } from '#lib/server/connection.ts';

const route = '/api/connection';

export const GET = apiRoute({ route, method: 'GET' }, ({ container }) => describeConnection(container));

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: connectionTestRequestSchema },
  async ({ container, request, body: { model } }) => {
    const { fetch } = await container.services();
    return await testConnection(fetch, { model, cookie: request.headers.get('cookie') ?? undefined });
  },
);
