import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { SiteFooter } from '#components/shell/site-footer.tsx';
import { parseTheme, THEME_COOKIE } from '#lib/i18n/locale.ts';
import { chatUpstream } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { footerOfPages } from '#lib/server/presentation.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { kind, name } = chatUpstream(getContainer().upstreams);
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <Providers>
      <Shell connection={{ kind, name }} theme={theme} footer={<SiteFooter footer={await footerOfPages()} />}>
        {children}
      </Shell>
    </Providers>
  );
}
