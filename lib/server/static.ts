import { createReadStream, existsSync, readdirSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { type ContentCoding, preferredCodings } from '#lib/std/accept-encoding.ts';

const HASHED = '/_next/static/';

const IMMUTABLE = 'public, max-age=31536000, immutable';

const REVALIDATED = 'public, max-age=0, must-revalidate';

const CONTENT_TYPES: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.gif': 'image/gif',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpeg': 'image/jpeg',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.mp3': 'audio/mpeg',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.wav': 'audio/wav',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

const SUFFIXES = { br: '.br', gzip: '.gz', identity: '' } as const satisfies Record<ContentCoding, string>;

interface Variant {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
}

interface StaticFile {
  readonly contentType: string;
  readonly cacheControl: string;
  readonly variants: Readonly<Partial<Record<ContentCoding, Variant>>>;
}

export interface StaticOptions {
  /** Next's build folder; `scripts/build.ts` leaves the compressed variants in `precompressed/` below it. */
  readonly buildDir: string;
  /** Files served below `/`, if there is such a folder; `public` beside the build folder when absent. */
  readonly publicDir?: string;
}

/** @returns `false` when the request is none of its business and nothing was answered */
export type StaticHandler = (request: IncomingMessage, response: ServerResponse) => Promise<boolean>;

/**
 * Serves the build's hashed files and those of `public/`, precompressed as the client accepts (RFC 9110 §12.5.3). Only
 * files that stood there when it was made exist for it: no path of a request ever reaches the disk.
 *
 * @throws when the build folder cannot be read
 */
export function createStaticHandler({
  buildDir,
  publicDir = join(buildDir, '..', 'public'),
}: StaticOptions): StaticHandler {
  const compressed = join(buildDir, 'precompressed');
  const hashed = { folder: join(buildDir, 'static'), below: HASHED, compressed, cacheControl: IMMUTABLE };
  const files = readFolder(hashed);
  if (existsSync(publicDir)) {
    const open = readFolder({ folder: publicDir, below: '/', compressed, cacheControl: REVALIDATED });
    for (const [path, file] of open) if (!path.startsWith(HASHED)) files.set(path, file);
  }
  return async (request, response) => {
    const path = pathOf(request.url ?? '/');
    const file = path === undefined ? undefined : files.get(path);
    if (file === undefined) {
      if (!request.url?.startsWith(HASHED)) return false;
      refuse(response, 404);
      return true;
    }
    if (request.method === 'GET' || request.method === 'HEAD') await send(request, response, file);
    else refuse(response.setHeader('Allow', 'GET, HEAD'), 405);
    return true;
  };
}

interface Folder {
  readonly folder: string;
  /** URL path of the folder, with a slash at both ends. */
  readonly below: string;
  readonly compressed: string;
  readonly cacheControl: string;
}

function readFolder({ folder, below, compressed, cacheControl }: Folder): Map<string, StaticFile> {
  const files = new Map<string, StaticFile>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || entry.name.startsWith('.')) continue;
    const path = join(entry.parentPath, entry.name);
    const url = below + relative(folder, path).split(sep).join('/');
    const variants = Object.fromEntries(
      Object.entries(SUFFIXES).flatMap(([coding, suffix]) => {
        const variant = readVariant(suffix === '' ? path : join(compressed, url) + suffix, coding);
        return variant === undefined ? [] : [[coding, variant]];
      }),
    );
    const contentType = CONTENT_TYPES[extname(entry.name).toLowerCase()] ?? 'application/octet-stream';
    files.set(url, { contentType, cacheControl, variants });
  }
  return files;
}

function readVariant(path: string, coding: string): Variant | undefined {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return undefined;
  // Strong validators must differ between codings of one file (RFC 9110 §8.8.3.3).
  const etag = `"${stat.size.toString(36)}-${Math.trunc(stat.mtimeMs).toString(36)}-${coding}"`;
  return { path, bytes: stat.size, etag };
}

/** The decoded path without its query; `undefined` where it cannot be decoded. */
function pathOf(url: string): string | undefined {
  try {
    return decodeURIComponent(url.split('?', 1)[0] ?? '');
  } catch {
    return undefined;
  }
}

async function send(request: IncomingMessage, response: ServerResponse, file: StaticFile): Promise<void> {
  const wanted = preferredCodings(request.headers['accept-encoding']);
  const coding = wanted.find((candidate) => file.variants[candidate] !== undefined) ?? 'identity';
  const variant = file.variants[coding];
  if (variant === undefined) return refuse(response, 404);
  response.setHeader('Cache-Control', file.cacheControl);
  response.setHeader('Content-Type', file.contentType);
  response.setHeader('Cross-Origin-Resource-Policy', 'same-origin');
  response.setHeader('ETag', variant.etag);
  response.setHeader('Vary', 'Accept-Encoding');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  if (matches(request.headers['if-none-match'], variant.etag)) {
    response.writeHead(304).end();
    return;
  }
  if (coding !== 'identity') response.setHeader('Content-Encoding', coding);
  response.writeHead(200, { 'Content-Length': variant.bytes });
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  try {
    await pipeline(createReadStream(variant.path), response);
  } catch {
    // The client left, or the file went away under a running server: the length is out, so only the end can tell.
    response.destroy();
  }
}

/** RFC 9110 §13.1.2: a list of tags or `*`, compared weakly. */
function matches(ifNoneMatch: string | undefined, etag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  return ifNoneMatch.split(',').some((tag) => tag.trim() === '*' || tag.trim().replace(/^W\//, '') === etag);
}

function refuse(response: ServerResponse, status: 404 | 405): void {
  const text = status === 404 ? 'Not found\n' : 'Method not allowed\n';
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Cache-Control', 'no-store');
  response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', 'Content-Length': text.length });
  response.end(text);
}
