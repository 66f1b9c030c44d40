import type * as z from 'zod/mini';
import { toApiError } from '#lib/contract/errors.ts';
import { type Container, getContainer } from './container.ts';
import { readJsonBody } from './gateway/body.ts';
import { baseHeaders, errorResponse } from './gateway/responses.ts';
import { validate } from './gateway/validate.ts';
import { newRequestId } from './request-id.ts';

type Answer = Response | object;

/** The console's own bodies are small. */
const CAPS = { bodyCapBytes: 1024 * 1024, textCapBytes: 1024 * 1024 };

/**
 * A handler of the console's own JSON API: guards, request id and the error's form are the same for every route.
 *
 * @param handle answers with a value, sent as JSON, or a whole response; throws an `ApiError` for what may not be
 */
export function apiRoute(handle: (container: Container, request: Request) => Promise<Answer> | Answer) {
  return async (request: Request): Promise<Response> => {
    const headers = baseHeaders(newRequestId());
    const container = getContainer();
    try {
      const call = {
        method: request.method,
        url: new URL(request.url),
        header: (name: string) => request.headers.get(name) ?? undefined,
      };
      container.guards.host(call);
      container.guards.origin(call);
      const answer = await handle(container, request);
      if (!(answer instanceof Response)) return Response.json(answer, { headers });
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
      return answer;
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === 'internal_error') container.log.error('unexpected', { cause: String(error.cause) });
      return errorResponse(error, headers);
    }
  };
}

/** The same for a route that takes a body. @param schema what the body must be */
export function apiRouteWithBody<Body extends z.ZodMiniType>(
  schema: Body,
  handle: (container: Container, body: z.output<Body>) => Promise<Answer> | Answer,
) {
  return apiRoute(async (container, request) => {
    const json = await readJsonBody(request, CAPS, container.config.limits.uploadIdleMs);
    return handle(container, validate(schema, json));
  });
}
