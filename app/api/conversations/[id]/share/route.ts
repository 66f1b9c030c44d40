import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/conversations/[id]/share';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by, params: { id = '' } }) => {
  const { conversations } = await container.services();
  return await conversations.shareOf(id, by);
});

export const POST = apiRoute({ route, method: 'POST' }, async ({ container, by, params: { id = '' } }) => {
  const { conversations } = await container.services();
  return await conversations.share(id, by);
});

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { conversations } = await container.services();
  await conversations.endShare(id, by);
});
