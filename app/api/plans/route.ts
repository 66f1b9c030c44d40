import { planCreateSchema } from '#lib/contract/plans.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/plans';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { plans } = await container.services();
  return { data: await plans.list() };
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: planCreateSchema },
  async ({ container, body, by }) => {
    const { plans } = await container.services();
    return await plans.create(body, by.actor);
  },
);
