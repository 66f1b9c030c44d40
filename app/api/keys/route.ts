import { keyCreateSchema } from '#lib/contract/keys.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/keys';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by }) => {
  const { keyUse } = await container.services();
  return { data: await keyUse.list(by) };
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: keyCreateSchema },
  async ({ container, body, by }) => {
    const { keys } = await container.services();
    return await keys.create(body, by);
  },
);
