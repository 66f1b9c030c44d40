import { preferencesSchema } from '#lib/contract/preferences.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';
import { preferenceCookies } from '#lib/server/preferences.ts';

export const PUT = apiRouteWithBody(preferencesSchema, (_, preferences) => {
  const headers = preferenceCookies(preferences).map((cookie): [string, string] => ['set-cookie', cookie]);
  return new Response(null, { status: 204, headers });
});
