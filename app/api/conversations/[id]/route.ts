import { conversationQuerySchema } from '#lib/contract/conversations.ts';
import { apiRoute, apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/conversations/[id]';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: conversationQuerySchema },
  async ({ container, by, query: { since }, params: { id = '' } }) => {
    const { conversations } = await container.services();
    return await conversations.get(id, since, by);
  },
);

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { conversations } = await container.services();
  await conversations.remove(id, by);
});
