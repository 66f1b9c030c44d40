import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/keys/[id]/payloads';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by, params: { id = '' } }) => {
  const { callDetails } = await container.services();
  return await callDetails.countOfKey(id, by);
});

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { callDetails } = await container.services();
  return await callDetails.removeOfKey(id, by);
});
