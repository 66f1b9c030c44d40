import { expect, test } from 'vitest';
import { testEyes } from '#e2e/support/eyes.ts';
import { FORBIDDEN_HOSTS, FORBIDDEN_SHAPES, OTHER_SCHEMES } from '#e2e/support/forbidden-addresses.ts';
import { ownDataDir } from '#e2e/support/own-data-dir.ts';
import { startPictureServer } from '#e2e/support/picture-server.ts';
import { pngOf } from '#e2e/support/pictures.ts';
import { actorOf, LOCAL_ADMIN } from '#lib/domain/people/actor.ts';
import { getContainer } from '#lib/server/container.ts';
import { loadedPicture } from '#lib/server/http/loaded-picture.ts';
import { SEARCHES_PER_MINUTE } from '#lib/server/search-limits.ts';
import { POST } from './route.ts';

const ADDRESS = 'http://127.0.0.1:3000/api/pictures/remote';
const PNG = pngOf(4, 3);

ownDataDir();

async function ask(body: unknown) {
  const headers = { host: '127.0.0.1:3000', 'content-type': 'application/json' };
  const request = new Request(ADDRESS, { method: 'POST', headers, body: JSON.stringify(body) });
  const response = await POST(request, { params: Promise.resolve({}) });
  return { status: response.status, json: await response.json() };
}

test('T-SSRF-04 an address that is not of the public internet is refused before anybody is asked', async () => {
  for (const url of [...FORBIDDEN_HOSTS, ...FORBIDDEN_SHAPES, ...OTHER_SCHEMES]) {
    const { status, json } = await ask({ url });
    expect([status, json.error.code, json.error.param], url).toEqual([400, 'url_not_allowed', 'url']);
  }
});

test.each([{}, { url: 1 }, { url: 'https://example.com/a.png', host: '127.0.0.1' }])(
  '%j is no question',
  async (body) => {
    const { status, json } = await ask(body);
    expect([status, json.error.code]).toEqual([400, 'invalid_parameter']);
  },
);

test('the picture comes as it is, can do nothing where it is shown, and so many a minute', async () => {
  const server = await startPictureServer((_, answer) => answer.end(PNG));
  const { vision, pictures } = testEyes(server.options);
  const origin = { peer: '127.0.0.1', requestId: 'r' };
  const load = () =>
    loadedPicture({
      container: { ...getContainer(), remotePictures: pictures },
      by: { principal: LOCAL_ADMIN, actor: actorOf(LOCAL_ADMIN, origin) },
      body: { url: `${server.origin}/a.png` },
      request: new Request(ADDRESS),
      params: {},
      origin,
    });
  const response = await load();
  expect(Object.fromEntries(response.headers)).toMatchObject({
    'content-type': 'image/png',
    'content-length': String(PNG.byteLength),
    'content-disposition': 'inline',
    'cache-control': 'no-store',
  });
  expect(Buffer.from(await response.arrayBuffer())).toEqual(PNG);
  for (let asked = 1; asked < SEARCHES_PER_MINUTE['remote-pictures']; asked++) await load();
  await expect(load()).rejects.toMatchObject({
    code: 'rate_limit_exceeded',
    message: expect.stringContaining('pictures'),
  });
  vision.close();
  await pictures.close();
  await server.close();
});
