import { rulePatchSchema } from '#lib/contract/alerts.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/alerts/rules/[id]';

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: rulePatchSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { alerts } = await container.services();
    return await alerts.updateRule(id, body, by.actor);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { alerts } = await container.services();
  await alerts.removeRule(id, by.actor);
});
