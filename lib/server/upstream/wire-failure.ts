import { wireErrorSchema } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { Redact } from './redact.ts';

const MAX_MESSAGE_CHARACTERS = 500;
const MAX_PARAM_CHARACTERS = 200;

/** The vendor's advice where an upstream asks for fewer requests and names no wait. */
export const DEFAULT_RETRY_AFTER_MS = 60_000;

/** What an upstream says of a failure, fit to be shown. */
export interface WireFailure {
  /** Redacted and clipped; empty when it says nothing. */
  readonly message: string;
  /** To be compared, never to be shown. */
  readonly code: string;
  /** Redacted and clipped. */
  readonly param: string | undefined;
}

/**
 * Reads an error body of any server: `{error: {…}}`, or `{error: "…"}`, or a list of either.
 *
 * @returns undefined when it is none; an error of a shape that nobody knows says nothing
 */
export function readWireFailure(json: unknown, redact: Redact): WireFailure | undefined {
  // Asked of every event of every stream, hardly one of which is an error.
  if (!isRecord(json) || json.error === undefined || json.error === null) return undefined;
  const said: unknown = Array.isArray(json.error) ? json.error[0] : json.error;
  const clipped = (text: string, maxCharacters: number) => redact(text).slice(0, maxCharacters);
  if (typeof said === 'string') {
    return { message: clipped(said, MAX_MESSAGE_CHARACTERS), code: '', param: undefined };
  }
  const parsed = wireErrorSchema.safeParse({ error: said });
  if (!parsed.success) return { message: '', code: '', param: undefined };
  const { message, code, param } = parsed.data.error;
  return {
    message: clipped(message, MAX_MESSAGE_CHARACTERS),
    code: code ?? '',
    param: typeof param === 'string' ? clipped(param, MAX_PARAM_CHARACTERS) : undefined,
  };
}

/**
 * The failure of an upstream that had answered 200 already: as an event of its stream (F24), or as the whole body. No
 * status tells what it means, so only codes that leave no doubt are told apart.
 */
export function toLateError({ message, code }: WireFailure): ApiError {
  const said = message === '' ? '' : ` It said: ${message}`;
  switch (code) {
    case 'insufficient_quota':
      return new ApiError('upstream_quota', 'The account at the upstream has no quota left.');
    case 'rate_limit_exceeded':
    case '429':
      return new ApiError('rate_limit_exceeded', `The upstream asks for fewer requests.${said}`, {
        retryAfterMs: DEFAULT_RETRY_AFTER_MS,
      });
    case 'context_length_exceeded':
      return new ApiError('context_length_exceeded', `The upstream refused the request.${said}`);
    default:
      return new ApiError('upstream_error', `The upstream failed during the answer.${said}`);
  }
}
