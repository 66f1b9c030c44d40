import { apiRoute } from '#lib/server/api-route.ts';

export const GET = apiRoute({ route: '/api/alerts/firing', method: 'GET' }, async ({ container }) => {
  const { alerts } = await container.services();
  return { count: await alerts.firing() };
});
