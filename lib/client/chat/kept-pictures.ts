import * as z from 'zod/mini';
import { pictureSchema } from '#lib/contract/conversations.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import type { DraftPicture } from './draft-picture.ts';

const keptSchema = z.array(z.object({ picture: pictureSchema, fileBytes: z.number() }));

/** The pictures of a draft as this browser keeps them; none of what it cannot read. */
export function parseKeptPictures(kept: string): DraftPicture[] {
  const { data = [] } = keptSchema.safeParse(parseJson(kept));
  return data.map(({ picture, fileBytes }) => ({
    ...{ key: picture.id, name: picture.name, state: 'ready', picture, fileBytes },
  }));
}
