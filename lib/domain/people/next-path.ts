const SOMEWHERE = 'https://console.invalid';

/**
 * Where to go after signing in: a page of this console, whatever the parameter says (T-WEB-11).
 *
 * @param next as it stands in the address: anybody can have written it
 */
export function nextPath(next: string | null | undefined): string {
  // What a browser would take for the beginning of another host's address, in any of its spellings.
  if (next == null || !/^\/(?![/\\])/.test(next) || /[\\\p{Cc}]/u.test(next)) return '/';
  if (!URL.canParse(next, SOMEWHERE)) return '/';
  const { origin, pathname, search, hash } = new URL(next, SOMEWHERE);
  if (origin !== SOMEWHERE || pathname.startsWith('//')) return '/';
  // Neither an answer of the API, nor what one has just come from.
  if (/^\/(?:api|v1|sign-in|join|setup)(?:\/|$)/.test(pathname)) return '/';
  return pathname + search + hash;
}

/** The address of the page to sign in at, which leads back. @param path of this console */
export const signInPath = (path: string): string =>
  path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`;
