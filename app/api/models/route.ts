import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/models';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { models } = await container.services();
  return await models.read();
});
