import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gateway, GatewayAnswer } from './exchange.ts';
import { readNodeBody } from './node-body.ts';

/** How long a caller whose body nobody reads may go on sending it before its connection ends. */
const LINGER_MS = 1_000;

export interface NodeMountOptions {
  /** How long a caller may leave unread what was written; then its connection ends (F17). */
  readonly clientStallMs: number;
}

/** The gateway on Node's own requests and answers: several times the calls of a mount through web-standard objects. */
export function toNodeListener(
  gateway: Gateway,
  { clientStallMs }: NodeMountOptions,
): (request: IncomingMessage, response: ServerResponse) => Promise<void> {
  return async (request, response) => {
    let onLeave: (() => void) | undefined;
    response.on('close', () => {
      if (!response.writableFinished) onLeave?.();
    });
    const { method = 'GET', url: target = '/' } = request;
    const answer = await gateway({
      method,
      target,
      header: (name) => headerOf(request, name),
      headerFields: request.rawHeaders,
      body: hasBody(request) ? readNodeBody(request) : undefined,
      onLeave: (listener) => {
        if (response.closed) listener();
        else onLeave = listener;
      },
    });
    if (typeof answer.body === 'string') await endOfTurn();
    if (response.destroyed) return;
    const unread = hasBody(request) && !request.complete;
    if (unread) letGo(request, response);
    await write(answer, { response, bodyless: method === 'HEAD', closes: unread, clientStallMs });
  };
}

let turn: Promise<void> | undefined;

/**
 * Resolves at the end of this turn of the event loop, for all who wait in it together: answers go out in one burst. Each by
 * itself would wake its reader, who has read it and sleeps again before the next one comes; waking costs more than
 * writing does.
 */
function endOfTurn(): Promise<void> {
  turn ??= new Promise((resolve) => {
    setImmediate(() => {
      turn = undefined;
      resolve();
    });
  });
  return turn;
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

const PIECE_BYTES = 256 * 1024;
/** So short a text is handed over at once. */
const PIECE_CHARACTERS = PIECE_BYTES / 4;

interface WriteOptions {
  readonly response: ServerResponse;
  readonly bodyless: boolean;
  readonly closes: boolean;
  readonly clientStallMs: number;
}

async function write({ status, headers, body }: GatewayAnswer, options: WriteOptions): Promise<void> {
  const { response, bodyless, closes, clientStallMs } = options;
  if (closes) headers.connection = 'close';
  if (typeof body === 'string') {
    headers['content-length'] = String(Buffer.byteLength(body));
    response.writeHead(status, headers);
    if (bodyless || body.length <= PIECE_CHARACTERS) response.end(bodyless ? '' : body);
    else await writePieces(response, body, clientStallMs);
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
      if (!response.write(value)) await drained(response, clientStallMs);
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

/** Resolves when the caller has read what was written, or has left; one that reads nothing for so long is cut off. */
function drained(response: ServerResponse, clientStallMs: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => response.destroy(), clientStallMs);
    const end = () => {
      clearTimeout(timer);
      response.off('drain', end).off('close', end);
      resolve();
    };
    response.on('drain', end).on('close', end);
  });
}

/** As a whole it would lie in memory until its reader has come to the end, and none could be told to have stopped. */
async function writePieces(response: ServerResponse, text: string, clientStallMs: number): Promise<void> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length && !response.destroyed; at += PIECE_BYTES) {
    if (!response.write(bytes.subarray(at, at + PIECE_BYTES))) await drained(response, clientStallMs);
  }
  response.end();
}
