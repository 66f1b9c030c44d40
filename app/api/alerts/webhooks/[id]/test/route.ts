import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/alerts/webhooks/[id]/test';

export const POST = apiRoute({ route, method: 'POST' }, async ({ container, params: { id = '' } }) => {
  const { alerts } = await container.services();
  return await alerts.webhooks.test(id);
});
