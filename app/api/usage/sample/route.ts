import { apiRoute } from '#lib/server/api-route.ts';
import { callerHeaders } from '#lib/server/runs/caller-headers.ts';

const route = '/api/usage/sample';

export const POST = apiRoute({ route, method: 'POST' }, async ({ container, request, by }) => {
  const { sampleMaker } = await container.services();
  return await sampleMaker.start(by.principal.id, callerHeaders(request));
});
