/** Addresses of conversations; going from one to another is a change of the address, not a page loaded anew. */
export const chatPath = (id?: string): string => (id === undefined ? '/chat' : `/chat/${encodeURIComponent(id)}`);

export function goToChat(id?: string): void {
  if (window.location.pathname !== chatPath(id)) history.pushState(null, '', chatPath(id));
}

/** The conversation of an address; undefined for one that is yet to begin. */
export const chatIdOf = (pathname: string): string | undefined => /^\/chat\/([\w-]+)$/.exec(pathname)?.[1];
