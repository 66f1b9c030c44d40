'use client';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { NextIntlClientProvider, useLocale } from 'next-intl';
import { type ReactNode, useState } from 'react';

interface ProvidersProps {
  /** In which pages tell times: the installation's; absent for whoever is not in, who learns nothing of it. */
  timeZone?: string;
  children: ReactNode;
}

/** What is about every page. */
export function Providers({ timeZone, children }: ProvidersProps) {
  const locale = useLocale();
  // A local server answers or it does not: failing fast with a retry button beats a spinner over three silent retries.
  const [client] = useState(() => new QueryClient({ defaultOptions: { queries: { retry: 1, staleTime: 60_000 } } }));
  return (
    <NextIntlClientProvider locale={locale} {...(timeZone === undefined ? {} : { timeZone })}>
      <QueryClientProvider client={client}>{children}</QueryClientProvider>
    </NextIntlClientProvider>
  );
}
