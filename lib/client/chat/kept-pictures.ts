import * as z from 'zod/mini';
import { type Picture, pictureSchema } from '#lib/contract/conversations.ts';
import { MAX_PICTURES } from '#lib/contract/picture-limits.ts';
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

/** Those that were kept before those that came since: what is too many for a message is refused. */
export function mergePictures(kept: readonly DraftPicture[], since: readonly DraftPicture[]): DraftPicture[] {
  let room = MAX_PICTURES;
  return [...kept, ...since].map((picture) => {
    if (picture.state === 'refused') return picture;
    room--;
    if (room >= 0) return picture;
    // One that is being made is nobody's by this key when it is ready.
    return { key: crypto.randomUUID(), name: picture.name, state: 'refused', fault: { code: 'count' } };
  });
}

/** Asked of the server, not of what this browser remembers. Where nobody answers it may still be there. */
async function isGone({ id }: Picture): Promise<boolean> {
  const path = `/api/pictures/${encodeURIComponent(id)}`;
  const response = await fetch(path, { method: 'HEAD', cache: 'no-store' }).catch(() => undefined);
  return response?.status === 404;
}
