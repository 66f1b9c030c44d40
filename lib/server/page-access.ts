import { headers } from 'next/headers';
import { forbidden, redirect } from 'next/navigation';
import type { Principal } from '#lib/domain/people/actor.ts';
import { signInPath } from '#lib/domain/people/next-path.ts';
import { getContainer } from './container.ts';
import { maySee, type OpenPageId, type PageId } from './policy.ts';

/** Who looks at a page; undefined for nobody who is signed in. */
export async function whoLooks(): Promise<Principal | undefined> {
  // Asked first: a build stops here, and so opens no database, which a running console may hold.
  const cookie = (await headers()).get('cookie') ?? undefined;
  const { access } = await getContainer().services();
  return (await access.whoIs(cookie))?.principal;
}

/**
 * Lets those see a page whom the policy lets; called by every page, first. It does not come back for others: whoever is
 * not signed in is sent to do so and led back, whoever may not see it is told (403).
 *
 * @param path the page's address, to come back to
 */
export async function admit(page: PageId, path: string = page): Promise<Principal> {
  const principal = await whoLooks();
  if (principal === undefined) redirect(signInPath(path));
  if (!maySee(page, principal.role)) forbidden();
  return principal;
}

/** Who sees a page that is open to anybody; what such a page calls in the place of {@link admit}. */
export const greet = (_page: OpenPageId): Promise<Principal | undefined> => whoLooks();
