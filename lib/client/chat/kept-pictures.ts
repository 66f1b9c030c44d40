import * as z from 'zod/mini';
import { type Picture, pictureSchema } from '#lib/contract/conversations.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { DraftPicture } from './draft-picture.ts';

const keptSchema = z.array(z.object({ picture: pictureSchema, fileBytes: z.number() }));

/** The pictures of a draft as this browser keeps them, as far as the server still has them; none of what it cannot read. */
export async function readKeptPictures(kept: string): Promise<DraftPicture[]> {
  const { data = [] } = keptSchema.safeParse(parseJson(kept));
  return await Promise.all(
    data.map(async ({ picture, fileBytes }): Promise<DraftPicture> => {
      const own = { key: picture.id, name: picture.name };
      if (await isGone(picture)) return { ...own, state: 'refused', fault: { code: 'gone' } };
      return { ...own, state: 'ready', picture, fileBytes };
    }),
  );
}

/** Asked of the server, not of what this browser remembers. Where nobody answers it may still be there. */
async function isGone({ id }: Picture): Promise<boolean> {
  const path = `/api/pictures/${encodeURIComponent(id)}`;
  const response = await fetch(path, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  return response?.status === 404;
}
