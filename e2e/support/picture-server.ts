import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer, type Server } from 'node:net';
import type { Lookup } from '#lib/server/egress.ts';
import type { RemotePicturesOptions } from '#lib/server/remote-picture.ts';
import { CERTIFICATE, CERTIFICATE_KEY } from './test-certificate.ts';

/** The name on the test certificate. */
export const PICTURE_HOST = 'upstream.test';

export interface PictureServer {
  /** Addresses below it lead here, for whoever loads with `options`. */
  readonly origin: string;
  readonly options: Required<Pick<RemotePicturesOptions, 'lookup' | 'ca' | 'port' | 'trusted'>>;
  /** What it was asked. */
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** An https server for pictures on this machine. */
export async function startPictureServer(
  answer: (request: IncomingMessage, response: ServerResponse) => unknown,
): Promise<PictureServer> {
  const asked: string[] = [];
  const server = createHttpsServer({ cert: CERTIFICATE, key: CERTIFICATE_KEY }, (request, response) => {
    asked.push(request.url ?? '');
    void answer(request, response);
  });
  const port = await listen(server);
  return {
    origin: `https://${PICTURE_HOST}`,
    options: { lookup: resolverOf({ [PICTURE_HOST]: ['127.0.0.1'] }), ca: CERTIFICATE, port, trusted: [PICTURE_HOST] },
    asked,
    close: () => {
      server.closeAllConnections();
      return closed(server);
    },
  };
}

/** A listener that nobody may find. */
export interface Canary {
  readonly port: number;
  readonly hits: () => number;
  close(): Promise<void>;
}

export async function startCanary(): Promise<Canary> {
  let hits = 0;
  const server = createServer((socket) => {
    hits++;
    socket.destroy();
  });
  return { port: await listen(server), hits: () => hits, close: () => closed(server) };
}

/** Names to addresses, and each unknown one to this machine. */
export const resolverOf =
  (addresses: Readonly<Record<string, readonly string[]>>): Lookup =>
  (name, _, callback) =>
    callback(
      null,
      (addresses[name] ?? ['127.0.0.1']).map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );

async function listen(server: Server): Promise<number> {
  server.listen(0);
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return address.port;
}

const closed = (server: Server) => new Promise<void>((resolve) => server.close(() => resolve()));
