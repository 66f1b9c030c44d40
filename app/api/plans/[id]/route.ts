import { planPatchSchema } from '#lib/contract/plans.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/plans/[id]';

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: planPatchSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { plans } = await container.services();
    return await plans.update(id, body, by.actor);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { plans } = await container.services();
  await plans.remove(id, by.actor);
});
