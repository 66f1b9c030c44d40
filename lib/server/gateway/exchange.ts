import type { LedgerRow } from '#lib/domain/usage/call.ts';
import type { ByteSource } from '#lib/std/byte-source.ts';

/** What a call came to. */
export interface Booked {
  readonly row: LedgerRow;
  /** The prompt as it was counted before it was sent; `null`: it was not. */
  readonly expectedPromptTokens: number | null;
}

/** A call to the gateway, whichever server it came through. */
export interface GatewayRequest {
  readonly method: string;
  /** Path and query. */
  readonly target: string;
  /** @param name in small letters. @returns undefined when it is missing; one that came twice is joined with commas */
  readonly header: (name: string) => string | undefined;
  /** Names and values of all headers by turns, as they came. */
  readonly headerFields: readonly string[];
  /** The body's bytes as they arrive; undefined for none. */
  readonly body: ByteSource | undefined;
  /**
   * Calls back when the caller leaves before its answer has ended, at once when it has left. For one listener: a signal
   * would cost every call what few of them need.
   */
  readonly onLeave: (listener: (reason?: unknown) => void) => void;
  /** Told once what the call was booked as; not where nobody knows who called. */
  readonly onBooked?: ((booked: Booked) => void) | undefined;
}

export interface GatewayAnswer {
  readonly status: number;
  /** The mount's own from now on: it adds what its server needs. */
  readonly headers: Record<string, string>;
  /** Text, or bytes pulled as fast as the caller reads; erroring them cuts the connection. */
  readonly body: string | ReadableStream<Uint8Array>;
}

/** The gateway: one function from a call to its answer. It never throws. */
export type Gateway = (request: GatewayRequest) => Promise<GatewayAnswer>;
