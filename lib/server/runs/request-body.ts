import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { PICTURE_SCHEME } from '#lib/domain/chat/request.ts';
import type { PictureStore } from '#lib/server/storage/pictures.ts';
import { isRecord } from '#lib/std/is-record.ts';

type Store = Pick<PictureStore, 'find' | 'read'>;

/**
 * The body of a run's call, made when it is sent: until then pictures are only named in it, and megabytes are read for
 * nobody who waits.
 *
 * @throws ApiError that names the field: 404 for pictures that are not the owner's, 413 for more than a call may have
 */
export async function requestBody(store: Store, owner: string, request: object): Promise<() => Promise<Uint8Array>> {
  const mentions: { readonly id: string; readonly address: string; readonly param: string }[] = [];
  withAddresses(request, (address, path) => {
    const id = idOf(address);
    if (id !== undefined) mentions.push({ id, address, param: `request.${path}` });
    return address;
  });
  const named = JSON.stringify(request);
  if (mentions.length === 0) return () => Promise.resolve(Buffer.from(named));
  const ids = [...new Set(mentions.map(({ id }) => id))];
  const found = new Map((await store.find(owner, ids)).map((picture) => [picture.id, picture]));
  // A mention is short and a picture is not: what would be refused is not made first.
  let bytes = Buffer.byteLength(named);
  for (const { id, address, param } of mentions) {
    const picture = found.get(id);
    if (picture === undefined) {
      throw new ApiError('not_found', `'${param}': there is no such picture any more.`, { param });
    }
    bytes += dataUrl(picture.mediaType, '').length + 4 * Math.ceil(picture.bytes / 3) - address.length;
    if (bytes > CAP_BYTES) {
      throw new ApiError(
        'payload_too_large',
        `'${param}': with this picture the body is larger than ${CAP_BYTES} bytes.`,
        {
          param,
        },
      );
    }
  }
  return async () => {
    const urls = new Map<string, string>();
    for (const id of ids) {
      const picture = await store.read(owner, id);
      if (picture === undefined) throw new ApiError('not_found', 'There is no such picture any more.');
      const { mediaType, data } = picture;
      const base64 = Buffer.from(data.buffer, data.byteOffset, data.byteLength).toString('base64');
      urls.set(id, dataUrl(mediaType, base64));
    }
    const whole = withAddresses(request, (address) => urls.get(idOf(address) ?? '') ?? address);
    return Buffer.from(JSON.stringify(whole));
  };
}

/** A call with more is refused. */
const CAP_BYTES = ENDPOINTS['chat.completions'].bodyCapBytes;

const dataUrl = (mediaType: string, base64: string): string => `data:${mediaType};base64,${base64}`;

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
