export const LOCALES = ['zh', 'en'] as const;

export type Locale = (typeof LOCALES)[number];

/** `<html lang>` and `Intl` want a region: `zh` alone may be taken for either script. */
export const LANGUAGE_TAGS = { zh: 'zh-CN', en: 'en' } as const satisfies Record<Locale, string>;

/** Cookies ignore the port, so the product's name keeps other servers of this machine apart. */
export const LOCALE_COOKIE = 'ruijing_locale';

export const THEMES = ['system', 'light', 'dark'] as const;

export type Theme = (typeof THEMES)[number];

export const THEME_COOKIE = 'ruijing_theme';

export function parseTheme(value: string | undefined): Theme {
  return THEMES.find((theme) => theme === value) ?? 'system';
}

/**
 * The language of a page: the one that was chosen, else the first that the browser asks for, else Chinese, the
 * vendor's own.
 *
 * @param acceptLanguage the header of RFC 9110 §12.5.4
 */
export function chooseLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  const known = LOCALES.find((locale) => locale === chosen);
  if (known !== undefined) return known;
  const wanted = (acceptLanguage ?? '')
    .split(',')
    .map((entry) => {
      const [tag = '', ...parameters] = entry.trim().split(';');
      const quality = Number(
        parameters
          .find((parameter) => parameter.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { language: tag.toLowerCase().split('-')[0], quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { language } of wanted) {
    const match = LOCALES.find((locale) => locale === language);
    if (match !== undefined) return match;
  }
  return 'zh';
}
