import { invitationCreateSchema } from '#lib/contract/people.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/invitations';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { invitations } = await container.services();
  return { data: await invitations.list() };
});

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: invitationCreateSchema },
  async ({ container, body, by }) => {
    const { invitations } = await container.services();
    return await invitations.create(body, by.actor);
  },
);
