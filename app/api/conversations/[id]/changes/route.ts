import { changesSchema, MAX_CHANGES_BYTES } from '#lib/contract/conversations.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';

const route = '/api/conversations/[id]/changes';

export const POST = apiRouteWithBody(
  { route, method: 'POST', body: changesSchema, capBytes: MAX_CHANGES_BYTES },
  async ({ container, body, by, params: { id = '' } }) => {
    const { conversations } = await container.services();
    return await conversations.change(id, body, by);
  },
);
