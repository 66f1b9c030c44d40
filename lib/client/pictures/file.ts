import { MAX_PICTURE_FILE_BYTES, MAX_PICTURE_NAME_UNITS } from '#lib/contract/picture-limits.ts';

/** Why a file is not taken, as far as it can be told without reading it. Not of what is no picture at all: that one is large is no reason then. */
export function pictureFileFault({ type, size }: Blob): 'type' | 'bytes' | undefined {
  if (type !== '' && !type.startsWith('image/')) return 'type';
  return size > MAX_PICTURE_FILE_BYTES ? 'bytes' : undefined;
}

/** A file may be called anything; a picture’s name is one line. */
export function pictureNameOf({ name }: Pick<File, 'name'>): string {
  const line = name
    .toWellFormed()
    .replaceAll(/\p{Cc}+/gu, ' ')
    .slice(-MAX_PICTURE_NAME_UNITS)
    // Not half a character.
    .replace(/^[\udc00-\udfff]/, '')
    .trim();
  return line === '' ? 'picture' : line;
}
