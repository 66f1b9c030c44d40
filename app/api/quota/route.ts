import { apiRoute } from '#lib/server/api-route.ts';

const route = '/api/quota';

export const GET = apiRoute({ route, method: 'GET' }, async ({ container, request }) => {
  const { quota } = await container.services();
  return await quota.left(request.headers.get('cookie') ?? undefined);
});
