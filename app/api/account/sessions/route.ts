import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/account/sessions';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, by }) => {
  const { account } = await container.services();
  return { data: await account.sessions(by.principal) };
});

export const DELETE = apiRoute({ route, method: 'DELETE' }, async ({ container, by }) => {
  const { account } = await container.services();
  await account.endOthers(by);
});
