import { passwordChangeSchema } from '#lib/contract/people.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/account/password';

export const PUT = apiRouteWithBody(
  { route, method: 'PUT', body: passwordChangeSchema },
  async ({ container, request, body, by }) => {
    const { account } = await container.services();
    await account.changePassword({ ...body, cookie: request.headers.get('cookie') ?? undefined }, by);
  },
);
