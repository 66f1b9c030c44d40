import type { ApiError } from '#lib/contract/errors.ts';
import type { UpstreamAnswer } from '#lib/server/upstream/port.ts';
import type { GatewayAnswer } from './exchange.ts';

/** On every answer of the gateway. */
export function baseHeaders(requestId: string): Record<string, string> {
  return { 'x-request-id': requestId, 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
}

/** On whatever the sandbox had a part in, its timeouts too. */
export const SANDBOX_MARK = { 'x-ruijing-sandbox': '1' } as const;

/** Only these of an upstream's headers go on; whatever else it sets is not for the caller (F40). */
const PASSED = /^(?:retry-after(?:-ms)?|x-ratelimit-[\w-]+|ratelimit(?:-policy)?|x-should-retry)$/;

/** Of the sandbox's headers: a remote upstream's limits are its own account's, not the caller's. */
export const passedHeaders = (answer: UpstreamAnswer): Record<string, string> =>
  Object.fromEntries(Object.entries(answer.headers).filter(([name]) => PASSED.test(name)));

/** An error as a whole answer. */
export function errorAnswer(error: ApiError, headers: Readonly<Record<string, string>>): GatewayAnswer {
  return {
    status: error.status,
    headers: { ...headers, ...retryHeaders(error), 'content-type': 'application/json' },
    body: JSON.stringify(error.toBody()),
  };
}

/** When to try again. */
export function retryHeaders({ retryAfterMs, retry }: ApiError): Record<string, string> {
  return {
    ...(retryAfterMs === undefined
      ? {}
      : {
          'retry-after': String(Math.ceil(retryAfterMs / 1000)),
          'retry-after-ms': String(Math.ceil(retryAfterMs)),
        }),
    // OpenAI's clients try a 429 again at once where the wait is longer than a minute: this stops them.
    ...(retry === false ? { 'x-should-retry': 'false' } : {}),
  };
}

/** The same for a route of the console. */
export function errorResponse(error: ApiError, headers: Record<string, string>): Response {
  const { status, headers: all, body } = errorAnswer(error, headers);
  return new Response(typeof body === 'string' ? body : null, { status, headers: all });
}
