import { randomUUID } from 'node:crypto';
import type { NewMessage, Picture } from '#lib/contract/conversations.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { MAX_PICTURE_SIDE_PX, PICTURE_QUOTA_BYTES } from '#lib/contract/picture-limits.ts';
import { IMAGE_TYPES, imageTypeOf } from '#lib/contract/vision.ts';
import { barePicture, MAX_PARTS } from '#lib/domain/vision/bare-picture.ts';
import { imageSize } from '#lib/domain/vision/image-size.ts';
import type { Doer } from './keys.ts';
import type { PictureStore, StoredPicture } from './storage/pictures.ts';

type Owner = Pick<Doer, 'principal'>;

export interface Upload {
  readonly bytes: Uint8Array;
  /** As the sender calls it. */
  readonly mediaType: string;
  readonly name: string;
}

/** Pictures of messages: everybody's own only, as if there were no others. */
export interface Pictures {
  /** Keeps it without what it tells beside what it shows. @throws ApiError 409, 415 */
  add(upload: Upload, by: Owner): Promise<Picture>;
  /** @throws ApiError 404, also for another's */
  read(id: string, by: Owner): Promise<StoredPicture>;
}

export function createPictures({ storage }: { readonly storage: { readonly pictures: PictureStore } }): Pictures {
  const { pictures: store } = storage;
  return {
    async add(upload, { principal }) {
      const { bytes: data, ...matter } = checked(upload);
      const picture = { id: randomUUID(), name: upload.name, bytes: data.byteLength, ...matter };
      const known = await store.add({ owner: principal.id, picture, data, nowMs: Date.now() }, PICTURE_QUOTA_BYTES);
      if (known === undefined) return picture;
      const [have, may] = [known, PICTURE_QUOTA_BYTES].map((bytes) => Math.round(bytes / 1_000_000));
      throw new ApiError(
        'conflict',
        `Your pictures take ${have} of ${may} MB: there is no room for this one. Delete conversations with pictures; theirs make room seven days later.`,
      );
    },
    async read(id, { principal }) {
      const found = await store.read(principal.id, id);
      if (found === undefined) throw noPicture();
      return found;
    },
  };
}

export const noPicture = () => new ApiError('not_found', 'There is no such picture.');

const refused = (message: string) => new ApiError('unsupported_media', message);

const TAKEN = IMAGE_TYPES.map((type) => type.slice('image/'.length).toUpperCase()).join(', ');

/** What the bytes are, by what they say themselves. @throws ApiError 415 */
function checked({ bytes, mediaType }: Upload): Pick<Picture, 'mediaType' | 'widthPx' | 'heightPx'> & {
  readonly bytes: Uint8Array;
} {
  if (bytes.byteLength === 0) throw refused('The body is empty: send the bytes of a picture.');
  const type = IMAGE_TYPES.find((taken) => taken === mediaType);
  if (type === undefined) throw refused(`Send a picture as ${TAKEN}.`);
  const found = imageTypeOf(bytes);
  if (found !== type) throw refused(`It says that it is ${type}, but its bytes are ${found ?? 'no such picture'}.`);
  const bare = barePicture(bytes);
  const size = bare && imageSize(bare.bytes);
  if (bare === undefined || size === undefined) {
    throw refused(`The picture is damaged, cut off or made of more than ${MAX_PARTS} parts.`);
  }
  const { width: widthPx, height: heightPx } = size;
  if (Math.max(widthPx, heightPx) > MAX_PICTURE_SIDE_PX) {
    throw refused(
      `The picture has ${widthPx} × ${heightPx} pixels: its longer side may have ${MAX_PICTURE_SIDE_PX}. Make it smaller first.`,
    );
  }
  return { bytes: bare.bytes, mediaType: type, widthPx, heightPx };
}

/** A message, or other words for one. */
type WithPictures = Pick<NewMessage, 'pictures'>;

export interface NamedPictures {
  /** Of the field that holds them. */
  readonly path: string;
  readonly message: WithPictures;
}

/**
 * Knows pictures by what is stored: whoever sends a message only names them.
 *
 * @throws ApiError 404 that names the field, for those that are not their owner's
 */
export async function knownPictures(
  store: Pick<PictureStore, 'find'>,
  owner: string,
  named: readonly NamedPictures[],
): Promise<<Message extends WithPictures>(message: Message) => Message> {
  const ids = new Set(named.flatMap(({ message }) => (message.pictures ?? []).map(({ id }) => id)));
  const found = new Map((await store.find(owner, [...ids])).map((picture) => [picture.id, picture]));
  for (const { path, message } of named) {
    const lost = message.pictures?.findIndex(({ id }) => !found.has(id)) ?? -1;
    if (lost < 0) continue;
    const param = `${path}.${lost}.id`;
    throw new ApiError('not_found', `'${param}': there is no such picture.`, { param });
  }
  return (message) =>
    message.pictures === undefined
      ? message
      : { ...message, pictures: message.pictures.map((picture) => found.get(picture.id) ?? picture) };
}
