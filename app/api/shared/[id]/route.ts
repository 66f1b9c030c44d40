import { apiRoute } from '#lib/server/api-route.ts';

export const GET = apiRoute(
  { route: '/api/shared/[id]', method: 'GET' },
  async ({ container, params: { id = '' } }) => {
    const { conversations } = await container.services();
    return await conversations.shared(id);
  },
);
