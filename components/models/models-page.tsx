'use client';
import { useQuery } from '@tanstack/react-query';
import { RefreshCw } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import { useAddressView } from '#components/ui/use-address-view.ts';
import { catalogueQuery } from '#lib/client/catalogue.ts';
import type { Catalogue } from '#lib/contract/catalogue.ts';
import { parseView, toQuery, viewModels } from '#lib/domain/models/view.ts';
import type { Calls } from './model-action.tsx';
import { ModelsFilters } from './models-filters.tsx';
import { ModelsTable } from './models-table.tsx';
import { UpstreamFailures } from './upstream-failures.tsx';

const ADDRESS = { parse: parseView, format: toQuery };

interface ModelsPageProps {
  /** Whoever looks may call models. */
  mayCall: boolean;
  /** Calls need a key. */
  isTeam: boolean;
}

export function ModelsPage({ mayCall, isTeam }: ModelsPageProps) {
  const t = useTranslations('models');
  const catalogue = useQuery(catalogueQuery);
  return (
    <div className="h-full overflow-y-auto">
      <div className="mx-auto flex max-w-6xl flex-col gap-5 p-4 md:p-6">
        <PageHead title={t('title')} intro={t('intro')}>
          {catalogue.data !== undefined && (
            <Button disabled={catalogue.isFetching} onClick={() => void catalogue.refetch()}>
              <RefreshCw size={14} strokeWidth={1.5} aria-hidden />
              {t('load.again')}
            </Button>
          )}
        </PageHead>
        {catalogue.isPending && (
          <p role="status" className="text-ui text-muted">
            {t('load.asking')}
          </p>
        )}
        {catalogue.isError && (
          <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void catalogue.refetch()} />
        )}
        {catalogue.data !== undefined && (
          <Models catalogue={catalogue.data} calls={mayCall ? { needKey: isTeam } : null} />
        )}
      </div>
    </div>
  );
}

interface ModelsProps {
  catalogue: Catalogue;
  calls: Calls;
}

function Models({ catalogue: { models, upstreams, currency }, calls }: ModelsProps) {
  const t = useTranslations('models');
  const [view, change] = useAddressView(ADDRESS);
  const shown = viewModels(models, view);
  return (
    <>
      <UpstreamFailures upstreams={upstreams} />
      <ModelsFilters
        view={view}
        onChange={change}
        shown={shown.length}
        faults={models.filter(({ fault }) => fault).length}
      />
      {shown.length > 0 ? (
        <ModelsTable models={shown} currency={currency} calls={calls} view={view} onSort={change} />
      ) : (
        <div className="flex flex-wrap items-center gap-3 rounded-card border border-line p-6 text-ui text-muted">
          <span>{t(upstreams.length === 0 ? 'noUpstream' : 'filters.none')}</span>
          {view.text + (view.kind ?? '') !== '' && (
            <Button size="compact" onClick={() => change({ text: '', kind: undefined })}>
              {t('filters.reset')}
            </Button>
          )}
        </div>
      )}
      {models.some(({ price, sandbox }) => price === null && !sandbox) && (
        <p className="max-w-prose text-meta text-muted">
          {t('price.unpricedWhy', { prices: 'RUIJING_PRICES', currency: 'RUIJING_CURRENCY', code: currency })}
        </p>
      )}
    </>
  );
}
