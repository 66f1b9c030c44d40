import { preferencesSchema } from '#lib/contract/preferences.ts';
import { openApiRouteWithBody } from '#lib/server/api-route.ts';
import { preferenceCookies } from '#lib/server/preferences.ts';

export const PUT = openApiRouteWithBody(
  { route: '/api/preferences', method: 'PUT', body: preferencesSchema },
  ({ body }) => {
    const headers = preferenceCookies(body).map((cookie): [string, string] => ['set-cookie', cookie]);
    return new Response(null, { status: 204, headers });
  },
);
