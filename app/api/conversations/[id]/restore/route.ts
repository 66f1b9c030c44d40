import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/conversations/[id]/restore';

export const POST = apiRoute({ route, method: 'POST' }, async ({ container, by, params: { id = '' } }) => {
  const { conversations } = await container.services();
  return await conversations.restore(id, by);
});
