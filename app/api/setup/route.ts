import { setupSchema } from '#lib/contract/people.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';
import { enter } from '#lib/server/session-route.ts';

const route = '/api/setup';

export const POST = apiRouteWithBody({ route, method: 'POST', body: setupSchema }, async (call) => {
  const { people } = await call.container.services();
  await people.found(call.body, call.by.actor);
  return await enter(call, call.body);
});
