import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/people/[id]/reset';

export const POST = apiRoute({ route, method: 'POST' }, async ({ container, by, params: { id = '' } }) => {
  const { invitations } = await container.services();
  return await invitations.createReset(id, by.actor);
});
