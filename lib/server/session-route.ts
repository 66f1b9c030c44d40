import type { Session, SignIn } from '#lib/contract/people.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import type { ApiCall } from './api-route.ts';

/** Who looks at a page, as the page is told. */
export function sessionOf(principal: Principal | undefined): Session {
  if (principal === undefined) return { mode: 'team', person: null };
  const { id, name, email, role, plan } = principal;
  if (email === null || plan === null) return { mode: 'local', person: null };
  return { mode: 'team', person: { id, name, email, role, plan } };
}

/** Begins a session with an address and a password, and answers with its cookies. @throws ApiError 401, 403, 429 */
export async function signIn({ container, request, origin }: ApiCall, { email, password }: SignIn): Promise<Response> {
  const { account } = await container.services();
  const cookie = request.headers.get('cookie') ?? undefined;
  const userAgent = request.headers.get('user-agent') ?? undefined;
  const { principal, cookies } = await account.signIn({ email, password }, { cookie, userAgent, ...origin });
  return withCookies(Response.json(sessionOf(principal)), cookies);
}

/** Ends the session that a request came with, on the server and in the browser. */
export async function signOut({ container, request, by }: ApiCall): Promise<Response> {
  const { account } = await container.services();
  const cleared = await account.signOut(request.headers.get('cookie') ?? undefined, by);
  return withCookies(new Response(null, { status: 204 }), cleared);
}

function withCookies(response: Response, cookies: readonly string[]): Response {
  for (const cookie of cookies) response.headers.append('set-cookie', cookie);
  return response;
}
