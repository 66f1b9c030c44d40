import { createServer, type Server, type Socket } from 'node:net';

/** A server below HTTP, for what no well-behaved server sends: it reads a request and writes whatever bytes a test likes. */
export interface RawUpstream {
  readonly port: number;
  /** Ends with the version, as `RUIJING_BASE_URL` wants it. */
  readonly url: string;
  /** The first lines of the requests that came. */
  readonly requests: readonly string[];
  /** How many connections were ever accepted. */
  readonly accepted: number;
  /** Waits until no connection is left open. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** @param answer called with the socket for every whole request head that arrives, and with that head */
export async function startRawUpstream(answer: (socket: Socket, head: string) => void): Promise<RawUpstream> {
  const open = new Set<Socket>();
  const requests: string[] = [];
  let accepted = 0;
  let whenIdle: (() => void)[] = [];
  const server: Server = createServer((socket) => {
    accepted++;
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      open.delete(socket);
      if (open.size > 0) return;
      for (const resolve of whenIdle) resolve();
      whenIdle = [];
    });
    socket.on('data', (data) => {
      const head = data.toString('latin1').split('\r\n\r\n', 1)[0] ?? '';
      requests.push(copyOf(head.split('\r\n', 1)[0] ?? ''));
      answer(socket, head);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port');
  return {
    port: address.port,
    url: `http://127.0.0.1:${address.port}/v1`,
    requests,
    get accepted() {
      return accepted;
    },
    idle: () => (open.size === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of open) socket.destroy();
      }),
  };
}

/** A piece of a text holds the whole of it in memory: ten thousand heads would look like a leak. */
const copyOf = (piece: string) => Buffer.from(piece, 'latin1').toString('latin1');

/** The head of a streamed answer, chunked. */
export function streamHead(...headers: string[]): string {
  const all = ['HTTP/1.1 200 OK', 'content-type: text/event-stream', 'transfer-encoding: chunked', ...headers];
  return `${all.join('\r\n')}\r\n\r\n`;
}

/** One chunk of `transfer-encoding: chunked`. */
export function chunk(bytes: string | Uint8Array): Buffer {
  const body = Buffer.from(bytes);
  return Buffer.concat([Buffer.from(`${body.length.toString(16)}\r\n`), body, Buffer.from('\r\n')]);
}

export const LAST_CHUNK = '0\r\n\r\n';

/** A whole JSON answer. */
export function jsonAnswer(body: unknown, status = '200 OK'): string {
  const text = JSON.stringify(body);
  return `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(text)}\r\n\r\n${text}`;
}
