import { keyPatchSchema } from '#lib/contract/keys.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/keys/[id]';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by, params: { id = '' } }) => {
  const { keys } = await container.services();
  return await keys.get(id, by);
});

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: keyPatchSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { keys } = await container.services();
    return await keys.update(id, body, by);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { keys } = await container.services();
  return await keys.revoke(id, by);
});
