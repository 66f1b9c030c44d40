import { wireErrorSchema } from '#lib/contract/chat.ts';
import { ApiError } from '#lib/contract/errors.ts';
import { isRecord } from '#lib/std/is-record.ts';
import type { Redact } from './redact.ts';

const MAX_MESSAGE_CHARACTERS = 500;

/** What an upstream says of a failure, fit to be shown. */
export interface WireFailure {
  /** Redacted and clipped; empty when it says nothing. */
  readonly message: string;
  readonly code: string;
  readonly param: string | undefined;
}

/** Reads an error body of any server: `{error: {…}}`, or `{error: "…"}`; undefined when it is none. */
export function readWireFailure(json: unknown, redact: Redact): WireFailure | undefined {
  // Asked of every event of every stream, hardly one of which is an error.
  if (!isRecord(json) || json.error === undefined || json.error === null) return undefined;
  const clipped = (text: string) => redact(text).slice(0, MAX_MESSAGE_CHARACTERS);
  if (typeof json.error === 'string') {
    return { message: clipped(json.error), code: '', param: undefined };
  }
  const parsed = wireErrorSchema.safeParse(json);
  if (!parsed.success) return undefined;
  const { message, code, param } = parsed.data.error;
  return { message: clipped(message), code: code ?? '', param: param ?? undefined };
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
      return new ApiError('rate_limit_exceeded', `The upstream asks for fewer requests.${said}`);
    case 'context_length_exceeded':
      return new ApiError('context_length_exceeded', `The upstream refused the request.${said}`);
    default:
      return new ApiError('upstream_error', `The upstream failed during the answer.${said}`);
  }
}
