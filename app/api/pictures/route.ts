import { MAX_PICTURE_BYTES } from '#lib/contract/picture-limits.ts';
import { pictureQuerySchema } from '#lib/contract/pictures.ts';
import { apiRouteWithBytes } from '#lib/server/api-route.ts';

/** The body is the picture itself. */
export const POST = apiRouteWithBytes(
  { route: '/api/pictures', method: 'POST', query: pictureQuerySchema, capBytes: MAX_PICTURE_BYTES },
  async ({ container, request, query: { name }, bytes, by }) => {
    const { pictures } = await container.services();
    const [mediaType = ''] = (request.headers.get('content-type') ?? '').split(';', 1);
    return await pictures.add({ bytes, mediaType: mediaType.trim().toLowerCase(), name }, by);
  },
);
