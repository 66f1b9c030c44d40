import { settingsPatchSchema } from '#lib/contract/settings.ts';
import { apiRoute, apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/settings';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container }) => {
  const { settings } = await container.services();
  return await settings.read();
});

export const PATCH = apiRouteWithBody(
  { route, method: 'PATCH', body: settingsPatchSchema },
  async ({ container, body, by }) => {
    const { settings } = await container.services();
    return await settings.update(body, by.actor);
  },
);
