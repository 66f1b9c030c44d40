import { apiRoute } from '#lib/server/api-route.ts';
import { withoutAddresses } from '#lib/server/catalogue.ts';

const route = '/api/models';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by }) => {
  const { models } = await container.services();
  return by.principal.role === 'admin' ? await models.readNow() : withoutAddresses(await models.read());
});
