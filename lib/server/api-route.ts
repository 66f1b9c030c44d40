import type * as z from 'zod/mini';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { type Container, getContainer } from './container.ts';
import { readJsonBody } from './gateway/body.ts';
import { baseHeaders, errorResponse } from './gateway/responses.ts';
import { validate } from './gateway/validate.ts';
import { type Method, type Role, type RouteId, rolesFor } from './policy.ts';
import { newRequestId } from './request-id.ts';

/** The console's own bodies are small. */
const CAPS = { bodyCapBytes: 1024 * 1024, textCapBytes: 1024 * 1024 };

export interface ApiCall {
  readonly container: Container;
  readonly request: Request;
  /** Of the address: `id` in `/api/keys/[id]`. */
  readonly params: Readonly<Record<string, string>>;
}

interface RouteOptions {
  readonly route: RouteId;
  readonly method: Method;
}

type Params = Readonly<Record<string, string | string[] | undefined>>;

/** What Next hands to a handler beside the request. */
interface NextContext {
  /** Of an address without variable parts there is nothing in it. */
  readonly params: Promise<Params | undefined>;
}

/**
 * A handler of the console's own JSON API: guards, policy, request id and the error's form are the same for every route.
 *
 * @param handle answers with a value, sent as JSON; undefined, sent as 204; or a whole response. Throws an `ApiError`
 * for what may not be
 */
export function apiRoute({ route, method }: RouteOptions, handle: (call: ApiCall) => unknown) {
  return async (request: Request, context: NextContext): Promise<Response> => {
    const headers = baseHeaders(newRequestId());
    const container = getContainer();
    const { guards, log } = container;
    const header = (name: string) => request.headers.get(name) ?? undefined;
    try {
      guards.host({ method, header });
      guards.origin({ method, header });
      if (!rolesFor(route, method).includes(roleOf())) throw new ApiError('route_not_allowed', 'You may not do this.');
      const answer = await handle({ container, request, params: onlyTexts((await context.params) ?? {}) });
      if (answer === undefined) return new Response(null, { status: 204, headers });
      if (!(answer instanceof Response)) return Response.json(answer, { headers });
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
      return answer;
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === 'internal_error') log.error('unexpected', { cause: String(error.cause) });
      return errorResponse(error, headers);
    }
  };
}

/** The same for a route that takes a body. @param options `body`: what it must be */
export function apiRouteWithBody<Body extends z.ZodMiniType>(
  { body: schema, ...options }: RouteOptions & { readonly body: Body },
  handle: (call: ApiCall & { readonly body: z.output<Body> }) => unknown,
) {
  return apiRoute(options, async (call) => {
    const { request, container } = call;
    const source = {
      header: (name: string) => request.headers.get(name) ?? undefined,
      body: request.body ?? undefined,
    };
    const { json } = await readJsonBody(source, CAPS, container.config.limits.uploadIdleMs);
    return handle({ ...call, body: validate(schema, json) });
  });
}

/** The same for a route that is asked something in its address. @param options `query`: what it must be */
export function apiRouteWithQuery<Query extends z.ZodMiniType>(
  { query: schema, ...options }: RouteOptions & { readonly query: Query },
  handle: (call: ApiCall & { readonly query: z.output<Query> }) => unknown,
) {
  return apiRoute(options, (call) => {
    const given = Object.fromEntries(new URL(call.request.url).searchParams);
    return handle({ ...call, query: validate(schema, given, 'The query') });
  });
}

/** In local mode whoever passes the guards sits at this machine: its admin. */
const roleOf = (): Role => 'admin';

function onlyTexts(params: Params): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string'),
  );
}
