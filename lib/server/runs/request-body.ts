import { ApiError } from '#lib/contract/errors.ts';
import { PICTURE_SCHEME } from '#lib/domain/chat/request.ts';
import type { PictureStore } from '#lib/server/storage/pictures.ts';
import { isRecord } from '#lib/std/is-record.ts';

type Store = Pick<PictureStore, 'find' | 'read'>;

/**
 * The body of a run's call, made when it is sent: until then pictures are only named in it, and megabytes are read for
 * nobody who waits.
 *
 * @throws ApiError 404 that names the field, for pictures that are not the owner's
 */
export async function requestBody(store: Store, owner: string, request: object): Promise<() => Promise<Uint8Array>> {
  const named = new Map<string, string>();
  withAddresses(request, (address, path) => {
    const id = idOf(address);
    if (id !== undefined && !named.has(id)) named.set(id, path);
    return address;
  });
  if (named.size === 0) return () => Promise.resolve(Buffer.from(JSON.stringify(request)));
  const found = new Set((await store.find(owner, [...named.keys()])).map(({ id }) => id));
  for (const [id, path] of named) {
    if (found.has(id)) continue;
    const param = `request.${path}`;
    throw new ApiError('not_found', `'${param}': there is no such picture any more.`, { param });
  }
  return async () => {
    const urls = new Map<string, string>();
    for (const id of named.keys()) {
      const picture = await store.read(owner, id);
      if (picture === undefined) throw new ApiError('not_found', 'There is no such picture any more.');
      const { mediaType, data } = picture;
      const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
      urls.set(id, `data:${mediaType};base64,${base64}`);
    }
    const whole = withAddresses(request, (address) => urls.get(idOf(address) ?? '') ?? address);
    return Buffer.from(JSON.stringify(whole));
  };
}

const idOf = (address: string): string | undefined =>
  address.startsWith(PICTURE_SCHEME) ? address.slice(PICTURE_SCHEME.length) : undefined;

/** A request with other addresses of pictures in its messages. */
function withAddresses(request: object, change: (address: string, path: string) => string): object {
  if (!('messages' in request) || !Array.isArray(request.messages)) return request;
  const messages: readonly unknown[] = request.messages;
  return {
    ...request,
    messages: messages.map((message, at) => {
      if (!isRecord(message) || !Array.isArray(message.content)) return message;
      const content: readonly unknown[] = message.content;
      return {
        ...message,
        content: content.map((part, index) => {
          const named = isRecord(part) ? part.image_url : undefined;
          if (!isRecord(part) || !isRecord(named) || typeof named.url !== 'string') return part;
          const path = `messages.${at}.content.${index}.image_url.url`;
          return { ...part, image_url: { ...named, url: change(named.url, path) } };
        }),
      };
    }),
  };
}
