import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';

/** A message as it came in. */
export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** What becomes of one message. */
export type Reply = (response: ServerResponse) => void;

export const answers =
  (status: number, body = '', headers: Readonly<Record<string, string>> = {}): Reply =>
  (response) => {
    response.writeHead(status, headers).end(body);
  };

/** The connection is cut once all of the message is there. */
export const hangsUp: Reply = (response) => void response.socket?.destroy();

export interface WebhookReceiver {
  /** Without a slash at the end. */
  readonly url: string;
  /** `host:port`, as the settings name it. */
  readonly host: string;
  /** All that came, also what it did not take. */
  readonly received: readonly Received[];
  /** What becomes of the next messages, one each; all after them are taken. */
  reply(...replies: readonly Reply[]): void;
  close(): Promise<void>;
}

/** A server that others send messages to. */
export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const received: Received[] = [];
  const replies: Reply[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received.push({ path: request.url ?? '', headers: request.headers, body: Buffer.concat(chunks).toString() });
      (replies.shift() ?? answers(200, '{"code":0,"errcode":0}'))(response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The receiver has no port');
  const host = `127.0.0.1:${address.port}`;
  return {
    url: `http://${host}`,
    host,
    received,
    reply: (...next) => void replies.push(...next),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const TOLERANCE_S = 300;

/** Whether a message is from who holds the secret and no replay: as a receiver checks it, by standardwebhooks.com. */
export function isGenuine({ headers, body }: Received, secret: string): boolean {
  const [id, timestamp, signature] = ['id', 'timestamp', 'signature'].map((name) => String(headers[`webhook-${name}`]));
  if (Math.abs(Date.now() / 1_000 - Number(timestamp)) > TOLERANCE_S) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = Buffer.from(`v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`);
  const given = Buffer.from(signature ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
