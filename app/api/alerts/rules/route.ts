import { ruleCreateSchema } from '#lib/contract/alerts.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/alerts/rules';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { alerts } = await container.services();
  return await alerts.rules();
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: ruleCreateSchema },
  async ({ container, body, by }) => {
    const { alerts } = await container.services();
    return await alerts.createRule(body, by.actor);
  },
);
