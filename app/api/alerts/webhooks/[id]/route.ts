import { webhookPatchSchema } from '#lib/contract/alerts.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/alerts/webhooks/[id]';

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: webhookPatchSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { alerts } = await container.services();
    return await alerts.webhooks.update(id, body, by.actor);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { alerts } = await container.services();
  await alerts.webhooks.remove(id, by.actor);
});
