import { webhookCreateSchema } from '#lib/contract/alerts.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/alerts/webhooks';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { alerts } = await container.services();
  return { data: await alerts.webhooks.list() };
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: webhookCreateSchema },
  async ({ container, body, by }) => {
    const { alerts } = await container.services();
    return await alerts.webhooks.create(body, by.actor);
  },
);
