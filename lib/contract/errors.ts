/**
 * The closed table of errors that this API answers with. Statuses and types are the vendor's (Ruijing API page,
 * "错误处理"); the codes are this project's, since the vendor names none but `invalid_api_key`.
 */

export const ERROR_TYPES = [
  'invalid_request_error',
  'authentication_error',
  'permission_error',
  'not_found_error',
  'rate_limit_error',
  'api_error',
  'service_unavailable',
] as const;

export type ErrorType = (typeof ERROR_TYPES)[number];

export type ErrorCode =
  | 'invalid_json'
  | 'invalid_parameter'
  | 'unsupported_parameter'
  | 'context_length_exceeded'
  | 'key_in_url'
  | 'url_not_allowed'
  | 'missing_api_key'
  | 'invalid_api_key'
  | 'revoked_api_key'
  | 'expired_api_key'
  | 'sign_in_required'
  | 'invalid_credentials'
  | 'account_disabled'
  | 'model_not_allowed'
  | 'route_not_allowed'
  | 'origin_not_allowed'
  | 'route_not_found'
  | 'not_found'
  | 'conflict'
  | 'model_not_found'
  | 'method_not_allowed'
  | 'rate_limit_exceeded'
  | 'quota_exceeded'
  | 'spend_limit_exceeded'
  | 'internal_error'
  | 'overloaded'
  | 'draining'
  | 'storage_unavailable'
  | 'no_upstream'
  | 'sandbox_unsupported'
  | 'request_timeout'
  | 'payload_too_large'
  | 'unsupported_media'
  | 'host_not_allowed'
  | 'client_closed_request'
  | 'upstream_rejected'
  | 'upstream_auth'
  | 'upstream_unreachable'
  | 'upstream_error'
  | 'upstream_invalid'
  | 'upstream_reset'
  | 'upstream_truncated'
  | 'upstream_timeout'
  | 'upstream_quota'
  | 'event_too_large';

export interface ErrorRow {
  /** HTTP status when the error is the whole answer; inside a stream that has begun it is not sent. */
  readonly status: number;
  readonly type: ErrorType;
}

export const ERRORS = {
  invalid_json: { status: 400, type: 'invalid_request_error' },
  invalid_parameter: { status: 400, type: 'invalid_request_error' },
  unsupported_parameter: { status: 400, type: 'invalid_request_error' },
  context_length_exceeded: { status: 400, type: 'invalid_request_error' },
  key_in_url: { status: 400, type: 'invalid_request_error' },
  url_not_allowed: { status: 400, type: 'invalid_request_error' },
  missing_api_key: { status: 401, type: 'authentication_error' },
  invalid_api_key: { status: 401, type: 'authentication_error' },
  revoked_api_key: { status: 401, type: 'authentication_error' },
  expired_api_key: { status: 401, type: 'authentication_error' },
  // The console's own: nobody is signed in, or not any more.
  sign_in_required: { status: 401, type: 'authentication_error' },
  invalid_credentials: { status: 401, type: 'authentication_error' },
  account_disabled: { status: 403, type: 'permission_error' },
  model_not_allowed: { status: 403, type: 'permission_error' },
  route_not_allowed: { status: 403, type: 'permission_error' },
  origin_not_allowed: { status: 403, type: 'permission_error' },
  route_not_found: { status: 404, type: 'not_found_error' },
  // The console's own API: no such key, plan …
  not_found: { status: 404, type: 'not_found_error' },
  // The console's own API: the name is taken, or the thing is still in use.
  conflict: { status: 409, type: 'invalid_request_error' },
  model_not_found: { status: 404, type: 'not_found_error' },
  method_not_allowed: { status: 405, type: 'invalid_request_error' },
  rate_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  quota_exceeded: { status: 429, type: 'rate_limit_error' },
  spend_limit_exceeded: { status: 429, type: 'rate_limit_error' },
  internal_error: { status: 500, type: 'api_error' },
  overloaded: { status: 503, type: 'service_unavailable' },
  draining: { status: 503, type: 'service_unavailable' },
  storage_unavailable: { status: 503, type: 'service_unavailable' },
  no_upstream: { status: 503, type: 'service_unavailable' },
  sandbox_unsupported: { status: 503, type: 'service_unavailable' },
  request_timeout: { status: 408, type: 'invalid_request_error' },
  payload_too_large: { status: 413, type: 'invalid_request_error' },
  unsupported_media: { status: 415, type: 'invalid_request_error' },
  host_not_allowed: { status: 421, type: 'permission_error' },
  client_closed_request: { status: 499, type: 'invalid_request_error' },
  // The upstream refused the request itself (its 400, 404, 413, 422): its words are passed on, redacted.
  upstream_rejected: { status: 400, type: 'invalid_request_error' },
  // The upstream refused *our* key: the caller's own key is fine, so never a 401 of ours.
  upstream_auth: { status: 502, type: 'api_error' },
  upstream_unreachable: { status: 502, type: 'api_error' },
  // The upstream said that it failed (its 500, an error inside its stream): what it sent was well-formed.
  upstream_error: { status: 502, type: 'api_error' },
  upstream_invalid: { status: 502, type: 'api_error' },
  upstream_reset: { status: 502, type: 'api_error' },
  upstream_truncated: { status: 502, type: 'api_error' },
  upstream_timeout: { status: 504, type: 'api_error' },
  upstream_quota: { status: 503, type: 'service_unavailable' },
  event_too_large: { status: 502, type: 'api_error' },
} as const satisfies Record<ErrorCode, ErrorRow>;

export const ERROR_CODES = Object.keys(ERRORS).filter((code): code is ErrorCode => Object.hasOwn(ERRORS, code));

/** The error object of the wire: `{"error": {...}}` as a whole answer or as one event of a stream. */
export interface ErrorBody {
  error: {
    message: string;
    type: ErrorType;
    code: ErrorCode;
    /** Dotted path of the field at fault, as in `messages.0.role`. */
    param?: string;
  };
}

export interface ApiErrorOptions {
  param?: string | undefined;
  /** How long the caller should wait before trying again; sent as `Retry-After` (whole seconds, rounded up). */
  retryAfterMs?: number | undefined;
  /** `false`: trying again does not help for long; sent as `x-should-retry`, which OpenAI's clients obey. */
  retry?: false | undefined;
  cause?: unknown;
}

// Next's bundle and `server.ts` load a copy of this module each, and what one throws the other catches.
const BRAND = Symbol.for('ruijing.ApiError');

/** An error that may be shown to a caller: its message holds no secret and no text of an upstream unredacted. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly [BRAND] = true;
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly retry: false | undefined;

  constructor(code: ErrorCode, message: string, options: ApiErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.code = code;
    this.param = options.param;
    this.retryAfterMs = options.retryAfterMs;
    this.retry = options.retry;
  }

  static override [Symbol.hasInstance](value: unknown): value is ApiError {
    return typeof value === 'object' && value !== null && BRAND in value;
  }

  get status(): number {
    return ERRORS[this.code].status;
  }

  get type(): ErrorType {
    return ERRORS[this.code].type;
  }

  /** The body of the wire. */
  toBody(): ErrorBody {
    const { message, type, code, param } = this;
    return { error: param === undefined ? { message, type, code } : { message, type, code, param } };
  }
}

/**
 * Turns whatever was thrown into an `ApiError`, once, at the edge. An unknown thing becomes `internal_error` with a
 * generic message (ASVS 16.5.1); the thing itself stays in `cause` for the log.
 */
export function toApiError(thrown: unknown): ApiError {
  if (thrown instanceof ApiError) return thrown;
  return new ApiError(
    'internal_error',
    'The server met an unexpected fault. Quote the request id when you report it.',
    {
      cause: thrown,
    },
  );
}
