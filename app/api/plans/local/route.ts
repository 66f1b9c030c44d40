import { localPlanSchema } from '#lib/contract/plans.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/plans/local';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { plans } = await container.services();
  return { plan: await plans.local() };
});

export const PUT = apiRouteWithBody(
  { route, method: 'PUT', body: localPlanSchema },
  async ({ container, body, by }) => {
    const { plans } = await container.services();
    await plans.setLocal(body.plan, by.actor);
    return body;
  },
);
