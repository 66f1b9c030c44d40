import { personPatchSchema } from '#lib/contract/people.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/people/[id]';

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: personPatchSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { people } = await container.services();
    return await people.update(id, body, by.actor);
  },
);
