import type { RemotePictureRequest } from '#lib/contract/pictures.ts';
import type { PersonsCall } from '#lib/server/api-route.ts';
import { pictureResponse } from './picture-response.ts';

/** Loads a picture for somebody, as a picture of ours is answered with; but it may be another one the next time. */
export async function loadedPicture({
  container,
  request,
  body,
  by,
}: PersonsCall & { readonly body: RemotePictureRequest }) {
  const { searchLimits } = await container.services();
  await searchLimits.take('remote-pictures', by.principal);
  const picture = await container.remotePictures.load(body.url, { param: 'url', signal: request.signal });
  const response = pictureResponse(picture);
  response.headers.set('cache-control', 'no-store');
  return response;
}
