import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/people/[id]/sessions';

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by, params: { id = '' } }) => {
  const { people } = await container.services();
  await people.endSessions(id, by.actor);
});
