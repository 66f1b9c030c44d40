import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/runs/[id]';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by, params: { id = '' } }) => {
  const { runs } = await container.services();
  return await runs.get(id, by.principal);
});

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { runs } = await container.services();
  return await runs.stop(id, by.principal);
});
