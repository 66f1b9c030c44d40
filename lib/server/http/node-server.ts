import { createServer, type Server, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import { ApiError } from '#lib/contract/errors.ts';
import { baseHeaders } from '#lib/server/gateway/responses.ts';
import { newRequestId } from '#lib/server/request-id.ts';

/** Node's own cap is 16 KiB: a key of that length would be answered by Node, not by the gateway that knows keys. */
const MAX_HEAD_BYTES = 32 * 1024;

/** How long a client that sent too much has to read why. */
const LINGER_MS = 1_000;

/** The HTTP server that everything is served by; what is no HTTP it answers itself, in the API's form. */
export function createHttpServer(): Server {
  /** Connections on which an answer has begun and not ended. */
  const answering = new WeakMap<Duplex, ServerResponse>();
  const server = createServer({
    keepAliveTimeout: 65_000,
    headersTimeout: 66_000,
    requestTimeout: 600_000,
    maxHeaderSize: MAX_HEAD_BYTES,
  });
  server.on('request', (request, response) => answering.set(request.socket, response));
  server.on('clientError', (fault, socket) => {
    const response = answering.get(socket);
    // Whatever were written now would stand in the middle of that answer.
    if (response?.headersSent === true && !response.writableFinished) socket.destroy();
    else answerMalformed(fault, socket);
  });
  return server;
}

function toHttpError({ code }: NodeJS.ErrnoException): ApiError {
  if (code === 'HPE_HEADER_OVERFLOW') {
    return new ApiError('payload_too_large', 'The request’s head is larger than this server reads.');
  }
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return new ApiError('request_timeout', 'The request did not come to its end.');
  return new ApiError('invalid_parameter', 'The request is no valid HTTP.');
}

/** A request that is no HTTP, or whose head is too long, told in the API's form; Node's own answer would be empty. */
function answerMalformed(fault: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || fault.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  const error = toHttpError(fault);
  const body = JSON.stringify(error.toBody());
  const headers = { ...baseHeaders(newRequestId()), 'content-type': 'application/json', connection: 'close' };
  const lines = Object.entries({ ...headers, 'content-length': Buffer.byteLength(body) });
  const head = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
  socket.end(`HTTP/1.1 ${error.status} ${STATUS_CODES[error.status]}\r\n${head}\r\n${body}`);
  // What the client still sends is thrown away for a moment: a socket closed on unread bytes would take the answer along.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}
