import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { EntryFrame } from '#components/shell/entry-frame.tsx';
import { Providers } from '#components/shell/providers.tsx';
import { SiteFooter } from '#components/shell/site-footer.tsx';
import { parseTheme, THEME_COOKIE } from '#lib/i18n/locale.ts';
import { footerOfPages } from '#lib/server/presentation.ts';

/** Of the pages before one is in. */
export default async function EntryLayout({ children }: { children: ReactNode }) {
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <Providers>
      <EntryFrame theme={theme} footer={<SiteFooter footer={await footerOfPages()} />}>
        {children}
      </EntryFrame>
    </Providers>
  );
}
