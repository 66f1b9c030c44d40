import { ApiError } from '#lib/contract/errors.ts';
import type { SettingNames } from '#lib/server/config-upstreams.ts';
import type { EgressAnswer } from '#lib/server/egress.ts';
import { parseJson } from '#lib/std/parse-json.ts';
import { parseRetryAfter } from '#lib/std/retry-after.ts';
import { decoded } from './decoded.ts';
import type { Redact } from './redact.ts';
import { DEFAULT_RETRY_AFTER_MS, readWireFailure, type WireFailure } from './wire-failure.ts';

/** An error body larger than this explains nothing, and one that takes longer is not waited for. */
const MAX_ERROR_CHARACTERS = 64 * 1024;
const MAX_ERROR_MS = 1_000;
/** Waiting longer than a day is not waiting. */
const MAX_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

/** The status behind an error: its cause where the code alone does not tell what happened. */
export class UpstreamStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** Whether the upstream says that it has no such route, as servers do which speak only a part of the API. */
export const saysNoRoute = (error: unknown): boolean =>
  error instanceof ApiError && error.cause instanceof UpstreamStatus && [404, 405, 501].includes(error.cause.status);

/** What an upstream's error status means to the caller (faults.md F09–F11, F37); its HTML is never passed on. */
export async function toUpstreamError(answer: EgressAnswer, redact: Redact, settings: SettingNames): Promise<ApiError> {
  const { status } = answer;
  if (status >= 300 && status < 400) {
    answer.discard();
    return new ApiError(
      'upstream_invalid',
      `The upstream answered with a redirect (status ${status}); none is followed.`,
    );
  }
  const detail = await readDetail(answer, redact);
  const said = detail.message === '' ? '' : ` It said: ${detail.message}`;
  const cause = new UpstreamStatus(status);
  if (status === 401 || status === 403) {
    return new ApiError(
      'upstream_auth',
      `The upstream refused the server’s key (status ${status}). Check ${settings.key}.`,
    );
  }
  if (status === 402 || (status === 429 && detail.code === 'insufficient_quota')) {
    return new ApiError('upstream_quota', 'The account at the upstream has no quota left.');
  }
  const askedMs = parseRetryAfter(answer.headers['retry-after'], Date.now());
  if (status === 429) {
    const retryAfterMs = clampRetryAfter(askedMs ?? DEFAULT_RETRY_AFTER_MS);
    return new ApiError('rate_limit_exceeded', 'The upstream asks for fewer requests.', { retryAfterMs });
  }
  if (status === 404 && /model/i.test(`${detail.code} ${detail.message}`)) {
    return new ApiError('model_not_found', `The upstream does not know this model.${said}`, { param: 'model' });
  }
  if (detail.code === 'context_length_exceeded') {
    return new ApiError('context_length_exceeded', `The upstream refused the request.${said}`, { param: detail.param });
  }
  if (status === 404 && said === '') {
    return new ApiError(
      'upstream_rejected',
      `The upstream has no such address (status 404). Does ${settings.address} end with the version, as in /v1?`,
      { cause },
    );
  }
  // Its patience, or that of a proxy before it, was at an end: nothing in the request is at fault.
  if (status === 408 || status === 504) return new ApiError('upstream_timeout', 'The upstream timed out.');
  if (status >= 400 && status < 500) {
    return new ApiError('upstream_rejected', `The upstream refused the request (status ${status}).${said}`, {
      param: detail.param,
      cause,
    });
  }
  if (status === 503) {
    const retryAfterMs = askedMs === undefined ? undefined : clampRetryAfter(askedMs);
    return new ApiError('overloaded', 'The upstream is overloaded or under maintenance.', { retryAfterMs });
  }
  return new ApiError('upstream_error', `The upstream failed (status ${status}).${said}`, { cause });
}

const clampRetryAfter = (ms: number): number => Math.min(Math.max(ms, 1000), MAX_RETRY_AFTER_MS);

/** What the body says; nothing when it breaks off, is no error body or does not come at once. The status says enough. */
async function readDetail(answer: EgressAnswer, redact: Redact): Promise<WireFailure> {
  const timer = setTimeout(answer.discard, MAX_ERROR_MS);
  let text = '';
  try {
    const decoder = new TextDecoder();
    for await (const chunk of decoded(answer)) {
      text += decoder.decode(chunk, { stream: true });
      if (text.length > MAX_ERROR_CHARACTERS) break;
    }
  } catch {
    text = '';
  } finally {
    clearTimeout(timer);
    // A decoder that is left early does not always let go of the socket behind it.
    answer.discard();
  }
  return readWireFailure(parseJson(text), redact) ?? { message: '', code: '', param: undefined };
}
