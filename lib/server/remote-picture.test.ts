import type { ServerResponse } from 'node:http';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { FORBIDDEN_HOSTS, FORBIDDEN_SHAPES, OTHER_SCHEMES } from '#e2e/support/forbidden-addresses.ts';
import {
  type Canary,
  type PictureServer,
  resolverOf,
  startCanary,
  startPictureServer,
} from '#e2e/support/picture-server.ts';
import { pngOf } from '#e2e/support/pictures.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { MAX_PICTURE_FILE_BYTES } from '#lib/contract/picture-limits.ts';
import type { Lookup } from './egress.ts';
import { createRemotePictures, type LoadedPicture, type RemotePicturesOptions } from './remote-picture.ts';

const PNG = pngOf(4, 3);
const LIMITS = { connectMs: 300, pictureLoadMs: 5_000 };
const NOBODY = new AbortController().signal;

let canary: Canary;
let server: PictureServer;
beforeAll(async () => {
  canary = await startCanary();
  server = await startPictureServer(({ url = '/' }, response) => ANSWERS[url]?.(response));
});
afterAll(async () => {
  await server.close();
  await canary.close();
});

const cleanups: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
  expect(canary.hits()).toBe(0);
});

function loader(options: Partial<RemotePicturesOptions> = {}) {
  const pictures = createRemotePictures({ ...server.options, ...options, limits: { ...LIMITS, ...options.limits } });
  cleanups.push(() => pictures.close());
  return (url: string, signal = NOBODY) => pictures.load(url, { param: 'image', signal });
}

async function refusalOf(loading: Promise<LoadedPicture>): Promise<readonly [number, string, string]> {
  const thrown: unknown = await loading.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (!(thrown instanceof ApiError)) throw new Error(`no ApiError but ${String(thrown)}`);
  expect(thrown.param).toBe('image');
  expect(thrown.message).toMatch(/^'image': /);
  return [thrown.status, thrown.code, thrown.message];
}

const filler = Buffer.alloc(64 * 1024);
/** More and more, until nobody listens. */
function pour(response: ServerResponse): void {
  while (!response.destroyed && response.write(filler));
  if (!response.destroyed) response.once('drain', () => pour(response));
}

let drips: NodeJS.Timeout | undefined;

const redirect = (status: number, to: string) => (response: ServerResponse) =>
  response.writeHead(status, { location: to }).end();

const ANSWERS: Readonly<Record<string, (response: ServerResponse) => unknown>> = {
  '/good': (response) => response.writeHead(200, { 'content-type': 'text/plain' }).end(PNG),
  '/most': (response) => response.end(Buffer.concat([PNG, Buffer.alloc(MAX_PICTURE_FILE_BYTES - PNG.byteLength)])),
  '/more': (response) => {
    response.write(Buffer.concat([PNG, Buffer.alloc(MAX_PICTURE_FILE_BYTES - PNG.byteLength)]));
    response.end('x');
  },
  '/told-huge': (response) => response.writeHead(200, { 'content-length': '9000000000' }).write(PNG),
  '/endless': (response) => {
    response.write(PNG);
    pour(response);
  },
  '/drip': (response) => {
    response.write(PNG.subarray(0, 8));
    drips = setInterval(() => response.write('x'), 20);
    response.on('close', () => clearInterval(drips));
  },
  '/silent': () => undefined,
  '/half': (response) => {
    response.writeHead(200, { 'content-length': String(PNG.byteLength) });
    response.write(PNG.subarray(0, 40), () => response.destroy());
  },
  '/page': (response) =>
    response.writeHead(200, { 'content-type': 'image/png' }).end('<!doctype html><title>x</title>'),
  '/svg': (response) =>
    response.end('<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
  '/avif': (response) => response.end('\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf'),
  '/empty': (response) => response.end(),
  '/bomb': (response) =>
    response
      .writeHead(200, { 'content-encoding': 'gzip' })
      .end(gzipSync(Buffer.concat([PNG, Buffer.alloc(50_000_000)]))),
  '/zipped': (response) => response.end(gzipSync(PNG)),
  '/lost': (response) => response.writeHead(404).end(PNG),
  '/part': (response) => response.writeHead(206).end(PNG),
  '/broken': (response) => response.writeHead(500).end(PNG),
};

test('a picture comes as it is, whatever its server calls it, up to the very last byte', async () => {
  const load = loader();
  const { mediaType, data } = await load(`${server.origin}/good`);
  expect([mediaType, Buffer.compare(data, PNG)]).toEqual(['image/png', 0]);
  expect((await load(`${server.origin}/most`)).data.byteLength).toBe(MAX_PICTURE_FILE_BYTES);
});

test.each([
  ['/more', 413, 'payload_too_large', /20000000 bytes/],
  ['/told-huge', 413, 'payload_too_large', /20000000 bytes/],
  ['/endless', 413, 'payload_too_large', /20000000 bytes/],
  ['/half', 400, 'invalid_parameter', /cannot be loaded/],
  ['/page', 415, 'unsupported_media', /png, jpeg, webp, gif/],
  ['/svg', 415, 'unsupported_media', /is SVG.*convert/],
  ['/avif', 415, 'unsupported_media', /is AVIF.*convert/],
  ['/empty', 415, 'unsupported_media', /png/],
  ['/bomb', 415, 'unsupported_media', /compressed \(gzip\)/],
  ['/zipped', 415, 'unsupported_media', /png/],
  ['/lost', 400, 'invalid_parameter', /answers 404/],
  ['/part', 400, 'invalid_parameter', /answers 206/],
  ['/broken', 400, 'invalid_parameter', /answers 500/],
])('T-SSRF-09 %s: %i %s', async (path, status, code, words) => {
  const [...refusal] = await refusalOf(loader()(`${server.origin}${path}`));
  expect(refusal).toEqual([status, code, expect.stringMatching(words)]);
});

test.each(['/drip', '/silent'])('T-SSRF-09 %s ends when its time is up', async (path) => {
  const load = loader({ limits: { ...LIMITS, pictureLoadMs: 300 } });
  const refusal = await refusalOf(load(`${server.origin}${path}`));
  expect(refusal).toEqual([400, 'invalid_parameter', expect.stringContaining('took longer than 0.3 s')]);
});

test('who leaves ends the loading, with the reason', async () => {
  const leaving = new AbortController();
  const loading = loader()(`${server.origin}/drip`, leaving.signal);
  leaving.abort(new Error('left'));
  await expect(loading).rejects.toThrow('left');
});

test('twenty at once: those that are too many are told when to come again, and take nobody’s place', async () => {
  const load = loader();
  const leaving = new AbortController();
  const loading = Array.from({ length: 16 }, () => load(`${server.origin}/silent`, leaving.signal));
  await expect(load(`${server.origin}/good`)).rejects.toMatchObject({ code: 'overloaded', retryAfterMs: 1_000 });
  leaving.abort(new Error('left'));
  await Promise.allSettled(loading);
  await load(`${server.origin}/good`);
});

describe('T-SSRF-05 no redirect is followed', () => {
  test.each([301, 302, 303, 307, 308])('%i', async (status) => {
    const hops = await startPictureServer(({ url }, response) =>
      url === '/two'
        ? redirect(status, `${hops.origin}/one`)(response)
        : redirect(status, `https://127.0.0.1:${canary.port}/`)(response),
    );
    cleanups.push(hops.close);
    const load = loader(hops.options);
    for (const path of ['/one', '/two']) {
      const refusal = await refusalOf(load(`${hops.origin}${path}`));
      expect(refusal).toEqual([400, 'url_not_allowed', expect.stringContaining('redirects')]);
    }
    expect(hops.asked).toEqual(['/one', '/two']);
  });
});

// Whatever got through would end at the canary: every name leads to this machine, every port to its own.
const toCanary = () => loader({ port: canary.port, lookup: resolverOf({}), trusted: [] });

test('T-SSRF-04 whatever is not of the public internet is refused before a connection', async () => {
  const load = toCanary();
  for (const url of [...FORBIDDEN_HOSTS, ...FORBIDDEN_SHAPES, ...OTHER_SCHEMES]) {
    const [status, code] = await refusalOf(load(url));
    expect([status, code], url).toEqual([400, 'url_not_allowed']);
  }
});

test('T-SSRF-04 so is a public name that leads inside', async () => {
  const names = { 'both.example': ['93.184.215.14', '127.0.0.1'], 'six.example': ['::1'], 'ten.example': ['10.0.0.1'] };
  const load = loader({ port: canary.port, lookup: resolverOf(names), trusted: [] });
  for (const name of [...Object.keys(names), 'one.example']) {
    expect((await refusalOf(load(`https://${name}/a.png`))).slice(0, 2), name).toEqual([400, 'url_not_allowed']);
  }
});

test('T-SSRF-06 a name that is public when it is checked and inside a moment later leads nowhere', async () => {
  let asked = 0;
  const rebinding: Lookup = (_, __, callback) =>
    callback(null, [{ address: asked++ % 2 === 0 ? '203.0.114.1' : '127.0.0.1', family: 4 }]);
  const load = loader({
    port: canary.port,
    lookup: rebinding,
    trusted: [],
    limits: { connectMs: 200, pictureLoadMs: 400 },
  });
  for (const turn of [1, 2, 3, 4]) {
    await refusalOf(load('https://rebind.example/a.png'));
    // Once for each connection: what was checked is what is dialled.
    expect(asked).toBe(turn);
  }
});
