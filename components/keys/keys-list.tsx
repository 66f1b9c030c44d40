'use client';
import { Plus } from 'lucide-react';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { PageHead } from '#components/ui/page-head.tsx';
import type { KeyListed } from '#lib/contract/key-use.ts';
import { FILTER_FROM, type KeysView, viewKeys, WHOLE_VIEW } from '#lib/domain/keys/view.ts';
import { KeysFilters } from './keys-filters.tsx';
import { type KeyActs, KeysTable } from './keys-table.tsx';
import type { Viewer } from './viewer.ts';

interface KeysListProps {
  /** Oldest first; absent while nobody knows. */
  keys: readonly KeyListed[] | undefined;
  viewer: Viewer;
  currency: string;
  view: KeysView;
  onView: (wish: Partial<KeysView>) => void;
  acts: KeyActs & { onCreate: () => void };
}

export function KeysList({ keys, viewer, currency, view, onView, acts }: KeysListProps) {
  const t = useTranslations('keys');
  const create = (
    <Button look="primary" onClick={acts.onCreate}>
      <Plus size={16} strokeWidth={1.5} aria-hidden />
      {t('create')}
    </Button>
  );
  const shown = viewKeys(keys ?? [], view, Date.now());
  const isWhole = view.text === '' && view.state === undefined;
  return (
    <>
      <PageHead title={t('title')} intro={t(viewer.role === 'admin' ? 'intro' : 'introOwn')}>
        {keys !== undefined && keys.length > 0 && create}
      </PageHead>
      {keys?.length === 0 && (
        <section className="flex flex-col items-start gap-3 rounded-card border border-line p-6">
          <h2 className="text-title">{t('empty.title')}</h2>
          <p className="max-w-prose text-ui text-muted">{t('empty.body')}</p>
          {create}
        </section>
      )}
      {keys !== undefined && keys.length > 0 && (
        <>
          {(keys.length >= FILTER_FROM || !isWhole) && (
            <KeysFilters view={view} onChange={onView} shown={shown.length} />
          )}
          {shown.length > 0 ? (
            <KeysTable keys={shown} viewer={viewer} currency={currency} acts={acts} />
          ) : (
            <div className="flex flex-wrap items-center gap-3 rounded-card border border-line p-6 text-ui text-muted">
              <span>{t('filters.none')}</span>
              <Button size="compact" onClick={() => onView(WHOLE_VIEW)}>
                {t('filters.reset')}
              </Button>
            </div>
          )}
        </>
      )}
    </>
  );
}
