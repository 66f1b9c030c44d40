import './globals.css';
import type { Metadata, Viewport } from 'next';
import { cookies } from 'next/headers';
import { NextIntlClientProvider } from 'next-intl';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { EVERYWHERE, messagesOf } from '#components/shell/page-messages.tsx';
import { LANGUAGE_TAGS, parseTheme, THEME_COOKIE } from '#lib/i18n/locale.ts';

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations('shell');
  return { title: { default: t('product'), template: `%s · ${t('product')}` } };
}

export const viewport: Viewport = { colorScheme: 'light dark', interactiveWidget: 'resizes-content' };

export default async function RootLayout({ children }: { children: ReactNode }) {
  const locale = await getLocale();
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <html lang={LANGUAGE_TAGS[locale]} data-theme={theme}>
      <body>
        <NextIntlClientProvider messages={await messagesOf(EVERYWHERE)}>{children}</NextIntlClientProvider>
      </body>
    </html>
  );
}
