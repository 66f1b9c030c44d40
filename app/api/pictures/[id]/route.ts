import { apiRoute } from '#lib/server/api-route.ts';
import { pictureResponse } from '#lib/server/http/picture-response.ts';

export const GET = apiRoute(
  { route: '/api/pictures/[id]', method: 'GET' },
  async ({ container, by, params: { id = '' } }) => {
    const { pictures } = await container.services();
    return pictureResponse(await pictures.read(id, by));
  },
);
