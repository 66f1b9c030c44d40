import { invitationAcceptSchema } from '#lib/contract/people.ts';
import { openApiRouteWithBody } from '#lib/server/api-route.ts';
import { enter } from '#lib/server/session-route.ts';

const route = '/api/invitations/accept';

export const POST = openApiRouteWithBody({ route, method: 'POST', body: invitationAcceptSchema }, async (call) => {
  const { invitations } = await call.container.services();
  const email = await invitations.accept(call.body, call.origin);
  return await enter(call, { email, password: call.body.password });
});
