import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';

/** The code that Node and undici put on what a socket throws. */
function codeOf(error: unknown): string {
  if (!isErrorLike(error)) return '';
  if (typeof error.code === 'string') return error.code;
  // Happy Eyeballs throws one error for all addresses it tried.
  return codeOf(error.cause ?? (Array.isArray(error.errors) ? error.errors[0] : undefined));
}

const isErrorLike = (error: unknown): error is Record<string, unknown> => error instanceof Error || isRecord(error);

const UNREACHABLE: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at its address',
  ENOTFOUND: 'its name does not resolve',
  EAI_AGAIN: 'its name cannot be resolved right now',
  EHOSTUNREACH: 'its host cannot be reached',
  ENETUNREACH: 'its network cannot be reached',
  UND_ERR_CONNECT_TIMEOUT: 'it did not accept a connection in time',
  ETIMEDOUT: 'it did not accept a connection in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate cannot be verified',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate cannot be verified',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  EPROTO: 'it does not speak TLS as expected',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS as expected',
};

/** Codes of connections that failed at once, before a byte of the request went out: another try costs nothing. */
const NEVER_SENT = new Set(['ECONNREFUSED', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH']);

export const wasNeverSent = (error: unknown): boolean => NEVER_SENT.has(codeOf(error));

const RESET = new Set(['ECONNRESET', 'EPIPE', 'UND_ERR_CLOSED', 'UND_ERR_DESTROYED', 'UND_ERR_ABORTED']);

/** A polite end, but before the body's own: a FIN, fewer bytes than announced, half a compressed stream. */
const TRUNCATED = new Set(['UND_ERR_SOCKET', 'UND_ERR_RES_CONTENT_LENGTH_MISMATCH', 'Z_BUF_ERROR']);

/** What a broken connection means to the caller. An abort keeps its own reason. */
export function toTransportError(error: unknown, signal: AbortSignal): ApiError {
  if (error instanceof ApiError) return error;
  if (signal.aborted && signal.reason instanceof ApiError) return signal.reason;
  const code = codeOf(error);
  const reason = UNREACHABLE[code];
  if (reason !== undefined) {
    return new ApiError('upstream_unreachable', `The upstream cannot be reached: ${reason} (${code}).`, {
      cause: error,
    });
  }
  if (RESET.has(code)) {
    return new ApiError('upstream_reset', 'The upstream broke the connection.', { cause: error });
  }
  if (TRUNCATED.has(code)) {
    return new ApiError('upstream_truncated', 'The upstream’s answer ended early.', { cause: error });
  }
  return new ApiError('upstream_invalid', 'The upstream did not answer with valid HTTP.', { cause: error });
}
