import type { LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { Agent, buildConnector } from 'undici';
import type { ByteSource } from '#lib/std/byte-source.ts';
import { EgressExchange } from './egress-exchange.ts';

/** A body that is too large for one piece. */
export interface EgressStream {
  /** Exactly what `stream` comes to: an upstream that is promised more or less would wait, or read on into nothing. */
  readonly lengthBytes: number;
  /** From the start. */
  stream(): AsyncIterable<Uint8Array>;
}

export interface EgressRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | EgressStream | undefined;
  readonly signal: AbortSignal;
}

export interface EgressAnswer {
  readonly status: number;
  /** Lower-case names; a header that came twice is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the socket when its iterator is returned early. */
  readonly body: ByteSource;
  /** Ends the socket whatever its body is doing; nothing happens when all of it was read. */
  discard(): void;
}

/** How names become addresses. */
export type Lookup = LookupFunction;

export interface EgressOptions {
  readonly connectMs: number;
  /** The system's, when absent. */
  readonly lookup?: Lookup;
  /** For tests: the authority that is trusted beside the system's. */
  readonly ca?: string;
  /** For tests: the port that is dialled instead of the address's. */
  readonly port?: number;
}

export interface Egress {
  /** One request, one answer: no redirect is followed, nothing is tried again. @throws what the socket threw */
  send(request: EgressRequest): Promise<EgressAnswer>;
  close(): Promise<void>;
}

/** The one way out of this process. Time limits other than the connection's belong to the caller, through `signal`. */
export function createEgress({ connectMs, lookup, ca, port }: EgressOptions): Egress {
  const options = { timeout: connectMs, ...(lookup && { lookup }), ...(ca !== undefined && { ca }), allowH2: false };
  const dial = buildConnector(options);
  const agent = new Agent({
    connect: port === undefined ? options : (to, callback) => dial({ ...to, port: String(port) }, callback),
    // One protocol: the one whose faults are tested.
    allowH2: false,
    // The gateway's own timers know about heartbeats and reasoning models; undici's would cut those (N12).
    headersTimeout: 0,
    bodyTimeout: 0,
    // Shorter than common servers' five seconds: a socket the other side is about to close is not used again.
    keepAliveTimeout: 4_000,
    maxHeaderSize: 32 * 1024,
  });
  return {
    send({ method, url, headers, body, signal }) {
      const exchange = new EgressExchange(signal);
      const to = { origin: url.origin, path: url.pathname + url.search, method };
      agent.dispatch({ ...to, ...payload(headers, body) }, exchange);
      return exchange.answer;
    },
    close: () => agent.close(),
  };
}

function payload(headers: EgressRequest['headers'], body: EgressRequest['body']) {
  if (body === undefined || typeof body === 'string') return { headers, body: body ?? null };
  // Told in advance, or it would go out in chunks, which not every server reads.
  return { headers: { ...headers, 'content-length': String(body.lengthBytes) }, body: Readable.from(body.stream()) };
}
