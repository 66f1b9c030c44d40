import type { Preferences } from '#lib/contract/preferences.ts';
import { LOCALE_COOKIE, THEME_COOKIE } from '#lib/i18n/locale.ts';

const ONE_YEAR_SECONDS = 365 * 24 * 60 * 60;

/** `Set-Cookie` lines for the choices made; no secret is in them, but no script needs them either. */
export function preferenceCookies({ locale, theme }: Preferences): string[] {
  const cookie = (name: string, value: string) =>
    `${name}=${value}; Path=/; Max-Age=${ONE_YEAR_SECONDS}; SameSite=Lax; HttpOnly`;
  return [
    ...(locale === undefined ? [] : [cookie(LOCALE_COOKIE, locale)]),
    ...(theme === undefined ? [] : [cookie(THEME_COOKIE, theme)]),
  ];
}
