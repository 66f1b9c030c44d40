import { signInSchema } from '#lib/contract/people.ts';
import { openApiRoute, openApiRouteWithBody } from '#lib/server/api-route.ts';
import { sessionOf, signIn, signOut } from '#lib/server/session-route.ts';

const route = '/api/session';

export const GET = openApiRoute({ route, method: 'GET' }, ({ by }) => sessionOf(by?.principal));

export const POST = openApiRouteWithBody({ route, method: 'POST', body: signInSchema }, (call) =>
  signIn(call, call.body),
);

export const DELETE = openApiRoute({ route, method: 'DELETE' }, signOut);
