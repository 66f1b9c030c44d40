import { apiRoute } from '#lib/server/api-route.ts';

export const GET = apiRoute({ route: '/api/people', method: 'GET' }, async ({ container }) => {
  const { people } = await container.services();
  return { data: await people.list() };
});
