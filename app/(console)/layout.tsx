import { cookies } from 'next/headers';
import type { ReactNode } from 'react';
import { Providers } from '#components/shell/providers.tsx';
import { Shell } from '#components/shell/shell.tsx';
import { parseTheme, THEME_COOKIE } from '#lib/i18n/locale.ts';
import { chatUpstream } from '#lib/server/connection.ts';
import { getContainer } from '#lib/server/container.ts';
import { whoLooks } from '#lib/server/page-access.ts';
import { sectionsFor } from '#lib/server/policy.ts';
import { sessionOf } from '#lib/server/session-route.ts';

export default async function ConsoleLayout({ children }: { children: ReactNode }) {
  const { kind, name } = chatUpstream(getContainer().upstreams);
  const theme = parseTheme((await cookies()).get(THEME_COOKIE)?.value);
  const principal = await whoLooks();
  return (
    <Providers>
      <Shell
        connection={{ kind, name }}
        session={sessionOf(principal)}
        sections={sectionsFor(principal?.role ?? 'anonymous')}
        theme={theme}
      >
        {children}
      </Shell>
    </Providers>
  );
}
