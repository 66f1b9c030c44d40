'use client';
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { Button } from '#components/ui/button.tsx';
import { SandboxMark } from '#components/ui/sandbox-mark.tsx';
import { catalogueQuery } from '#lib/client/catalogue.ts';
import type { CatalogueUpstream } from '#lib/contract/catalogue.ts';
import { KINDS } from '#lib/contract/endpoints.ts';
import type { SettingsEnvironment, UpstreamSetting } from '#lib/contract/settings.ts';
import { failureWords } from '#lib/domain/chat/failure.ts';
import { Section } from './section.tsx';
import { VariableList } from './variable-list.tsx';

interface UpstreamsSectionProps {
  environment: SettingsEnvironment;
  connectionTest: ReactNode;
}

/** Who answers, and whether they can be reached now. */
export function UpstreamsSection({ environment, connectionTest }: UpstreamsSectionProps) {
  const t = useTranslations('settings.upstreams');
  const { data, isFetching, isError, refetch } = useQuery(catalogueQuery);
  const healthOf = (name: string) =>
    isError ? null : <Health health={data?.upstreams.find((upstream) => upstream.name === name)} />;
  const { upstreams, sandbox } = environment;
  return (
    <Section
      title={t('title')}
      intro={t('intro')}
      action={
        <Button size="compact" disabled={isFetching} onClick={() => void refetch()}>
          <RefreshCw size={14} strokeWidth={1.5} aria-hidden />
          {t(isFetching ? 'checking' : 'check')}
        </Button>
      }
    >
      {isError && (
        <p role="alert" className="text-ui text-danger">
          {t('checkFailed')}
        </p>
      )}
      {upstreams.map((upstream) => (
        <UpstreamCard key={upstream.name} upstream={upstream} health={healthOf(upstream.name)} />
      ))}
      <article aria-label={t('sandbox')} className="flex flex-col gap-1 border-b border-line-soft pb-4">
        <h3 className="flex flex-wrap items-center gap-x-2 text-ui">
          {t('sandbox')}
          {sandbox && <SandboxMark />}
        </h3>
        {sandbox && healthOf('sandbox')}
        <p className="text-ui text-muted">{t(sandbox ? 'sandboxOn' : 'sandboxOff')}</p>
      </article>
      <VariableList
        names={[
          'RUIJING_BASE_URL',
          'RUIJING_API_KEY',
          'RUIJING_UPSTREAMS',
          'RUIJING_SANDBOX',
          ...(sandbox ? (['RUIJING_SANDBOX_TOKENS_PER_SECOND'] as const) : []),
        ]}
        environment={environment}
      />
      <p className="text-ui">
        <Link href="/models" className="text-accent underline underline-offset-2">
          {t('catalogue')}
        </Link>
      </p>
      {connectionTest}
    </Section>
  );
}

interface UpstreamCardProps {
  upstream: UpstreamSetting;
  health: ReactNode;
}

function UpstreamCard({ upstream, health }: UpstreamCardProps) {
  const t = useTranslations('settings.upstreams');
  const { name, baseUrl, kinds, models, addressFrom, keyFrom, keySet } = upstream;
  const facts = [
    [t('address'), `${baseUrl} · ${t('addressFrom', { name: addressFrom })}`],
    [
      t('kinds'),
      kinds.length === KINDS.length ? t('allKinds') : kinds.map((kind) => t(`kindNames.${kind}`)).join(' · '),
    ],
    ...(models === null ? [] : [[t('models'), models.join(' · ')]]),
    [t('key'), keyFrom === null ? t('keyNone') : t(keySet ? 'keySet' : 'keyUnset', { name: keyFrom })],
  ];
  return (
    <article aria-label={name} className="flex flex-col gap-1.5 border-b border-line-soft pb-4">
      <h3 className="text-ui break-words">{name}</h3>
      {health}
      <dl className="grid grid-cols-[auto_1fr] gap-x-3 gap-y-0.5 text-ui">
        {facts.map(([label, fact]) => (
          <div key={label} className="col-span-2 grid grid-cols-subgrid">
            <dt className="text-muted">{label}</dt>
            <dd className="min-w-0 break-words wrap-anywhere">{fact}</dd>
          </div>
        ))}
      </dl>
    </article>
  );
}

/** @param props `health`: undefined until it has been asked */
function Health({ health }: { health: CatalogueUpstream | undefined }) {
  const t = useTranslations('settings.upstreams');
  const words = useTranslations('errors.codes');
  const { failure } = health ?? { failure: null };
  return (
    <div role="status" className="text-ui">
      {health === undefined && <span className="text-muted">{t('checking')}</span>}
      {health !== undefined && failure === null && (
        <span className="text-accent tabular-nums">{t('ok', { models: health.modelCount, ms: health.latencyMs })}</span>
      )}
      {failure !== null && (
        <>
          <span className="text-danger">{t('failed', { reason: words(`${failureWords(failure.code)}.title`) })}</span>
          <p className="text-muted">{words(`${failureWords(failure.code)}.action`)}</p>
          <p className="font-mono text-meta break-words text-muted">
            {failure.code}: {failure.message}
          </p>
        </>
      )}
    </div>
  );
}
