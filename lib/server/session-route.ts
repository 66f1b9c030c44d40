import type { Session, SignIn } from '#lib/contract/people.ts';
import type { Principal } from '#lib/domain/people/actor.ts';
import { type ApiCall, withCookies } from './api-route.ts';
import type { SignedIn } from './auth/sessions.ts';

/** Who looks at a page, as the page is told. */
export function sessionOf(principal: Principal | undefined): Session {
  if (principal === undefined) return { mode: 'team', person: null };
  const { id, name, email, role, plan } = principal;
  if (email === null || plan === null) return { mode: 'local', person: null };
  return { mode: 'team', person: { id, name, email, role, plan } };
}

/** Begins a session with an address and a password, and answers with its cookies. @throws ApiError 401, 403, 429 */
export async function signIn(call: ApiCall, { email, password }: SignIn): Promise<Response> {
  const { account } = await call.container.services();
  return begun(await account.signIn({ email, password }, requestOf(call)));
}

/** The same for whoever has just proved otherwise that they may come in. */
export async function enter(call: ApiCall, { email, password }: SignIn): Promise<Response> {
  const { account } = await call.container.services();
  return begun(await account.enter({ email, password }, requestOf(call)));
}

/** Ends the session that a request came with, on the server and in the browser. */
export async function signOut({ container, by }: ApiCall): Promise<Response> {
  const { account } = await container.services();
  return withCookies(new Response(null, { status: 204 }), await account.signOut(by));
}

const requestOf = ({ request, origin }: ApiCall) => ({
  cookie: request.headers.get('cookie') ?? undefined,
  userAgent: request.headers.get('user-agent') ?? undefined,
  ...origin,
});

const begun = ({ principal, cookies }: SignedIn): Response => withCookies(Response.json(sessionOf(principal)), cookies);
