import { apiRoute } from '#lib/server/api-route.ts';
import { pictureResponse } from '#lib/server/http/picture-response.ts';

export const GET = apiRoute(
  { route: '/api/shared/[id]/pictures/[picture]', method: 'GET' },
  async ({ container, params: { id = '', picture = '' } }) => {
    const { conversations } = await container.services();
    return pictureResponse(await conversations.sharedPicture(id, picture));
  },
);
