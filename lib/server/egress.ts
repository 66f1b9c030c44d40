import type { LookupFunction } from 'node:net';
import { Agent, request } from 'undici';

export interface EgressRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  readonly signal: AbortSignal;
}

export interface EgressAnswer {
  readonly status: number;
  /** Lower-case names; a header that came twice is joined with commas. */
  readonly headers: Readonly<Record<string, string>>;
  /** Ends the socket when its iterator is returned early. */
  readonly body: AsyncIterable<Uint8Array>;
  /** Ends the socket whatever its body is doing; nothing happens when all of it was read. */
  discard(): void;
}

export interface EgressOptions {
  readonly connectMs: number;
  /** For tests: how names become addresses, and which authority is trusted beside the system's. */
  readonly lookup?: LookupFunction;
  readonly ca?: string;
}

export interface Egress {
  /** One request, one answer: no redirect is followed, nothing is tried again. @throws what the socket threw */
  send(request: EgressRequest): Promise<EgressAnswer>;
  close(): Promise<void>;
}

/** The one way out of this process. Time limits other than the connection's belong to the caller, through `signal`. */
export function createEgress({ connectMs, lookup, ca }: EgressOptions): Egress {
  const agent = new Agent({
    connect: { timeout: connectMs, ...(lookup && { lookup }), ...(ca !== undefined && { ca }) },
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
    async send({ method, url, headers, body, signal }) {
      const answer = await request(url, { dispatcher: agent, method, headers, body: body ?? null, signal });
      const entries = Object.entries(answer.headers).map(([name, value]) => [name, String(value)] as const);
      // Whoever iterates the body is told of its failure; one that nobody iterates must not end the process with it.
      answer.body.on('error', () => undefined);
      return {
        status: answer.statusCode,
        headers: Object.fromEntries(entries),
        body: answer.body,
        discard: () => void answer.body.destroy(),
      };
    },
    close: () => agent.close(),
  };
}
