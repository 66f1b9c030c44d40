import { keyPatchSchema } from '#lib/contract/keys.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/keys/[id]';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, params: { id = '' } }) => {
  const { keys } = await container.services();
  return await keys.get(id);
});

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: keyPatchSchema },
  async ({ container, body, params: { id = '' } }) => {
    const { keys } = await container.services();
    return await keys.update(id, body);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, params: { id = '' } }) => {
  const { keys } = await container.services();
  return await keys.revoke(id);
});
