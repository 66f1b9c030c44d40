import { refusalOf } from '#lib/client/api.ts';
import { type Picture, pictureSchema } from '#lib/contract/conversations.ts';

/** Has the server keep a picture. @throws ApiRefusal; TypeError when nobody answers */
export async function uploadPicture(picture: Blob, name: string): Promise<Picture> {
  const response = await fetch(`/api/pictures?${new URLSearchParams({ name })}`, {
    method: 'POST',
    headers: { 'content-type': picture.type },
    body: picture,
  });
  if (!response.ok) throw await refusalOf(response);
  return pictureSchema.parse(await response.json());
}
