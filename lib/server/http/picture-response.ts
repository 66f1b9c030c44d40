import type { StoredPicture } from '#lib/server/storage/pictures.ts';

/**
 * A picture as an answer. What stands at its address never changes; whoever else uses this browser asks anew, since a
 * session is part of what it is kept by. That it can do nothing where it is opened alone, every answer of the API says
 * (page-headers.ts).
 */
export const pictureResponse = ({ mediaType, data }: StoredPicture): Response =>
  new Response(Uint8Array.from(data), {
    headers: {
      'content-type': mediaType,
      'content-length': String(data.byteLength),
      'content-disposition': 'inline',
      'cache-control': 'private, max-age=31536000, immutable',
      vary: 'Cookie',
    },
  });
