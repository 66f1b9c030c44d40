import type { EndpointId } from '#lib/contract/endpoints.ts';
import type { ByteSource } from '#lib/std/byte-source.ts';

/** A file on its way to an upstream, with the form fields around it. */
export interface Upload {
  /** In the order in which they came; a name may come twice, as `timestamp_granularities[]` does. */
  readonly fields: readonly (readonly [name: string, value: string])[];
  readonly file: {
    readonly name: string;
    readonly type: string;
    readonly sizeBytes: number;
    /** Reads it from the start, as often as asked. */
    read(): AsyncIterable<Uint8Array>;
  };
}

/** What the gateway asks of an upstream. */
export interface UpstreamCall {
  readonly endpoint: EndpointId;
  /** Model id of `models.get`; empty for every other endpoint. */
  readonly modelId: string;
  /** The caller's JSON after validation, unknown fields included; absent for GET and for uploads. */
  readonly body?: Readonly<Record<string, unknown>> | undefined;
  /** Instead of `body` where the endpoint takes a file. */
  readonly upload?: Upload | undefined;
  /** The caller asked for server-sent events. */
  readonly streams: boolean;
  readonly requestId: string;
  /** How long the first byte is waited for; absent where nobody has set that. */
  readonly firstByteMs?: number;
  /** Aborted when the caller leaves, a timer fires or the process drains. */
  readonly signal: AbortSignal;
}

/** What an upstream answers: bytes of the wire, exactly as a server would send them, faults included. */
export interface UpstreamAnswer {
  readonly status: number;
  /** Lower-case names. The gateway forwards none of them but those on its own list. */
  readonly headers: Readonly<Record<string, string>>;
  /**
   * Pull-driven: the next chunk is made or read when the gateway asks for it. Returning the iterator early frees the
   * socket. Throws an `ApiError` of an `upstream_*` code when the connection breaks.
   */
  readonly body: ByteSource;
}

/** Headers that tell of limits, as an upstream sent them. */
export interface ObservedLimits {
  /** Unix milliseconds. */
  readonly observedAtMs: number;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * The port to whatever answers: the built-in sandbox or a remote server. Both speak bytes, so the gateway's stream
 * repair, caps and timers treat them alike and the sandbox's faults test the same code a real fault would.
 */
export interface Upstream {
  readonly kind: 'sandbox' | 'remote';
  /** Shown on the connection badge: `sandbox` or the remote host. */
  readonly name: string;
  /** Takes its secret, and whatever looks like one, out of words that it sent; absent where there is none to take. */
  readonly redact?: (text: string) => string;
  /** What its last answer that told any said of its limits; absent where there is no such thing. */
  readonly lastLimits?: () => ObservedLimits | undefined;
  /** @throws ApiError when no answer can be had (connection refused, timed out, not an HTTP answer). */
  send(call: UpstreamCall): Promise<UpstreamAnswer>;
}
