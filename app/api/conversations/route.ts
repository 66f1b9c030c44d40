import { conversationCreateSchema, listQuerySchema, MAX_CREATE_BYTES } from '#lib/contract/conversations.ts';
import { apiRouteWithBody, apiRouteWithQuery } from '#lib/server/api-route.ts';

const route = '/api/conversations';

export const GET = apiRouteWithQuery(
  { route, method: 'GET', query: listQuerySchema },
  async ({ container, query, by }) => {
    const { conversations } = await container.services();
    return await conversations.list(query, by);
  },
);

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: conversationCreateSchema, capBytes: MAX_CREATE_BYTES },
  async ({ container, body, by }) => {
    const { conversations } = await container.services();
    return await conversations.create(body, by);
  },
);
