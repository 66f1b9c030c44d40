import { toBase64 } from '#lib/client/pictures/base64.ts';
import type { Picture } from '#lib/contract/conversations.ts';

/** What pictures show. */
export interface PicturesRead {
  /** In base64, by their ids. */
  readonly data: ReadonlyMap<string, string>;
  /** How many could not be had. */
  readonly missing: number;
}

export async function readPictures(pictures: readonly Picture[]): Promise<PicturesRead> {
  const data = new Map<string, string>();
  const ids = new Set(pictures.map(({ id }) => id));
  for (const id of ids) {
    const shown = await readPicture(id).catch(() => undefined);
    if (shown !== undefined) data.set(id, shown);
  }
  return { data, missing: ids.size - data.size };
}

async function readPicture(id: string): Promise<string | undefined> {
  const response = await fetch(`/api/pictures/${encodeURIComponent(id)}`);
  return response.ok ? await toBase64(await response.blob()) : undefined;
}
