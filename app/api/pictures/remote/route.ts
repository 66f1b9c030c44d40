import { remotePictureSchema } from '#lib/contract/pictures.ts';
import { apiRouteWithBody } from '#lib/server/api-route.ts';
import { loadedPicture } from '#lib/server/http/loaded-picture.ts';

/** The file that lies at an address of the public internet: a page of ours may not ask other servers itself. */
export const POST = apiRouteWithBody(
  { route: '/api/pictures/remote', method: 'POST', body: remotePictureSchema },
  loadedPicture,
);
