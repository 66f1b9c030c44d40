import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { chooseLocale, LOCALE_COOKIE } from './locale.ts';

/** Names of the catalogues below messages/{zh,en}/. */
const NOUNS = [
  'shell',
  'chat',
  'errors',
  'connect',
  'docs',
  'keys',
  'models',
  'people',
  'plans',
  'settings',
  'audit',
  'commands',
  'charts',
  'usage',
  'limits',
  'logs',
  'calls',
  'alerts',
  'vision',
  'vision-names',
  'vision-viewer',
] as const;

export default getRequestConfig(async () => {
  const chosen = (await cookies()).get(LOCALE_COOKIE)?.value;
  const locale = chooseLocale(chosen, (await headers()).get('accept-language'));
  const catalogues = await Promise.all(
    NOUNS.map(async (noun) => [noun, (await import(`./messages/${locale}/${noun}.json`)).default] as const),
  );
  return { locale, messages: Object.fromEntries(catalogues), timeZone: 'Asia/Shanghai' };
});
