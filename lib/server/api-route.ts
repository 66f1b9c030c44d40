import type * as z from 'zod/mini';
import { ApiError, toApiError } from '#lib/contract/errors.ts';
import { isPrintable } from '#lib/contract/text.ts';
import { actorOf, type Origin } from '#lib/domain/people/actor.ts';
import { signInFirst } from '#lib/domain/people/sign-in-first.ts';
import { type Container, getContainer } from './container.ts';
import { readBytes, readJsonBody } from './gateway/body.ts';
import { baseHeaders, errorResponse } from './gateway/responses.ts';
import { validate } from './gateway/validate.ts';
import { currentPeer } from './http/peer.ts';
import type { Doer } from './keys.ts';
import { type Method, type Role, type RouteId, rolesFor } from './policy.ts';
import { newRequestId } from './request-id.ts';

/** The console's own bodies are small, where their route does not say otherwise. */
const BODY_CAP_BYTES = 1024 * 1024;

export interface ApiCall {
  readonly container: Container;
  readonly request: Request;
  /** Of the address: `id` in `/api/keys/[id]`. */
  readonly params: Readonly<Record<string, string>>;
  /** What the audit log remembers of where the request came from. */
  readonly origin: Origin;
  /** Who sends it; undefined for nobody who is signed in, which only a route that is open to anybody gets to see. */
  readonly by: Doer | undefined;
}

/** A call by somebody: of every route that is not open to anybody. */
export interface PersonsCall extends ApiCall {
  readonly by: Doer;
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
export function openApiRoute({ route, method }: RouteOptions, handle: (call: ApiCall) => unknown) {
  return async (request: Request, context: NextContext): Promise<Response> => {
    const requestId = newRequestId();
    const headers = baseHeaders(requestId);
    const container = getContainer();
    const { guards, log } = container;
    const header = (name: string) => request.headers.get(name) ?? undefined;
    let cookies: readonly string[] = [];
    try {
      guards.host({ method, header });
      guards.origin({ method, header });
      if (method !== 'GET') checkScripted(header);
      const { access } = await container.services();
      const signedIn = await access.whoIs(header('cookie'), { prolong: true });
      cookies = signedIn?.cookies ?? [];
      checkRole(rolesFor(route, method), signedIn?.principal.role);
      const origin = { peer: currentPeer(), requestId };
      const by = signedIn && { principal: signedIn.principal, actor: actorOf(signedIn.principal, origin) };
      const params = readParams((await context.params) ?? {});
      const answer = toResponse(await handle({ container, request, params, origin, by }));
      const keptAs = answer.headers.get('cache-control');
      for (const [name, value] of Object.entries(headers)) answer.headers.set(name, value);
      if (keptAs !== null) answer.headers.set('cache-control', keptAs);
      return answer.headers.has('set-cookie') ? answer : withCookies(answer, cookies);
    } catch (thrown) {
      const error = toApiError(thrown);
      if (error.code === 'internal_error') log.error('unexpected', { requestId, cause: String(error.cause) });
      return withCookies(errorResponse(error, headers), cookies);
    }
  };
}

/** Whether whoever sent a request could send it again: for answers that go on for long. */
export async function isStill({ container, request, by }: PersonsCall): Promise<boolean> {
  const { access } = await container.services();
  const now = (await access.whoIs(request.headers.get('cookie') ?? undefined))?.principal;
  return now !== undefined && now.id === by.principal.id && now.role === by.principal.role;
}

/** Adds `Set-Cookie` lines to an answer. */
export function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}

/** The same for a route that is not open to anybody. */
export function apiRoute(options: RouteOptions, handle: (call: PersonsCall) => unknown) {
  return openApiRoute(options, ({ by, ...call }) => {
    if (by === undefined) throw signInFirst();
    return handle({ ...call, by });
  });
}

const toResponse = (answer: unknown): Response => {
  if (answer === undefined) return new Response(null, { status: 204 });
  return answer instanceof Response ? answer : Response.json(answer);
};

/** @throws ApiError 401 for nobody, 403 for somebody who may not */
function checkRole(roles: readonly Role[], role: Role = 'anonymous'): void {
  if (roles.includes(role)) return;
  if (role === 'anonymous') throw signInFirst();
  throw new ApiError('route_not_allowed', 'Your role may not do this. Ask an admin.');
}

/**
 * Changes are made by scripts of our own pages and by programs. What a form, a picture or a link of another site can
 * send, with nothing but a browser that leaves out where it came from, is none of these (T-WEB-01).
 *
 * @throws ApiError 403
 */
function checkScripted(header: (name: string) => string | undefined): void {
  const contentType = header('content-type');
  if (contentType !== undefined && !UNFORMED.test(contentType.trim())) {
    throw new ApiError('origin_not_allowed', 'Bodies must be sent as application/json.');
  }
  if (!SCRIPTED.has(header('sec-fetch-mode') ?? 'cors')) {
    throw new ApiError('origin_not_allowed', 'Only scripts and programs may change anything.');
  }
}

/** Media types that no form sends, and no script of another site without being asked first. */
const UNFORMED = /^(?:application\/json|image\/[\w.+-]+)(?:\s*;|$)/i;

const SCRIPTED: ReadonlySet<string> = new Set(['cors', 'same-origin']);

interface BodyOptions<Body> extends RouteOptions {
  /** What it must be. */
  readonly body: Body;
  /** A larger one is refused before it is read; 1 MiB. */
  readonly capBytes?: number;
}

/** The same for a route that takes a body. */
export function apiRouteWithBody<Body extends z.ZodMiniType>(
  options: BodyOptions<Body>,
  handle: (call: PersonsCall & { readonly body: z.output<Body> }) => unknown,
) {
  return apiRoute(options, async (call) => handle({ ...call, body: await readBody(call, options) }));
}

/** The same for a route that is open to anybody. */
export function openApiRouteWithBody<Body extends z.ZodMiniType>(
  options: BodyOptions<Body>,
  handle: (call: ApiCall & { readonly body: z.output<Body> }) => unknown,
) {
  return openApiRoute(options, async (call) => handle({ ...call, body: await readBody(call, options) }));
}

const sourceOf = ({ headers, body }: Request) => ({
  header: (name: string) => headers.get(name) ?? undefined,
  body: body ?? undefined,
});

async function readBody<Body extends z.ZodMiniType>(
  { request, container }: Pick<ApiCall, 'request' | 'container'>,
  { body: schema, capBytes = BODY_CAP_BYTES }: BodyOptions<Body>,
): Promise<z.output<Body>> {
  const caps = { bodyCapBytes: capBytes, textCapBytes: capBytes };
  const { json } = await readJsonBody(sourceOf(request), caps, container.config.limits.uploadIdleMs);
  return validate(schema, json);
}

/** The same for a route whose body is bytes of any kind, and which is asked something in its address beside them. */
export function apiRouteWithBytes<Query extends z.ZodMiniType>(
  { capBytes, ...options }: RouteOptions & { readonly query: Query; readonly capBytes: number },
  handle: (call: PersonsCall & { readonly query: z.output<Query>; readonly bytes: Uint8Array }) => unknown,
) {
  return apiRouteWithQuery(options, async (call) => {
    const bytes = await readBytes(sourceOf(call.request), capBytes, call.container.config.limits.uploadIdleMs);
    return handle({ ...call, bytes });
  });
}

/** The same for a route that is asked something in its address. @param options `query`: what it must be */
export function apiRouteWithQuery<Query extends z.ZodMiniType>(
  { query: schema, ...options }: RouteOptions & { readonly query: Query },
  handle: (call: PersonsCall & { readonly query: z.output<Query> }) => unknown,
) {
  return apiRoute(options, (call) => {
    const given = Object.fromEntries(new URL(call.request.url).searchParams);
    return handle({ ...call, query: validate(schema, given, 'The query') });
  });
}

/** @throws ApiError 404 for what nothing is named, and no database can look for */
function readParams(params: Params): Record<string, string> {
  const texts = Object.entries(params).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  if (texts.every(([, text]) => isPrintable(text))) return Object.fromEntries(texts);
  throw new ApiError('not_found', 'There is nothing at this address.');
}
