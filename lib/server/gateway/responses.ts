import type { ApiError } from '#lib/contract/errors.ts';
import type { UpstreamAnswer } from '#lib/server/upstream/port.ts';

/** On every answer of the gateway. */
export function baseHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}

/** On whatever the sandbox had a part in, its timeouts too. */
export const SANDBOX_MARK = { 'x-ruijing-sandbox': '1' } as const;

/** Only these of an upstream's headers go on; whatever else it sets is not for the caller (F40). */
const PASSED = /^(?:retry-after(?:-ms)?|x-ratelimit-[\w-]+|ratelimit(?:-policy)?|x-should-retry)$/;

/** A remote upstream's limits are its own account's, not the caller's: the sandbox's are the caller's. */
export function passedHeaders(answer: UpstreamAnswer, kind: 'sandbox' | 'remote'): Record<string, string> {
  if (kind === 'remote') return {};
  return Object.fromEntries(Object.entries(answer.headers).filter(([name]) => PASSED.test(name)));
}

/** @param text JSON, ready */
export function jsonResponse(text: string, status: number, headers: Record<string, string>): Response {
  return new Response(text, { status, headers: { ...headers, 'content-type': 'application/json' } });
}

/** An error as a whole answer. */
export function errorResponse(error: ApiError, headers: Record<string, string>): Response {
  const wait: Record<string, string> =
    error.retryAfterMs === undefined
      ? {}
      : {
          'retry-after': String(Math.ceil(error.retryAfterMs / 1000)),
          'retry-after-ms': String(Math.ceil(error.retryAfterMs)),
        };
  return Response.json(error.toBody(), { status: error.status, headers: { ...headers, ...wait } });
}
