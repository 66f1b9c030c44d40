import { connectionTestRequestSchema } from '#lib/contract/connection.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';
import { describeConnection, testConnection } from '#lib/server/connection.ts';

const route = '/api/connection';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by }) => {
  const connection = await describeConnection(container);
  // Where it is, is an admin's to know.
  return by.principal.role === 'admin' ? connection : { ...connection, baseUrl: undefined };
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: connectionTestRequestSchema },
  async ({ container, request, body: { model } }) => {
    const { fetch } = await container.services();
    return await testConnection(fetch, { model, cookie: request.headers.get('cookie') ?? undefined });
  },
);
