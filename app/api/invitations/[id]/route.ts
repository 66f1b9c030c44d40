import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/invitations/[id]';

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { invitations } = await container.services();
  await invitations.withdraw(id, by.actor);
});
