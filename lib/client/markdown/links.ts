/** Where a link of an answer may lead; undefined for everything else, `javascript:` first of all. */
export function safeHref(href: string): { readonly href: string; readonly foreign: boolean } | undefined {
  if (/^\/docs(?:[/#?]|$)/.test(href) || /^#[\w-]*$/.test(href)) return { href, foreign: false };
  if (!URL.canParse(href)) return undefined;
  const { protocol } = new URL(href);
  return protocol === 'https:' || protocol === 'http:' || protocol === 'mailto:' ? { href, foreign: true } : undefined;
}

/** Pictures that are in the text itself; none is ever fetched. */
export const isInlineImage = (href: string): boolean =>
  /^data:image\/(?:png|jpeg|gif|webp);base64,[A-Za-z0-9+/=]+$/.test(href);
