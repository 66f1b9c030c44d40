import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway, GatewayAnswer } from './exchange.ts';
import { readNodeBody } from './node-body.ts';

/** How long a caller whose body nobody reads may go on sending it before its connection ends. */
const LINGER_MS = 1_000;

/** The gateway on Node's own requests and answers: several times the calls of a mount through web-standard objects. */
export function toNodeListener(
  gateway: Gateway,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    const leaving = new AbortController();
    response.on('close', () => {
      if (!response.writableFinished) leaving.abort();
    });
    const { method = 'GET', url: target = '/' } = request;
    const answer = await gateway({
      method,
      target,
      header: (name) => headerOf(request, name),
      body: hasBody(request) ? readNodeBody(request) : undefined,
      signal: leaving.signal,
    });
    if (response.destroyed) return;
    const unread = hasBody(request) && !request.complete;
    if (unread) letGo(request, response);
    await write(answer, { response, bodyless: method === 'HEAD', closes: unread });
  };
}

const hasBody = ({ headers }: IncomingMessage): boolean =>
  headers['transfer-encoding'] !== undefined || Number(headers['content-length'] ?? 0) > 0;

function headerOf(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  // Node keeps the first of several: which one is meant nobody can tell, so the caller must see that they are two.
  if (name === 'authorization' && value !== undefined) {
    const { rawHeaders } = request;
    let count = 0;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      if (rawHeaders[index]?.length === name.length && rawHeaders[index]?.toLowerCase() === name) count++;
    }
    if (count > 1) return request.headersDistinct.authorization?.join(', ');
  }
  return Array.isArray(value) ? value.join(', ') : value;
}

/** What still comes is thrown away for a moment: a socket closed on unread bytes would take the answer along. */
function letGo(request: IncomingMessage, response: ServerResponse): void {
  response.once('finish', () => {
    request.resume();
    setTimeout(() => request.socket.destroy(), LINGER_MS).unref();
  });
}

interface WriteOptions {
  readonly response: ServerResponse;
  readonly bodyless: boolean;
  readonly closes: boolean;
}

async function write({ status, headers, body }: GatewayAnswer, options: WriteOptions): Promise<void> {
  const { response, bodyless, closes } = options;
  if (closes) headers.connection = 'close';
  if (typeof body === 'string') {
    headers['content-length'] = String(Buffer.byteLength(body));
    response.writeHead(status, headers);
    response.end(bodyless ? '' : body);
    return;
  }
  response.writeHead(status, headers);
  response.flushHeaders();
  const reader = body.getReader();
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (response.destroyed) return;
      if (!response.write(value)) await drained(response);
    }
    response.end();
  } catch {
    // Whoever made the body has logged why. A cut is all that tells the caller that this is not the end.
    response.destroy();
  } finally {
    // After the end this does nothing; before it, the upstream hears that nobody reads any more.
    await reader.cancel().catch(() => undefined);
  }
}

/** Resolves when the caller has read what was written, or has left. */
function drained(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const end = () => {
      response.off('drain', end).off('close', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
  });
}
