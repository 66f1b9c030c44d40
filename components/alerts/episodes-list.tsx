'use client';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Button } from '#components/ui/button.tsx';
import { LoadFailed } from '#components/ui/load-failed.tsx';
import { episodesQuery } from '#lib/client/alerts.ts';
import type { AlertRule } from '#lib/contract/alerts.ts';
import type { AlertsView } from '#lib/domain/alerts/view.ts';
import { EpisodeItem } from './episode-item.tsx';
import type { AlertWords } from './use-alert-words.ts';

interface EpisodesListProps {
  rules: readonly AlertRule[];
  /** Id of the rule that alone is told of. */
  only: string | undefined;
  words: AlertWords;
  onView: (view: AlertsView) => void;
}

/** What came of the rules, the newest first. */
export function EpisodesList({ rules, only, words, onView }: EpisodesListProps) {
  const t = useTranslations('alerts');
  const loading = useTranslations('shell')('loading');
  const history = useInfiniteQuery(episodesQuery(only));
  const episodes = history.data?.pages.flatMap(({ data }) => data);
  const name = rules.find(({ id }) => id === only)?.name ?? episodes?.[0]?.rule.name ?? only;
  return (
    <section aria-labelledby="alert-history" className="pb-4">
      <div className="mb-2 flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="alert-history" className="text-ui font-semibold">
          {t('history.title')}
        </h2>
        {only !== undefined && (
          <>
            <span className="text-meta wrap-anywhere text-muted">{t('history.of', { name: name ?? '' })}</span>
            <Button size="compact" onClick={() => onView({ rule: undefined })}>
              {t('history.all')}
            </Button>
          </>
        )}
      </div>
      {history.isError && (
        <LoadFailed words={t('load.failed')} retry={t('load.retry')} onRetry={() => void history.refetch()} />
      )}
      {history.isPending && (
        <p role="status" className="text-ui text-muted">
          {loading}
        </p>
      )}
      {episodes?.length === 0 && (
        <p className="rounded-card border border-line px-4 py-3 text-ui text-muted">
          {t(only === undefined ? 'history.none' : 'history.noneOf')}
        </p>
      )}
      {episodes !== undefined && episodes.length > 0 && (
        <ul className="divide-y divide-line-soft rounded-card border border-line">
          {episodes.map((episode) => (
            <li key={episode.id}>
              <EpisodeItem episode={episode} words={words} />
            </li>
          ))}
        </ul>
      )}
      {history.hasNextPage && (
        <Button
          className="mx-auto mt-3 flex"
          disabled={history.isFetchingNextPage}
          onClick={() => void history.fetchNextPage()}
        >
          {t('history.older')}
        </Button>
      )}
    </section>
  );
}
