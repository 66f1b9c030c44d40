import { expect, test } from 'vitest';
import { ownDataDir } from '#e2e/support/own-data-dir.ts';
import { exifSegment, gifOf, JFIF, jpegOf, pngOf, webpOf } from '#e2e/support/pictures.ts';
import { pictureSchema } from '#lib/contract/conversations.ts';
import { ENDPOINTS } from '#lib/contract/endpoints.ts';
import {
  MAX_PICTURE_BYTES,
  MAX_PICTURE_SIDE_PX,
  MAX_PICTURES,
  MAX_REQUEST_PICTURE_BYTES,
  PICTURE_QUOTA_BYTES,
} from '#lib/contract/picture-limits.ts';
import { LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import { getContainer } from '#lib/server/container.ts';
import { createPictures } from '#lib/server/pictures.ts';
import { GET } from './[id]/route.ts';
import { POST } from './route.ts';

ownDataDir();

const ORIGIN = 'http://127.0.0.1:3000';

async function upload(bytes: Uint8Array, contentType: string, name = '照片 1.png') {
  const body = Buffer.from(bytes);
  const address = `${ORIGIN}/api/pictures?${new URLSearchParams({ name })}`;
  const headers = { host: '127.0.0.1:3000', 'content-type': contentType, 'content-length': String(body.byteLength) };
  const response = await POST(new Request(address, { method: 'POST', headers, body }), { params: Promise.resolve({}) });
  const json: unknown = await response.json();
  return { status: response.status, json };
}

const download = (id: string) =>
  GET(new Request(`${ORIGIN}/api/pictures/${id}`, { headers: { host: '127.0.0.1:3000' } }), {
    params: Promise.resolve({ id }),
  });

test.each([
  ['image/png', pngOf(4, 3)],
  ['image/jpeg', jpegOf(4, 3)],
  ['image/webp', webpOf(4, 3)],
  ['image/gif', gifOf(4, 3)],
])('%s goes in and comes out as it was, and can do nothing where it is shown', async (mediaType, bytes) => {
  const { status, json } = await upload(bytes, mediaType);
  expect(status).toBe(200);
  const picture = pictureSchema.parse(json);
  const size = { widthPx: 4, heightPx: 3, bytes: bytes.byteLength };
  expect(picture).toEqual({ id: picture.id, mediaType, name: '照片 1.png', ...size });
  const response = await download(picture.id);
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': mediaType,
    'content-disposition': 'inline',
    'x-content-type-options': 'nosniff',
    'cache-control': 'private, max-age=31536000, immutable',
  });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(bytes);
});

test('what a camera writes beside the picture is not kept, whoever sends it', async () => {
  const { json } = await upload(jpegOf(4, 3, [JFIF, exifSegment(6)]), 'image/jpeg');
  const picture = pictureSchema.parse(json);
  expect(picture).toMatchObject({ widthPx: 3, heightPx: 4 });
  const kept = Buffer.from(await (await download(picture.id)).arrayBuffer());
  expect(kept.includes('Cam')).toBe(false);
  expect(kept.byteLength).toBe(picture.bytes);
});

const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>');
test.each([
  ['nothing', Buffer.alloc(0), 'image/png', 415, /empty/],
  ['an SVG', SVG, 'image/svg+xml', 415, /as PNG, JPEG, WEBP, GIF/],
  ['an SVG that says it is a PNG', SVG, 'image/png', 415, /its bytes are no such picture/],
  ['a HEIC', Buffer.from('\0\0\0\x18ftypheic', 'latin1'), 'image/heic', 415, /as PNG/],
  ['a PNG that says it is a JPEG', pngOf(4, 3), 'image/jpeg', 415, /says that it is image\/jpeg.*are image\/png/],
  ['a picture cut off', pngOf(40, 30).subarray(0, -20), 'image/png', 415, /damaged/],
  ['one without a side', jpegOf(0, 3), 'image/jpeg', 415, /damaged/],
  ['one that is too wide', jpegOf(MAX_PICTURE_SIDE_PX + 1, 1), 'image/jpeg', 415, /2049 × 1 pixels/],
  ['one that is too large', Buffer.alloc(MAX_PICTURE_BYTES + 1), 'image/png', 413, /2097152/],
  ['what a form can send', pngOf(4, 3), 'text/plain', 403, /must be sent/],
  ['JSON', Buffer.from('{}'), 'application/json', 415, /as PNG/],
])('%s is refused in words', async (_, bytes, contentType, status, words) => {
  const refused = await upload(bytes, contentType);
  expect(refused).toMatchObject({ status, json: { error: { message: expect.stringMatching(words) } } });
});

test.each(['', ' ', 'a\nb', 'x'.repeat(256)])('a name that no page can show is refused: %j', async (name) => {
  expect(await upload(pngOf(4, 3), 'image/png', name)).toMatchObject({ status: 400 });
});

test('another’s picture is not there, and neither is one that never was', async () => {
  const { pictures } = await getContainer().services();
  const bob = { principal: { ...LOCAL_ADMIN, id: 'bob' } };
  const { id } = await pictures.add({ bytes: pngOf(4, 3), mediaType: 'image/png', name: 'a' }, bob);
  for (const which of [id, 'nothing']) {
    const response = await download(which);
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({ error: { message: 'There is no such picture.' } });
  }
});

test('where there is no room any more, it is said how much there is', async () => {
  const pictures = createPictures({
    storage: {
      pictures: {
        add: () => Promise.resolve(PICTURE_QUOTA_BYTES - 1),
        find: () => Promise.resolve([]),
        read: () => Promise.resolve(undefined),
        prune: () => Promise.resolve(0),
      },
    },
  });
  const one = { bytes: pngOf(4, 3), mediaType: 'image/png', name: 'a' };
  await expect(pictures.add(one, { principal: LOCAL_ADMIN })).rejects.toMatchObject({
    ...{ code: 'conflict', message: expect.stringContaining('take 500 of 500 MB') },
  });
});

test('as many pictures as a message may have pass the gateway, in base64 and with the longest words', () => {
  const { bodyCapBytes, textCapBytes } = ENDPOINTS['chat.completions'];
  expect(MAX_REQUEST_PICTURE_BYTES).toBe(MAX_PICTURES * MAX_PICTURE_BYTES);
  const base64 = Math.ceil(MAX_REQUEST_PICTURE_BYTES / 3) * 4;
  expect(base64 + textCapBytes + 1_024 * MAX_PICTURES).toBeLessThanOrEqual(bodyCapBytes);
});
