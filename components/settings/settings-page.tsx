'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { settingsQuery } from '#lib/client/settings.ts';
import { FooterForm } from './footer-form.tsx';
import { LabelForm } from './label-form.tsx';
import { PricesSection } from './prices-section.tsx';
import { Section } from './section.tsx';
import { UpstreamsSection } from './upstreams-section.tsx';
import { VariableList } from './variable-list.tsx';

interface SettingsPageProps {
  /** Sends one token, for the section of upstreams. */
  connectionTest: ReactNode;
}

export function SettingsPage({ connectionTest }: SettingsPageProps) {
  const t = useTranslations('settings');
  const { data: settings, isError, isPending, refetch } = useQuery(settingsQuery);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-3xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={t('intro')} />
        {isPending && (
          <p role="status" className="text-ui text-muted">
            {t('load.loading')}
          </p>
        )}
        {isError && <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void refetch()} />}
        {settings !== undefined && (
          <>
            <LabelForm setting={settings.aiLabel} />
            <FooterForm footer={settings.footer} />
            <UpstreamsSection environment={settings.environment} connectionTest={connectionTest} />
            <PricesSection environment={settings.environment} />
            <Section title={t('groups.ledger')}>
              <VariableList
                names={['RUIJING_TIME_ZONE', 'RUIJING_RETENTION_DAYS']}
                environment={settings.environment}
              />
            </Section>
            <Section title={t('groups.storage')}>
              <VariableList
                names={[
                  'RUIJING_SECRET',
                  'RUIJING_ADMIN_EMAIL',
                  'RUIJING_ADMIN_PASSWORD',
                  'RUIJING_RESET_LINK_FOR',
                  'RUIJING_DATA_DIR',
                  'DATABASE_URL',
                  'REDIS_URL',
                ]}
                environment={settings.environment}
              />
            </Section>
            <Section title={t('groups.server')}>
              <VariableList
                names={[
                  ...(['HOST', 'PORT', 'RUIJING_ORIGIN', 'RUIJING_TRUSTED_PROXIES'] as const),
                  ...(['RUIJING_WEBHOOK_HOSTS', 'RUIJING_LOG', 'RUIJING_TIMEOUTS'] as const),
                ]}
                environment={settings.environment}
              />
            </Section>
          </>
        )}
      </div>
    </div>
  );
}
