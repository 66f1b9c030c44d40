import { apiRoute } from '#lib/server/api-route.ts';
import { withoutAddresses } from '#lib/server/catalogue.ts';

const route = '/api/models';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by }) => {
  const { models } = await container.services();
  const catalogue = await models.read();
  return by.principal.role === 'admin' ? catalogue : withoutAddresses(catalogue);
});
