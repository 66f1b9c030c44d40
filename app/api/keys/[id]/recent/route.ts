import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/keys/[id]/recent';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by, params: { id = '' } }) => {
  const { keyUse } = await container.services();
  return await keyUse.recent(id, by);
});
