import { invitationOpenSchema } from '#lib/contract/people.ts';
import { openApiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/invitations/open';

export const POST = openApiRouteWithBody(
  { route, method: 'POST', body: invitationOpenSchema },
  async ({ container, body }) => {
    const { invitations } = await container.services();
    return await invitations.open(body.token);
  },
);
