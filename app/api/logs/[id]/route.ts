import { apiRoute } from '#lib/server/api-route.ts';

export const GET = apiRoute(
  { route: '/api/logs/[id]', method: 'GET' },
  async ({ container, by, params: { id = '' } }) => {
    const { callDetails } = await container.services();
    return await callDetails.get(id, by);
  },
);
