import { apiRoute } from '#lib/server/api-route.ts';

export const GET = apiRoute({ route: '/api/limits', method: 'GET' }, async ({ container, by }) => {
  const { limitWatch } = await container.services();
  return await limitWatch.now(by);
});
