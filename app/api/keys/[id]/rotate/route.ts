import { keyRotateSchema } from '#lib/contract/keys.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/keys/[id]/rotate';

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: keyRotateSchema },
  async ({ container, body, by, params: { id = '' } }) => {
    const { keys } = await container.services();
    return await keys.rotate(id, body, by);
  },
);
