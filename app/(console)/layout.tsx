import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { SiteFooter } from '#components/shell/site-footer.tsx';
import { parseTheme, THEME_COOKIE } from '#lib/i18n/locale.ts';
import { connectionName } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { whoLooks } from '#lib/server/page-access.ts';
import { sectionsFor } from '#lib/server/policy.ts';
import { footerOfPages } from '#lib/server/presentation.ts';
import { sessionOf } from '#lib/server/session-route.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const principal = await whoLooks();
  // The page below sends them away; nothing of this installation is for them to see.
  if (principal === undefined) return children;
  const container = getContainer();
  const connection = await connectionName(container);
  const sections = sectionsFor(principal.role);
  const { alerts } = await container.services();
  const firing = sections.includes('alerts') ? await alerts.firing() : 0;
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  return (
    <Providers timeZone={container.config.timeZone}>
      <Shell
        connection={connection}
        session={sessionOf(principal)}
        sections={sections}
        firing={firing}
        theme={theme}
        footer={<SiteFooter footer={await footerOfPages()} />}
      >
        {children}
      </Shell>
    </Providers>
  );
}
